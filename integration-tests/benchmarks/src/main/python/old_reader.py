# SPDX-License-Identifier: Apache-2.0
"""A reader as people write it who have not thought of the writer: looks at the header, and if that has another time than before, takes
a slice of the memory. Nothing tells it that the writer is in the middle of a frame, or went on meanwhile.

Each frame is then compared with what camera_writer --pattern numbered writes; the time for that does not count. Prints
`frames=.. fps=.. wrong=..`."""

from __future__ import annotations

import argparse
import mmap
import struct
import time

from numbered import NumberedPattern  # of examples/peers/python

HEADER = struct.Struct("<iiiqi")  # width, height, channels, timestampMs, valid


def attached(path: str, until: float) -> mmap.mmap:
    """The segment, as soon as it is there."""
    while True:
        try:
            with open(path, "rb") as file:
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (FileNotFoundError, ValueError):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def main() -> int:
    parser = argparse.ArgumentParser(prog="old_reader", description=__doc__)
    parser.add_argument("path", help="the segment's file")
    parser.add_argument("--seconds", type=float, default=1)
    options = parser.parse_args()

    memory = attached(options.path, time.monotonic() + 10)
    pattern = NumberedPattern(len(memory) - HEADER.size)
    frames = wrong = last = 0
    checking = 0.0
    begin = time.monotonic()
    while time.monotonic() < begin + options.seconds + checking:
        width, height, channels, stamp, _ = HEADER.unpack_from(memory)
        if stamp == last:
            continue
        last = stamp
        pixels = memory[HEADER.size : HEADER.size + width * height * channels]
        taken = time.monotonic()
        frames += 1
        if not pattern.matches(bytearray(pixels)):
            wrong += 1
        checking += time.monotonic() - taken
    spent = time.monotonic() - begin - checking
    print(f"frames={frames} fps={frames / spent:.1f} wrong={wrong}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
