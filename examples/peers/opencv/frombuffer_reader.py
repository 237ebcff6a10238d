# SPDX-License-Identifier: Apache-2.0
"""The home-made program that shmframe meets in the field: np.frombuffer over shared memory, with a numpy dtype for the
header. Nothing here knows of shmframe. Exit 0: fine; 2: fewer than --frames within --seconds."""

from __future__ import annotations

import argparse
import hashlib
import mmap
import os
import platform
import time

import numpy as np

HEADER = np.dtype(  # packed: numpy aligns nothing unless told to
    [("width", "<i4"), ("height", "<i4"), ("channels", "<i4"), ("timestamp_ms", "<i8"), ("valid", "<i4")]
)


class Segment:
    """The file that has the name now: its header and its pixels, both seen in place."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            memory = mmap.mmap(file.fileno(), status.st_size, access=mmap.ACCESS_READ)
        self.inode = status.st_ino
        self.header = np.frombuffer(memory, HEADER, count=1)
        self.pixels = np.frombuffer(memory, np.uint8, offset=HEADER.itemsize)

    def look(self) -> tuple[int, ...]:
        valid = int(self.header["valid"][0])  # first, so that what is read after it is at least as new
        return valid, *(int(self.header[field][0]) for field in ("width", "height", "channels", "timestamp_ms"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="frombuffer_reader", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="of the segment, the file /dev/shm/NAME")
    parser.add_argument("--frames", type=int, default=1, help="end after so many; 0: endless (default 1)")
    parser.add_argument("--seconds", type=float, default=0, help="end after so many; 0: endless (default)")
    parser.add_argument("--png", metavar="FILE", help="save the last frame with cv2.imwrite")
    parser.add_argument("--sha256", action="store_true", help="print the SHA-256 of each frame's pixels")
    options = parser.parse_args()
    if platform.machine() not in ("x86_64", "AMD64"):
        parser.error("Python has no memory fences, and this machine is not x86-64: it could read torn frames")

    path = f"/dev/shm/{options.name.removeprefix('/')}"
    end = time.monotonic() + options.seconds if options.seconds > 0 else float("inf")
    segment = last = image = None  # last: the header of the newest frame seen, image: its pixels
    frames = torn = 0
    while (options.frames == 0 or frames < options.frames) and time.monotonic() < end:
        time.sleep(0.0005)
        try:
            if segment is None or os.stat(path).st_ino != segment.inode:  # not there before, or a new file now
                segment, last = Segment(path), None
        except (FileNotFoundError, ValueError):  # no writer yet, or it has only just created the file
            segment = None
            continue

        first = valid, width, height, channels, stamp = segment.look()
        size = width * height * channels
        if valid != 1 or first == last or min(width, height, channels) < 1 or size > len(segment.pixels):
            continue
        copy = segment.pixels[:size].copy()
        # Still the same frame? A stamp of milliseconds does not tell two frames in one apart, so compare as well.
        same = segment.look() == first and np.array_equal(copy, segment.pixels[:size]) and segment.look() == first
        if not same:
            torn += 1
            continue
        last = first
        frames += 1
        image = copy.reshape(height, width, channels)
        mean = " ".join(f"{value:.2f}" for value in image.mean(axis=(0, 1)))
        line = f"{width}x{height}x{channels}  stamp {stamp}  mean {mean}"
        print(f"{line}  sha256 {hashlib.sha256(image.data).hexdigest()}" if options.sha256 else line, flush=True)

    if options.png and image is not None:
        import cv2

        if not cv2.imwrite(options.png, image):
            raise SystemExit(f"cannot write {options.png}")
    print(f"frames={frames} torn={torn}", flush=True)
    return 2 if frames < options.frames else 0


if __name__ == "__main__":
    raise SystemExit(main())
