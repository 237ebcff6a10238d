# SPDX-License-Identifier: Apache-2.0
"""Reads stream K of a segment of the layout `imginf`, whoever writes it, and checks every byte of the numbered frames.

The layout has no flag. A frame is taken when it was the same in two looks, a millisecond apart. That is all one can do, and
not enough: a writer that is interrupted for longer than that in the middle of a frame leaves half of one, which is the same
in two looks. Such a frame counts as wrong. Exit 0: fine; 1: a wrong frame, or fewer than --frames within --seconds.

    stream K begins at byte K * (1920 * 1080 * 3 + 12):

    byte   0        4         8       12
           | width  | height  | type  | pixels: width * height * channels * bytes of the depth
           | int32  | int32   | int32 |        type is OpenCV's, 16 is CV_8UC3
"""

from __future__ import annotations

import argparse
import mmap
import os
import signal
import struct
import sys
import time
from typing import Optional

from frameheader import require_ordered_stores, segment_path
from numbered import NumberedPattern

HEADER = struct.Struct("<iii")
STREAM = 1920 * 1080 * 3 + HEADER.size
DEPTH_BYTES = (1, 1, 2, 2, 4, 4, 8, 2)  # CV_8U 8S 16U 16S 32S 32F 64F 16F


def payload_bytes(header: bytes, limit: int) -> Optional[int]:
    """Bytes of a frame's pixels; None where the header cannot be true or the bytes are more than `limit`."""
    width, height, kind = HEADER.unpack(header)
    if width <= 0 or height <= 0 or not 0 <= kind <= 0xFFF:
        return None
    size = width * height * ((kind >> 3) + 1) * DEPTH_BYTES[kind & 7]
    return size if 16 <= size <= limit else None


class ImgInfReader:
    def __init__(self, stream: memoryview) -> None:
        self._stream = stream
        self._last = 0  # frames are numbered from 1: the zeros of a new segment are none
        self.header = bytes(HEADER.size)
        self.frame = bytearray()

    def try_read(self) -> bool:
        """Two looks. Whether they agree on a frame of another number than the last one that was taken."""
        header = bytes(self._stream[: HEADER.size])
        # The peer is not trusted: nothing beyond the segment is read.
        size = payload_bytes(header, len(self._stream) - HEADER.size)
        if size is None:
            return False
        pixels = self._stream[HEADER.size : HEADER.size + size]
        number = NumberedPattern.number_of(pixels)
        if number == self._last:
            return False
        if len(self.frame) != size:
            self.frame = bytearray(size)
        self.frame[:] = pixels
        time.sleep(0.001)
        # bytearray on the left: one memcmp.
        if self._stream[: HEADER.size] != header or self.frame != pixels:
            return False
        self._last = NumberedPattern.number_of(self.frame)
        self.header = header
        return True


def await_segment(name: str, size: int, deadline: float) -> mmap.mmap:
    """Waits for a segment that somebody else creates and that has `size` bytes at least; maps all that it has."""
    found = "there is none of that name"
    while time.monotonic() < deadline:
        try:
            with open(segment_path(name), "rb") as file:
                length = os.fstat(file.fileno()).st_size
                if length >= size:
                    return mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ)
                found = f"it has {length}"  # just created, most likely
        except FileNotFoundError:
            pass
        time.sleep(0.005)
    raise TimeoutError(f"waited in vain for segment {name} of {size} bytes or more: {found}")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="imginf_reader", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", metavar="NAME", help="of the segment, the file /dev/shm/NAME")
    parser.add_argument("--stream", type=int, choices=range(64), default=0, metavar="K", help="which one (default 0)")
    parser.add_argument("--frames", type=int, default=30, help="end after so many (default 30)")
    parser.add_argument("--seconds", type=float, default=60, help="give up after so many (default 60)")
    parser.add_argument("--check", choices=["numbered"], help="check each byte of imginf_writer's frames")
    options = parser.parse_args()

    # Ctrl-C and `kill` alike end the loop below with a KeyboardInterrupt.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)

    require_ordered_stores()
    frames = wrong = number = 0
    stopped = False
    reader: Optional[ImgInfReader] = None
    pattern: Optional[NumberedPattern] = None
    deadline = time.monotonic() + options.seconds
    try:
        start = options.stream * STREAM
        segment = await_segment(options.name, start + HEADER.size + 16, deadline)
        print("ready", flush=True)
        reader = ImgInfReader(memoryview(segment)[start : start + STREAM])
        while frames < options.frames and time.monotonic() < deadline:
            if not reader.try_read():
                time.sleep(0.0005)
                continue
            frames += 1
            if options.check:
                if pattern is None or pattern.size != len(reader.frame):
                    pattern = NumberedPattern(len(reader.frame))
                before, number = number, NumberedPattern.number_of(reader.frame)
                wrong += number <= before or not pattern.matches(reader.frame)
    except KeyboardInterrupt:
        stopped = True
    except (OSError, TimeoutError) as error:
        print(f"imginf_reader: {error}", file=sys.stderr)
        return 1

    over = frames < options.frames and not stopped
    if over:
        print("imginf_reader: the time is over", file=sys.stderr)
    width, height, kind = HEADER.unpack(reader.header) if reader else (0, 0, 0)
    print(f"frames={frames} wrong={wrong} width={width} height={height} type={kind}", flush=True)
    return 1 if wrong or over else 0


if __name__ == "__main__":
    raise SystemExit(main())
