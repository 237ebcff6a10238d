#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One end of a ring for tests between languages: the twin of the C++ client's ring_peer, with the same frames.

  ring_peer.py write PATH FRAMES BYTES [--fps N] [--slots N] [--overflow overwrite|block|fail] [--seconds N]
  ring_peer.py read PATH FRAMES [--all] [--naive] [--awaited] [--seconds N]        (--loan copies: Python lends nothing)

Byte i of frame n is (n * 31 + i) mod 251. The writer flags its last frame as the end of the stream; the reader ends with it, after
FRAMES frames (0: any number) or after --seconds, and prints one line of JSON. It says `ready` on the error stream when it begins to look, and exits with 1 if a frame was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))

from shmframe import (  # noqa: E402
    Delivery, FrameBuffer, FrameFlag, FrameGeometry, FrameTags, Look, Overflow, OverrunException, RingReader,
    RingReaderOptions, RingWriter, RingWriterOptions, ShmFrameError,
)
from shmframe import _descriptor as d  # noqa: E402
from shmframe.reader import _Attachment  # noqa: E402


class Pattern:
    """All frames are windows of one table of bytes that repeats itself after 251."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._table = bytes(range(251)) * (size // 251 + 2)

    def of(self, number: int) -> bytes:
        begin = number * 31 % 251
        return self._table[begin : begin + self.size]


class Result:
    def __init__(self) -> None:
        self.accepted = self.wrong = self.torn = self.missed = self.first = self.last = self.loans = self.invalid = 0
        self.end = False
        self._pattern = Pattern(0)

    def take(self, data: memoryview, sequence: int, flags: int, missed: int) -> None:
        if self._pattern.size != len(data):
            self._pattern = Pattern(len(data))
        if bytes(data) != self._pattern.of(sequence) or sequence <= self.last:
            self.wrong += 1
        self.accepted += 1
        self.first = self.first or sequence
        self.last = sequence
        self.missed += missed
        self.end = bool(flags & FrameFlag.END_OF_STREAM.value)

    def report(self) -> int:
        names = ("accepted", "wrong", "torn", "missed", "first", "last", "loans", "invalid", "end")
        print(json.dumps({name: getattr(self, name) for name in names}, separators=(",", ":")), flush=True)
        return 1 if self.wrong or self.invalid else 0


def write(options: argparse.Namespace) -> int:
    pattern = Pattern(options.bytes)
    geometry = FrameGeometry.bytes_of(options.bytes)
    writer = RingWriter(
        options.path,
        RingWriterOptions(slots=options.slots, overflow=Overflow(options.overflow), block_timeout=options.seconds),
    )
    begin = time.monotonic()
    refused = sequence = 0
    last = FrameTags(flags=FrameFlag.END_OF_STREAM)
    for i in range(options.frames):
        tags = last if i + 1 == options.frames else FrameTags()
        while True:
            try:
                with writer.claim(geometry, tags) as claim:
                    # The sequence goes on where a writer before left it: it is known once there is a claim.
                    claim.data[:] = pattern.of(writer.next_sequence)
                    sequence = claim.commit()
                break
            except OverrunException:
                refused += 1
                time.sleep(0)
        if options.fps > 0:
            time.sleep(max(0.0, begin + (i + 1) / options.fps - time.monotonic()))
    spent = time.monotonic() - begin
    writer.close()
    print(json.dumps({"published": options.frames, "refused": refused, "last": sequence, "seconds": round(spent, 3)}))
    return 0


def read_naively(options: argparse.Namespace) -> Result:
    """What somebody would write who has not read the specification: one slot after the other, and no look at any lock."""
    result = Result()
    until = time.monotonic() + options.seconds
    source = None
    seen = 0
    print("ready", file=sys.stderr, flush=True)
    while not result.end and (not options.frames or result.accepted < options.frames) and time.monotonic() < until:
        source = source or _Attachment.open(options.path if "/" in options.path else "/dev/shm/" + options.path)
        head = source.head() if source else 0
        if source is None or head == seen:
            continue
        layout, view = source.layout, source.segment.view
        ticket = seen = max(seen + 1, head - layout.slots + 1)
        begin = layout.descriptor_at(ticket)
        words = d.unpack(bytes(view[begin + d.FIELDS_AT : begin + d.FIELDS_END]))
        size = min(max(words[d.PAYLOAD_BYTES], 0), layout.capacity)
        slot = layout.slot_at(ticket)
        result.take(view[slot : slot + size], words[d.SEQUENCE], words[d.FLAGS], 0)
    return result


def read(options: argparse.Namespace) -> int:
    if options.naive:
        return read_naively(options).report()
    delivery = Delivery.ALL if options.all else Delivery.LATEST
    reader = RingReader(options.path, RingReaderOptions(delivery=delivery, awaited=options.awaited, name="ring_peer.py"))
    result = Result()
    buffer = FrameBuffer()
    print("ready", file=sys.stderr, flush=True)
    until = time.monotonic() + options.seconds
    while not result.end and (not options.frames or result.accepted < options.frames):
        left = until - time.monotonic()
        if left <= 0:
            break
        if reader.wait(buffer, min(left, 1.0)) is Look.FRAME:
            info = buffer.info
            result.take(buffer.data, info.sequence, info.flags.value, info.missed)
    result.torn, result.invalid = reader.counters.torn, reader.counters.invalid
    reader.close()
    return result.report()


def main() -> int:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("role", choices=("write", "read"))
    parser.add_argument("path")
    parser.add_argument("frames", type=int)
    parser.add_argument("bytes", type=int, nargs="?", default=0)
    parser.add_argument("--fps", type=float, default=0)
    parser.add_argument("--slots", type=int, default=0)
    parser.add_argument("--overflow", choices=[overflow.value for overflow in Overflow], default="overwrite")
    parser.add_argument("--seconds", type=float, default=60)
    for flag in ("--loan", "--all", "--naive", "--awaited"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    return write(options) if options.role == "write" else read(options)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ShmFrameError, OSError) as problem:
        print(f"ring_peer.py: {problem}", file=sys.stderr)
        sys.exit(2)
