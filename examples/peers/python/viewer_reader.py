# SPDX-License-Identifier: Apache-2.0
"""Reads frames from shared memory, whoever writes them (camera_writer.py, its twin in C++, a Camel route), and says once a
second what it sees. Exit 0: fine; 1: a wrong frame; 2: fewer than --frames within --seconds."""

from __future__ import annotations

import argparse
import signal
import time
from typing import Optional

from frameheader import Frame, FrameHeaderReader, now_ms
from numbered import NumberedPattern


class NumberedCheck:
    """Every byte right, and a higher number than the frame before?"""

    def __init__(self) -> None:
        self._pattern: Optional[NumberedPattern] = None
        self._last = -1

    def right(self, frame: Frame) -> bool:
        if len(frame.pixels) < 16:
            return False
        if self._pattern is None or self._pattern.size != len(frame.pixels):
            self._pattern = NumberedPattern(len(frame.pixels))
        number = NumberedPattern.number_of(frame.pixels)
        higher = number > self._last
        self._last = number
        return higher and self._pattern.matches(frame.pixels)


def main() -> int:
    parser = argparse.ArgumentParser(prog="viewer_reader", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="of the segment, the file /dev/shm/NAME")
    parser.add_argument("--frames", type=int, default=0, help="end after so many; 0: endless (default)")
    parser.add_argument("--seconds", type=float, default=0, help="end after so many; 0: endless (default)")
    parser.add_argument("--check", choices=["numbered"], help="check each byte of camera_writer --pattern numbered")
    options = parser.parse_args()

    # Ctrl-C and `kill` alike end the loop below with a KeyboardInterrupt.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)

    reader = FrameHeaderReader(options.name)
    numbered = NumberedCheck()
    frames = wrong = frames_before = width = height = channels = age_ms = 0
    said_waiting = stopped = False
    start = line_at = time.monotonic()
    try:
        while options.frames == 0 or frames < options.frames:
            frame = reader.try_read()
            if frame is not None:
                frames += 1
                width, height, channels = frame.width, frame.height, frame.channels
                age_ms = now_ms() - frame.timestamp_ms
                if options.check and not numbered.right(frame):
                    wrong += 1
            elif not reader.attached and not said_waiting:
                said_waiting = True
                print(f"waiting for segment {options.name}", flush=True)

            now = time.monotonic()
            if 0 < options.seconds <= now - start:
                break
            if now - line_at >= 1 and (frames > frames_before or reader.attached):
                line = "no new frame"
                if frames > frames_before:
                    fps = (frames - frames_before) / (now - line_at)
                    line = f"{width}x{height}x{channels}  {fps:.1f} fps  age {age_ms} ms"
                line += f"  torn looks {reader.torn}"
                if reader.refused > 0:
                    line += f"  unusable headers {reader.refused}"
                if options.check:
                    line += f"  wrong {wrong}"
                print(line, flush=True)
                frames_before, line_at = frames, now
            if frame is None:
                time.sleep(0.0002 if reader.attached else 0.02)
    except KeyboardInterrupt:
        stopped = True

    print(f"frames={frames} wrong={wrong} torn={reader.torn} width={width} height={height}", flush=True)
    if wrong > 0:
        return 1
    return 2 if frames < options.frames and not stopped else 0


if __name__ == "__main__":
    raise SystemExit(main())
