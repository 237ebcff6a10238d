#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A writer of a ring in Python that dies by SIGKILL before the given line of its client's code is run.

  step_peer.py PATH FRAMES BYTES LINE SRC

SRC is the folder of the client. Lines count from the writer's first frame on. With LINE 0 it lives, and says `steps N` at its end.
Byte i of frame n is (n * 31 + i) mod 251.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any, Callable

sys.path.insert(0, sys.argv[5])

from shmframe import FrameGeometry, RingWriter  # noqa: E402

fatal = int(sys.argv[4])
done = 0


def line(frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
    global done
    if event == "line":
        done += 1
        if done == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
    return line


def call(frame: FrameType, event: str, arg: Any) -> Any:
    return line if os.sep + "shmframe" + os.sep in frame.f_code.co_filename else None


def main() -> None:
    size = int(sys.argv[3])
    table = bytes(range(251)) * (size // 251 + 2)
    geometry = FrameGeometry.bytes_of(size)
    writer = RingWriter(sys.argv[1])
    sys.settrace(call)
    for _ in range(int(sys.argv[2])):
        with writer.claim(geometry) as claim:
            begin = writer.next_sequence * 31 % 251
            claim.data[:] = table[begin : begin + size]
            claim.commit()
    writer.close()
    sys.settrace(None)
    print("steps", done, flush=True)


main()
