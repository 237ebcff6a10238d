# SPDX-License-Identifier: Apache-2.0
"""The two ways in which home-made socket programs say how long a frame is, and the sockets to say it over.

    prefix    | length, 4 bytes, big-endian, unsigned | payload |                             over a Unix socket
    padded    | length in ASCII digits, ljust(16)     | payload |  and back: recieved messages!      over TCP

No wait is without end: a program has until its deadline, whatever the other side does.
"""

from __future__ import annotations

import argparse
import enum
import os
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass
from typing import Callable, Optional, Union

ANSWER = b"recieved messages!"  # so spelled in the programs that are out there
MAX_LENGTH = 64 << 20

Payload = Union[bytes, bytearray, memoryview]


class Framing(enum.Enum):
    PREFIX = 4
    PADDED = 16

    def header(self, length: int) -> bytes:
        return struct.pack(">I", length) if self is Framing.PREFIX else str(length).ljust(16).encode("ascii")

    def length(self, header: bytes) -> int:
        """The other side is not trusted: a length is checked before memory is asked for."""
        if self is Framing.PREFIX:
            length = struct.unpack(">I", header)[0]
        else:
            digits = header.strip(b" ")
            if not digits.isdigit():
                raise ValueError(f"expected a length in 16 characters and found {header!r}")
            length = int(digits)
        if length > MAX_LENGTH:
            raise ValueError(f"a frame of {length} bytes is announced, and {MAX_LENGTH} are allowed")
        return length


class HungUp(OSError):
    """The other side has closed the connection in the middle of something."""


@dataclass(frozen=True)
class Faults:
    """What a program can be told to do wrong; each counts the whole frames before it."""

    byte_by_byte: bool = False
    die_after: Optional[int] = None
    stall_after: Optional[int] = None
    announce: Optional[int] = None


