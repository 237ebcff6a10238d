# SPDX-License-Identifier: Apache-2.0
"""Cameras whose every pixel can be computed, which can be told to hang, to go dark and to go.

A ring by the Python client, and a `frameheader` segment by the example peer; standard library only.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[5]
sys.path[:0] = [str(ROOT / "camel-shmframe/clients/python/src"), str(ROOT / "examples/peers/python")]

import frameheader  # noqa: E402
from shmframe import FrameGeometry, FrameTags, RingWriter  # noqa: E402

WIDTH, HEIGHT = 160, 120


def pixel(number: int, x: int, y: int) -> tuple[int, int, int]:
    """Blue, green and red of a frame's pixel, such that no JPEG has just these values."""
    return (x * 7 + number) & 255, (y * 11 + number * 3) & 255, (number * 13 + 60) & 255


def picture(number: int) -> bytes:
    frame = bytearray(WIDTH * HEIGHT * 3)
    frame[0::3] = bytes(pixel(number, x, 0)[0] for x in range(WIDTH)) * HEIGHT
    frame[1::3] = b"".join(bytes([pixel(number, 0, y)[1]]) * WIDTH for y in range(HEIGHT))
    frame[2::3] = bytes([pixel(number, 0, 0)[2]]) * (WIDTH * HEIGHT)
    return bytes(frame)


class _RingSegment:
    def __init__(self, path: Path, width: int, height: int) -> None:
        self._writer = RingWriter(str(path))
        self._geometry = FrameGeometry.of_8bit(width, height, 3)

    def write(self, pixels: bytes) -> None:
        self._writer.publish(pixels, self._geometry, FrameTags(time.time_ns()))

    def remove(self) -> None:
        self._writer.unlink()
        self._writer.close()


class _PlainSegment:
    def __init__(self, path: Path, width: int, height: int) -> None:
        frameheader.DIRECTORY = str(path.parent)
        self._size = (width, height)
        self._writer = frameheader.FrameHeaderWriter(path.name, width * height * 3)

    def write(self, pixels: bytes) -> None:
        self._writer.write(pixels, *self._size, 3)

    def remove(self) -> None:
        self._writer.remove()


class TestCamera:
    """Writes `fps` frames a second on a thread of its own until it is told to go.

    `number` of a frame is its ring's sequence. `show` is "moving" (frame N is source(N)), "same" (always the same picture,
    though the stamps go on), "black" (nearly, and with noise) or "nothing" (no frames at all).
    """

    __test__ = False

    def __init__(self, path: Path, ring: bool, fps: float = 20, width: int = WIDTH, height: int = HEIGHT,
                 source: Callable[[int], bytes] = picture) -> None:
        self.show = "moving"
        self.number = 0
        self.burst = 0
        self._bytes = width * height * 3
        self._source = source
        self._segment = _RingSegment(path, width, height) if ring else _PlainSegment(path, width, height)
        self._period = 1 / fps
        self._going = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._going.is_set():
            if self.show != "nothing":
                self.number += 1
                self._segment.write(self._pixels())
            if self.burst > 0:
                self.burst -= 1
                continue
            due = max(due + self._period, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))

    def _pixels(self) -> bytes:
        if self.show == "same":
            return self._source(7)
        if self.show == "black":
            noise = bytes((self.number * 3 + i) % 9 for i in range(97))
            return (noise * (self._bytes // 97 + 1))[: self._bytes]
        return self._source(self.number)

    def go(self) -> None:
        """Ends, and takes the segment along."""
        if not self._going.is_set():
            self._going.set()
            self._thread.join()
            self._segment.remove()


def seen(path: Path) -> tuple[int, int, bytes]:
    """What a `frameheader` segment shows now, whole or not: for pictures of this test's cameras that look like something."""
    data = path.read_bytes()
    width, height, channels = (int.from_bytes(data[at:at + 4], "little") for at in (0, 4, 8))
    return width, height, data[24:24 + width * height * channels]


def headless(path: Path, width: int, height: int) -> None:
    """A segment without a header: nobody can know what it is."""
    temporary = path.with_name(f".{path.name}")
    temporary.write_bytes(bytes(range(200, 256)) * (width * height * 3 * 2 // 56 + 1))
    os.rename(temporary, path)
