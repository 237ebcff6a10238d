# SPDX-License-Identifier: Apache-2.0
"""A camera without a camera: writes moving colour bars into shared memory, for viewer_reader.py, for its twin in C++, or
for a Camel route to read."""

from __future__ import annotations

import argparse
import signal
import time

from frameheader import FrameHeaderWriter
from numbered import NumberedPattern

BGR = [(235, 235, 235), (16, 235, 235), (235, 235, 16), (16, 235, 16), (235, 16, 235), (16, 16, 235), (235, 16, 16), (16, 16, 16)]


class BarsPattern:
    """Colour bars that wander to the left, and a white line that wanders down."""

    def __init__(self, width: int, height: int, channels: int) -> None:
        self._width, self._height, self._channels = width, height, channels
        bars = [bytes([235 - 30 * bar]) if channels == 1 else bytes((*bgr, 255)[:channels]) for bar, bgr in enumerate(BGR)]
        row = b"".join(bars[x * 8 // width] for x in range(width))
        # One row more than a frame has: a frame that is cut out of it some pixels later has its bars wander.
        self._rows = memoryview(row * (height + 1))
        self._thickness = height // 40 + 1
        self._line = b"\xff" * (self._thickness * len(row))

    def fill(self, number: int, frame: memoryview) -> None:
        start = number * 2 % self._width * self._channels
        frame[:] = self._rows[start : start + len(frame)]
        top = number * 2 % (self._height - self._thickness + 1) * self._width * self._channels
        frame[top : top + len(self._line)] = self._line


def whole(lowest: int, highest: int):
    def parse(text: str) -> int:
        number = int(text)
        if not lowest <= number <= highest:
            raise argparse.ArgumentTypeError(f"{text} is not within {lowest} to {highest}")
        return number

    return parse


def main() -> int:
    parser = argparse.ArgumentParser(prog="camera_writer", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="of the segment, the file /dev/shm/NAME")
    parser.add_argument("--width", type=whole(1, 16384), default=640)
    parser.add_argument("--height", type=whole(1, 16384), default=404)
    parser.add_argument("--channels", type=whole(1, 4), default=3)
    parser.add_argument("--fps", type=float, default=30, help="frames a second; 0: no pause (default 30)")
    parser.add_argument("--frames", type=whole(0, 2**53), default=0, help="how many; 0: until stopped (default)")
    parser.add_argument("--pattern", choices=["bars", "numbered"], default="bars")
    parser.add_argument("--first", type=whole(0, 2**53), default=1, help="number of the first frame (default 1)")
    parser.add_argument("--keep", action="store_true", help="leave the segment in place at the end")
    options = parser.parse_args()

    # Ctrl-C and `kill` alike end the loop below with a KeyboardInterrupt.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)

    width, height, channels = options.width, options.height, options.channels
    size = width * height * channels
    pattern = BarsPattern(width, height, channels) if options.pattern == "bars" else NumberedPattern(size)
    writer = FrameHeaderWriter(options.name, size)
    written = 0
    try:
        print(f"writing {width}x{height}x{channels} frames to {options.name}", flush=True)
        due = time.monotonic()
        while options.frames == 0 or written < options.frames:
            pattern.fill(options.first + written, writer.begin(width, height, channels))  # straight into the segment
            writer.commit()
            written += 1
            if options.fps > 0:
                due = max(due + 1 / options.fps, time.monotonic())  # late: do not hurry to catch up
                time.sleep(max(0.0, due - time.monotonic()))
    except KeyboardInterrupt:
        pass
    finally:
        if not options.keep:
            writer.remove()
    print(f"written={written}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