class FrameStream:
    """One connection, whole frames at a time."""

    def __init__(self, peer: socket.socket, framing: Framing, deadline: float, faults: Faults = Faults()) -> None:
        self._peer = peer
        self._framing = framing
        self._deadline = deadline
        self._faults = faults
        self._frames = 0
        if faults.byte_by_byte and peer.family != socket.AF_UNIX:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send_frame(self, payload: Payload) -> None:
        """Sends it, and waits for the answer where there is one."""
        announced = self._faults.announce if self._faults.announce is not None else len(payload)
        frame = self._framing.header(announced) + bytes(payload)
        if self._frames in (self._faults.die_after, self._faults.stall_after):
            self._send(frame[: len(frame) // 2])
            self._fail()
        self._send(frame)
        if announced != len(payload):
            self._await_hangup("a false length was announced")
        if self._framing is Framing.PADDED:
            answer = self._receive(len(ANSWER), "the answer")
            if answer != ANSWER:
                raise ValueError(f"expected the answer {ANSWER!r} and found {answer!r}")
        self._frames += 1

    def recv_frame(self) -> Optional[bytes]:
        """The next frame; None if the other side has ended the connection after the one before. Whoever is done with it
        calls `answer`."""
        first = self._some(1)
        if not first:
            return None
        header = first + self._receive(self._framing.value - 1, "a length")
        length = self._framing.length(header)
        if self._frames in (self._faults.die_after, self._faults.stall_after):
            self._receive(length // 2, "half a frame")
            self._fail()
        payload = self._receive(length, "a frame")
        self._frames += 1
        return payload

    def answer(self) -> None:
        if self._framing is Framing.PADDED:
            self._send(ANSWER)

    def _send(self, data: bytes) -> None:
        piece = 1 if self._faults.byte_by_byte else len(data)
        for start in range(0, len(data), piece):
            self._peer.settimeout(self._left())
            self._peer.sendall(data[start : start + piece])

    def _receive(self, length: int, what: str) -> bytes:
        data = bytearray()
        while len(data) < length:
            more = self._some(1 if self._faults.byte_by_byte else length - len(data))
            if not more:
                raise HungUp(f"the other side hung up after {len(data)} of {length} bytes of {what}")
            data += more
        return bytes(data)

    def _some(self, most: int) -> bytes:
        self._peer.settimeout(self._left())
        return self._peer.recv(min(most, 1 << 20))

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time is up")
        return left

    def _fail(self) -> None:
        if self._frames == self._faults.die_after:
            os._exit(9)  # nothing is closed or flushed, as with kill -9
        self._await_hangup("half a frame and silence")

    def _await_hangup(self, after: str) -> None:
        """Does nothing, and reads nothing, until the other side has had enough."""
        poll = select.poll()
        poll.register(self._peer, select.POLLRDHUP)
        if not poll.poll(1000 * self._left()):
            raise TimeoutError(f"{after}, and the other side has not hung up")
        raise HungUp(f"{after}, and the other side hung up")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that all socket programs have."""
    parser.add_argument("address", metavar="ADDRESS", help="a Unix socket (with a slash), or HOST:PORT")
    parser.add_argument("--listen", action="store_true", help="be the server; PORT may be 0 (default: connect to one)")
    parser.add_argument("--frames", type=int, default=1000, help="end after so many; 0: endless (default 1000)")
    parser.add_argument("--seconds", type=float, default=60, help="give up after so many (default 60)")
    parser.add_argument("--fps", type=float, default=0, help="frames a second that are sent; 0: no pause (default)")
    parser.add_argument("--byte-by-byte", action="store_true", help="send and receive each byte by itself")
    parser.add_argument("--die-after", type=int, metavar="N", help="die in the middle of the frame after the first N")
    parser.add_argument("--stall-after", type=int, metavar="N", help="fall silent in the middle of the frame after the first N")
    parser.add_argument("--announce", type=int, metavar="LENGTH", help="announce this length, whatever is sent")


def open_stream(options: argparse.Namespace, framing: Framing) -> FrameStream:
    """Listens or connects as the options say, and says `ready`: a server when it listens, a client when it is connected."""
    for number in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C and `kill` alike are a KeyboardInterrupt
        signal.signal(number, signal.default_int_handler)
    deadline = time.monotonic() + options.seconds
    peer = accept_one(options.address, deadline) if options.listen else connect(options.address, deadline)
    faults = Faults(options.byte_by_byte, options.die_after, options.stall_after, options.announce)
    return FrameStream(peer, framing, deadline, faults)


def parse_address(address: str) -> tuple[socket.AddressFamily, Union[str, tuple[str, int]]]:
    if "/" in address:
        return socket.AF_UNIX, address
    host, colon, port = address.rpartition(":")
    if not (host and colon and port.isdigit() and int(port) < 65536):
        raise ValueError(f"expected a path or HOST:PORT and found {address}")
    return socket.AF_INET, (host, int(port))


def accept_one(address: str, deadline: float) -> socket.socket:
    family, place = parse_address(address)
    with socket.socket(family, socket.SOCK_STREAM) as server:
        if isinstance(place, str):
            try:
                os.unlink(place)  # what a server that was killed has left
            except FileNotFoundError:
                pass
        else:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(place)
        server.listen(1)
        print("ready" if isinstance(place, str) else f"ready {place[0]}:{server.getsockname()[1]}", flush=True)
        server.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            return server.accept()[0]
        finally:
            if isinstance(place, str):
                os.unlink(place)


def connect(address: str, deadline: float) -> socket.socket:
    """To a server that may have to be started first."""
    family, place = parse_address(address)
    while True:
        peer = socket.socket(family, socket.SOCK_STREAM)
        try:
            peer.settimeout(max(0.001, deadline - time.monotonic()))
            peer.connect(place)
            print("ready", flush=True)
            return peer
        except (FileNotFoundError, ConnectionRefusedError):
            peer.close()
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.02)


class Progress:
    """Counts frames, keeps the pace, and knows what the program's last line and its exit status are."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._wanted: int = options.frames
        self._period = 1 / options.fps if options.fps > 0 else 0.0
        self._due = time.monotonic()
        self.frames = 0
        self.wrong = 0

    def unfinished(self) -> bool:
        return self._wanted == 0 or self.frames < self._wanted

    def sent(self) -> None:
        self.frames += 1
        if self._period:
            self._due = max(self._due + self._period, time.monotonic())
            time.sleep(max(0.0, self._due - time.monotonic()))

    def received(self, right: bool) -> None:
        self.frames += 1
        if not right:
            self.wrong += 1

    def end(self) -> int:
        """0: fine; 1: a wrong frame, or fewer than were wanted."""
        print(f"frames={self.frames} wrong={self.wrong}", flush=True)
        return 1 if self.wrong or self.frames < self._wanted else 0


def run(program: str, options: argparse.Namespace, framing: Framing, step: Callable[[FrameStream, Progress], bool]) -> int:
    """Calls step(stream, progress) until the frames are done, or it returns False, or something goes wrong."""
    progress = Progress(options)
    try:
        stream = open_stream(options, framing)
        while progress.unfinished() and step(stream, progress):
            pass
    except KeyboardInterrupt:
        pass
    except (OSError, ValueError) as error:  # a timeout is an OSError
        print(f"{program}: {error}", file=sys.stderr, flush=True)
    return progress.end()
