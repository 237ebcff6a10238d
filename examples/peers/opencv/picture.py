# SPDX-License-Identifier: Apache-2.0
"""Test pictures that survive JPEG: the number of a picture can be read back from it, and all of it follows from the number.
A real program needs nothing of this. picture.hpp and NumberedPictures.java draw the same ones; the formula is in the README.
"""

from __future__ import annotations

import sys
from typing import Optional

import numpy as np

BLOCK, BITS = 16, 32
MARGIN = 2  # rows in which JPEG, which halves the colour's resolution, mixes the blocks with what is below
LARGEST, MEAN = 16, 2.0  # how far JPEG of quality 90 may take a value, and the values on average; seen: 6 and 0.7


def bit_rows(width: int) -> int:
    """How many rows of pixels the number's bits take."""
    return BLOCK * -(-BITS // (width // BLOCK))


class NumberedPictures:
    """Of one size: at least 32 pixels wide, and high enough for the number's blocks and 16 rows below them."""

    def __init__(self, width: int, height: int) -> None:
        if width < 32 or height < bit_rows(width) + BLOCK:
            raise ValueError(f"a picture of {width}x{height} has no room for its number")
        self.width, self.height, self.top = width, height, bit_rows(width)
        place = np.arange(width + height + 512) % 512
        self._wave = np.minimum(place, 511 - place).astype(np.uint8)

    def picture(self, number: int) -> np.ndarray:
        image = np.zeros((self.height, self.width, 3), np.uint8)
        for bit in range(BITS):
            if number >> bit & 1:
                y, x = (BLOCK * place for place in divmod(bit, self.width // BLOCK))
                image[y : y + BLOCK, x : x + BLOCK] = 255
        below = image[self.top :]
        below[:, :, 0] = self._from(7 * number, self.width)
        below[:, :, 1] = self._from(11 * number + self.top, self.height - self.top)[:, None]
        sloping = self._from(13 * number + self.top, self.width + self.height - self.top - 1)
        below[:, :, 2] = np.lib.stride_tricks.sliding_window_view(sloping, self.width)
        return image

    def number_of(self, image: np.ndarray) -> int:
        number = 0
        for bit in range(BITS):
            y, x = (BLOCK * place + BLOCK // 2 for place in divmod(bit, self.width // BLOCK))
            number |= int(image[y, x, 1] > 127) << bit
        return number

    def trouble(self, image: np.ndarray) -> Optional[str]:
        """Why this is not the picture of its number; None if it is."""
        if image.shape != (self.height, self.width, 3) or image.dtype != np.uint8:
            return f"it is {image.dtype} of {image.shape}"
        wanted = self.picture(self.number_of(image))[self.top + MARGIN :]
        difference = np.abs(image[self.top + MARGIN :].astype(np.int16) - wanted)
        if difference.max() > LARGEST or difference.mean() > MEAN:
            return f"picture {self.number_of(image)} is off by up to {difference.max()}, {difference.mean():.2f} on average"
        return None

    def _from(self, start: int, count: int) -> np.ndarray:
        return self._wave[start % 512 : start % 512 + count]


class PictureCheck:
    """The picture of its number, and a higher one than before? Says what is wrong."""

    def __init__(self, width: int, height: int) -> None:
        self._pictures = NumberedPictures(width, height)
        self._last = 0

    def right(self, image: np.ndarray) -> bool:
        trouble = self._pictures.trouble(image)
        if trouble is None:
            number = self._pictures.number_of(image)
            trouble = None if number > self._last else f"picture {number} comes after {self._last}"
            self._last = number
        if trouble is not None:
            print(trouble, file=sys.stderr, flush=True)
        return trouble is None
