# SPDX-License-Identifier: Apache-2.0
"""Sends or receives numbered payloads by either framing of lengths.py, every byte checked, without numpy or OpenCV: for
testing the framing alone. Its twin in C++ and a Camel route can be at the other end.

Payload n (from 1) is the first 16 + n * 37 mod (B - 15) bytes of the numbered frame n of B bytes (numbered.py), where B is
--bytes: a frame is hardly ever as long as the one before.

Exit 0: fine; 1: a wrong frame, or fewer than --frames within --seconds."""

from __future__ import annotations

import argparse

from lengths import FrameStream, Framing, Progress, add_options, run
from numbered import NumberedPattern


class Payloads:
    def __init__(self, most: int) -> None:
        self._pattern = NumberedPattern(most)
        self._frame = bytearray(most)

    def payload(self, number: int) -> bytes:
        self._pattern.fill(number, memoryview(self._frame))
        return bytes(self._frame[: 16 + number * 37 % (self._pattern.size - 15)])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="socket_frames", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser)
    parser.add_argument("--format", choices=["pickle", "padded"], required=True, help="pickle: the 4-byte prefix alone")
    parser.add_argument("--role", choices=["sender", "receiver"], required=True)
    parser.add_argument("--bytes", type=int, default=1000, help="of the longest payload (default 1000)")
    parser.add_argument("--any-number", action="store_true", help="accept payloads in any order, and begin with any")
    options = parser.parse_args()
    if options.bytes < 16:
        parser.error("a payload has at least 16 bytes")
    payloads = Payloads(options.bytes)

    def send(stream: FrameStream, progress: Progress) -> bool:
        stream.send_frame(payloads.payload(progress.frames + 1))
        progress.sent()
        return True

    def receive(stream: FrameStream, progress: Progress) -> bool:
        payload = stream.recv_frame()
        if payload is None:
            return False
        # The numbers run on, so a lost frame is a wrong one.
        number = NumberedPattern.number_of(payload) if options.any_number else progress.frames + 1
        progress.received(payload == payloads.payload(number))
        stream.answer()
        return True

    framing = Framing.PREFIX if options.format == "pickle" else Framing.PADDED
    return run(parser.prog, options, framing, send if options.role == "sender" else receive)


if __name__ == "__main__":
    raise SystemExit(main())
