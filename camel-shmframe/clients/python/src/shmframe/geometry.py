# SPDX-License-Identifier: Apache-2.0
"""What a payload is made of."""

from __future__ import annotations

import enum
from typing import NamedTuple, Optional, Tuple

from .errors import LayoutException


class ElementType(enum.Enum):
    """The type of each value: bytes, OpenCV's depth (-1 none), numpy's `dtype.num`, numpy's and struct's letters."""

    UINT8 = (1, 0, 2, "u1", "B")
    INT8 = (1, 1, 1, "i1", "b")
    UINT16 = (2, 2, 4, "u2", "H")
    INT16 = (2, 3, 3, "i2", "h")
    INT32 = (4, 4, 5, "i4", "i")
    FLOAT32 = (4, 5, 11, "f4", "f")
    FLOAT64 = (8, 6, 12, "f8", "d")
    FLOAT16 = (2, 7, 23, "f2", "e")
    UINT32 = (4, -1, 6, "u4", "I")
    INT64 = (8, -1, 7, "i8", "q")
    UINT64 = (8, -1, 8, "u8", "Q")

    @property
    def bytes(self) -> int:
        return self.value[0]

    @property
    def depth(self) -> int:
        return self.value[1]

    @property
    def number(self) -> int:
        return self.value[2]

    @property
    def dtype(self) -> str:
        return self.value[3]


_BY_NUMBER = {e.number: e for e in ElementType}
_BY_NUMBER.update({9: ElementType.INT64, 10: ElementType.UINT64})  # long long has 8 bytes as long has
_BY_DEPTH = {e.depth: e for e in ElementType if e.depth >= 0}


def element_of_number(number: int) -> Optional[ElementType]:
    return _BY_NUMBER.get(number)


def element_of_depth(depth: int) -> ElementType:
    return _BY_DEPTH[depth & 7]


def fourcc(letters: str) -> int:
    """Four letters as a number, the first in the lowest byte, as V4L2 has it."""
    return int.from_bytes(letters.encode("ascii"), "little")


class PixelFormat(enum.Enum):
    """What the values of a picture mean: V4L2's letters, and values of a pixel in the first plane."""

    GRAY8 = ("GREY", 1)
    BGR24 = ("BGR3", 3)
    RGB24 = ("RGB3", 3)
    BGRA = ("AR24", 4)
    YUYV = ("YUYV", 2)
    NV12 = ("NV12", 1)
    I420 = ("YU12", 1)

    @property
    def code(self) -> int:
        return fourcc(self.value[0])

    @property
    def channels(self) -> int:
        return self.value[1]

    @property
    def planar(self) -> bool:
        return self in (PixelFormat.NV12, PixelFormat.I420)


_BY_CODE = {f.code: f for f in PixelFormat}
_USUAL = {1: PixelFormat.GRAY8, 3: PixelFormat.BGR24, 4: PixelFormat.BGRA}


def format_of_code(code: int) -> Optional[PixelFormat]:
    return _BY_CODE.get(code)


class Plane(NamedTuple):
    """Rows of one plane of a picture."""

    offset: int
    stride: int
    rows: int
    row_bytes: int


class FrameGeometry(NamedTuple):
    """A picture (height, width, channels), a tensor (any shape), or bytes. Made by the functions, not by its fields."""

    kind: str
    element: ElementType
    shape: Tuple[int, ...]
    format: Optional[PixelFormat] = None

    @staticmethod
    def of_8bit(width: int, height: int, channels: int) -> "FrameGeometry":
        """A picture of 8-bit channels: 1 is grey, 3 BGR, 4 BGRA."""
        return FrameGeometry.picture(width, height, channels)

    @staticmethod
    def picture(
        width: int, height: int, channels: int = 0, element: ElementType = ElementType.UINT8,
        format: Optional[PixelFormat] = None,
    ) -> "FrameGeometry":
        """A picture of values of one of OpenCV's types, or of a pixel format, which says the channels."""
        if format is not None:
            channels = channels or format.channels
            if channels != format.channels or element is not ElementType.UINT8:
                raise LayoutException("picture", f"{format.channels} channels of uint8 in {format.name}", str(channels))
        elif element is ElementType.UINT8:
            format = _USUAL.get(channels)
        if width < 1 or height < 1 or not 1 <= channels <= 512 or element.depth < 0:
            raise LayoutException(
                "picture", "at least 1 x 1 pixels, 1 to 512 channels of one of OpenCV's types",
                f"{width} x {height} x {channels} of {element.name}",
            )
        half = format is not None and format.planar
        if (half or format is PixelFormat.YUYV) and width % 2 or half and height % 2:
            raise LayoutException("picture", "even sides in this pixel format", f"{width} x {height}")
        return FrameGeometry("picture", element, (height, width, channels), format)

    @staticmethod
    def tensor(element: ElementType, *shape: int) -> "FrameGeometry":
        """An array, the last index running fastest."""
        if len(shape) > 32 or any(side < 1 for side in shape):
            raise LayoutException("shape", "at most 32 dimensions of 1 or more", str(shape))
        return FrameGeometry("tensor", element, tuple(shape))

    @staticmethod
    def bytes_of(count: int) -> "FrameGeometry":
        """So many bytes."""
        return FrameGeometry("bytes", ElementType.UINT8, (count,))

    @property
    def is_picture(self) -> bool:
        return self.kind == "picture"

    @property
    def is_tensor(self) -> bool:
        return self.kind == "tensor"

    @property
    def width(self) -> int:
        return self.shape[1] if self.is_picture else 0

    @property
    def height(self) -> int:
        return self.shape[0] if self.is_picture else 0

    @property
    def channels(self) -> int:
        return self.shape[2] if self.is_picture else 1

    @property
    def type(self) -> int:
        """OpenCV's type integer, of a planar picture that of its first plane; -1 where there is none."""
        return (self.channels - 1) * 8 + self.element.depth if self.is_picture else -1

    @property
    def bytes(self) -> int:
        """Bytes of the payload, rows without gaps."""
        count = self.element.bytes
        for side in self.shape:
            count *= side
        return count + count // 2 if self.format is not None and self.format.planar else count

    @property
    def row_bytes(self) -> int:
        return self.width * self.channels * self.element.bytes

    def planes(self) -> Tuple[Plane, ...]:
        """Where the rows of a picture lie, without gaps; empty for anything else."""
        if not self.is_picture:
            return ()
        rows, row = self.height, self.row_bytes
        first = Plane(0, row, rows, row)
        if self.format is PixelFormat.NV12:
            return first, Plane(rows * row, row, rows // 2, row)
        if self.format is PixelFormat.I420:
            half, behind = row // 2, rows * row
            return first, Plane(behind, half, rows // 2, half), Plane(behind + rows // 2 * half, half, rows // 2, half)
        return (first,)
