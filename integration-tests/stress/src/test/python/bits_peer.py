#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads and takes over a ring of which one bit of the control page is wrong: the twin of bits_peer.cpp.

  bits_peer.py PATH STRIDE SRC

SRC is the folder of the client. Of the part that never changes all bits are tried, of the rest one of STRIDE.
"""

from __future__ import annotations

import glob
import json
import os
import sys

sys.path.insert(0, sys.argv[3])

from shmframe import FrameBuffer, FrameGeometry, Look, RingReader, RingWriter, ShmFrameError  # noqa: E402

FRAME = b"\7" * 100
FIXED_BITS = 8 * 112


def publish(writer: RingWriter) -> None:
    writer.publish(FRAME, FrameGeometry.bytes_of(len(FRAME)))


def look(path: str) -> str:
    try:
        reader = RingReader(path)
        frame = FrameBuffer()
        try:
            if reader.look(frame) is not Look.FRAME:
                return "none"
            return "frames" if bytes(frame.data) == FRAME else "wrong"
        finally:
            reader.close()
    except ShmFrameError:
        return "errors"


def put(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)


def main() -> None:
    path, stride = sys.argv[1], int(sys.argv[2])
    writer = RingWriter(path)
    for _ in range(6):
        publish(writer)
    writer.close()
    table = glob.glob(path + "~readers-*")[0]
    with open(path, "rb") as file, open(table, "rb") as other:
        ring, readers = file.read(), other.read()
    tally = dict.fromkeys(("bits", "frames", "none", "errors", "refused", "taken", "wrong"), 0)
    for bit in [*range(FIXED_BITS), *range(FIXED_BITS, 8 * 4096, stride)]:
        flipped = bytearray(ring)
        flipped[bit // 8] ^= 1 << bit % 8
        put(path, flipped)
        put(table, readers)
        tally["bits"] += 1
        tally[look(path)] += 1
        try:
            writer = RingWriter(path)
            publish(writer)
            found = look(path)
            tally["taken" if found == "frames" else "wrong"] += 1
            writer.unlink()
            writer.close()
        except ShmFrameError:
            tally["refused"] += 1
    print(json.dumps(tally, separators=(",", ":")))


main()
