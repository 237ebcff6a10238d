#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads a ring, and says once a second how fast frames come, how old they are and how many were missed.

  python3 examples/viewer.py camera [--frames 0] [--seconds 0] [--all] [--ppm picture.ppm]
"""

from __future__ import annotations

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))

from shmframe import Delivery, FrameBuffer, FrameFlag, Look, RingReader, RingReaderOptions  # noqa: E402


def save(path: str, frame: FrameBuffer) -> None:
    geometry = frame.info.geometry
    if not geometry.is_picture or geometry.type != 16:
        raise SystemExit(f"{path}: expected a BGR picture of 8 bits, found {geometry}")
    pixels = bytearray(frame.data[: geometry.bytes])
    pixels[0::3], pixels[2::3] = pixels[2::3], pixels[0::3]
    with open(path, "wb") as file:
        file.write(b"P6 %d %d 255\n" % (geometry.width, geometry.height) + pixels)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="of the segment in /dev/shm, or a path")
    parser.add_argument("--frames", type=int, default=0, help="0: without end")
    parser.add_argument("--seconds", type=float, default=0, help="0: without end")
    parser.add_argument("--all", action="store_true", help="each frame and not only the newest")
    parser.add_argument("--ppm", help="where to save the last picture")
    options = parser.parse_args()

    delivery = Delivery.ALL if options.all else Delivery.LATEST
    reader = RingReader(options.name, RingReaderOptions(delivery=delivery, name="viewer.py"))
    frame = FrameBuffer()
    begin = second = time.monotonic()
    counted, end = 0, False
    try:
        while not end and not (options.frames and reader.counters.delivered >= options.frames):
            if options.seconds and time.monotonic() - begin >= options.seconds:
                break
            if reader.wait(frame, 0.5) is Look.FRAME:
                counted += 1
                end = FrameFlag.END_OF_STREAM in frame.info.flags
            elif not reader.attached:
                print(f"waiting for segment {options.name}", flush=True)
            now = time.monotonic()
            if now - second >= 1 and counted:
                age = (time.time_ns() - frame.info.timestamp_nanos) / 1e6
                size = "x".join(str(side) for side in frame.info.geometry.shape)
                print(f"{size}  {counted / (now - second):.1f} fps  age {age:.2f} ms  missed {reader.counters.missed}", flush=True)
                counted, second = 0, now
    except KeyboardInterrupt:
        pass
    counters = reader.counters
    if options.ppm and counters.delivered:
        save(options.ppm, frame)
    print(f"frames={counters.delivered} missed={counters.missed} torn={counters.torn}")
    return 0 if counters.delivered else 1


if __name__ == "__main__":
    sys.exit(main())
