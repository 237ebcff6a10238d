#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads frames of a ring on the receiving host and looks whether each picture is the one that its metadata says.

    look.py RING [--frames 30] [--seconds 30]

The pictures are those of the example's own camera: a bar of 64 black and white fields at the top is the number in binary.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[5]
sys.path.insert(0, str(ROOT / "camel-shmframe/clients/python/src"))

from shmframe import FrameBuffer, Look, RingReader, RingReaderOptions  # noqa: E402

WIDTH, HEIGHT, FIELDS, FIELD_WIDTH, FIELD_HEIGHT = 640, 404, 32, 20, 16


def number(pixels: memoryview) -> int:
    """What the bar at the top of a BGR picture says, without the camera's number."""
    word = 0
    for bit in range(48):
        y = bit // FIELDS * FIELD_HEIGHT + FIELD_HEIGHT // 2
        x = bit % FIELDS * FIELD_WIDTH + FIELD_WIDTH // 2
        if pixels[(y * WIDTH + x) * 3 + 1] > 127:
            word |= 1 << bit
    return word


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ring", help="path of the ring")
    parser.add_argument("--frames", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()

    reader = RingReader(options.ring, RingReaderOptions(name="look.py"))
    frame = FrameBuffer()
    last = frames = 0
    end = time.monotonic() + options.seconds
    while frames < options.frames and time.monotonic() < end:
        if reader.wait(frame, 0.5) is not Look.FRAME:
            continue
        sequence = frame.info.fields["bridge.sequence"]
        shown = number(frame.data)
        if tuple(frame.info.geometry.shape) != (HEIGHT, WIDTH, 3) or shown != sequence or shown <= last:
            print(f"expected picture {sequence}, newer than {last}, found {shown} of {frame.info.geometry}", file=sys.stderr)
            return 1
        last = sequence
        frames += 1
    print(f"python: {frames} pictures, each the one that its metadata says")
    return 0 if frames == options.frames else 1


if __name__ == "__main__":
    sys.exit(main())
