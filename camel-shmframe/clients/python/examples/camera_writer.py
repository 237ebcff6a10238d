#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A camera without a camera: writes a moving picture into a ring.

  python3 examples/camera_writer.py camera [--width 640] [--height 404] [--fps 30] [--frames 0] [--keep]
"""

from __future__ import annotations

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))

from shmframe import FrameFlag, FrameGeometry, FrameTags, RingWriter  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="of the segment in /dev/shm, or a path")
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=404)
    parser.add_argument("--fps", type=float, default=30, help="0: as fast as can be")
    parser.add_argument("--frames", type=int, default=0, help="0: without end")
    parser.add_argument("--keep", action="store_true", help="leave the segment in place")
    options = parser.parse_args()

    bars = b"".join(bytes(bgr) * (options.width // 4 + 1) for bgr in ((235, 64, 16), (16, 235, 64), (64, 16, 235), (9, 9, 9)))
    table = memoryview(bars * 2)
    row = options.width * 3
    writer = RingWriter(options.name)
    geometry = FrameGeometry.of_8bit(options.width, options.height, 3)
    written, due = 0, time.monotonic()
    try:
        while not options.frames or written < options.frames:
            last = options.frames and written + 1 == options.frames
            tags = FrameTags(time.time_ns(), {"camera": "bars"}, flags=FrameFlag.END_OF_STREAM if last else 0)
            with writer.claim(geometry, tags) as claim:  # straight into the segment
                shift = written * 6 % len(bars)
                line = table[shift : shift + row]
                claim.data[:] = bytes(line) * options.height
                claim.commit()
            written += 1
            if options.fps > 0:
                due = max(due + 1 / options.fps, time.monotonic())  # late: do not hurry to catch up
                time.sleep(max(0.0, due - time.monotonic()))
    except KeyboardInterrupt:
        pass
    if not options.keep:
        writer.unlink()
    writer.close()
    print(f"written={written}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
