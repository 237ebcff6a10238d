# SPDX-License-Identifier: Apache-2.0
"""Role B of the layout `status`: reads arrays, checks every element, and answers 2 * x + 1 of each. A is status_client or a
Camel route. Exit 0: fine; 1: a wrong array, or fewer than --rounds within --seconds.

    byte   0        4        8        12       16
           | status | ndim   | rows   | cols   | float32, rows * cols of them
           | int32  | int32  | int32  | int32  |

    status   0 free, 1 written by A, 2 answered by B
    A        waits for 0, writes, stores 1;  waits for 2, reads the answer, stores 0
    B        waits for 1, reads, stores 0;   waits for 0, writes the answer, stores 2

For the test every element follows from the number of the round. T is an endless row of floats,

    T[i] = (i * 40503 mod 2**20) * 0.25

and the array of round r (from 1) is T from place r * 7 mod 65521 on. All elements and all answers a float32 holds exactly.
status.hpp and StatusPeersTest use the same formula.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from array import array
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory

from frameheader import require_ordered_stores, segment_path

FREE, WRITTEN, ANSWERED = 0, 1, 2
HEADER_SIZE = 16
STARTS = 65521


class StatusArrays:
    """The arrays of all rounds, and their answers: windows on one long row of bytes each, so that a round costs a copy and
    a comparison and no loop over its elements."""

    def __init__(self, elements: int) -> None:
        row = array("f", (i * 40503 % 2**20 * 0.25 for i in range(elements + STARTS)))
        self._bytes = 4 * elements
        self._arrays = row.tobytes()
        self._answers = array("f", (2 * x + 1 for x in row)).tobytes()

    def right(self, payload: bytearray, number: int) -> bool:
        return self._arrays.startswith(memoryview(payload), self._start(number))  # one memcmp, no copy

    def answer(self, number: int) -> memoryview:
        start = self._start(number)
        return memoryview(self._answers)[start : start + self._bytes]

    def number_of(self, payload: bytearray) -> int:
        """The number of the round to which the first element belongs."""
        first = int(array("f", bytes(payload[:4]))[0] * 4)
        start = first * pow(40503, -1, 2**20) % 2**20
        return start * pow(7, -1, STARTS) % STARTS

    @staticmethod
    def _start(number: int) -> int:
        return 4 * (number * 7 % STARTS)


class StatusSegment:
    """The segment, and the one field of it that both sides store.

    Python has no memory fences. On x86-64 none are needed: `status` is an aligned int32 (the mapping begins on a page), and
    an element of a memoryview that was cast to "i" is loaded and stored in one piece; the processor shows stores to others
    in the order of the program, and makes loads in that order too. So whoever sees our 2 sees the answer before it, which
    is what the release store of status_client.cpp does elsewhere and what its acquire load pairs with; and what we read
    after we saw the 1 is the array before it. `require_ordered_stores` refuses other processors.

    (Not struct.pack_into: it fills the field with zeros first, and 0 means "free" to the other side.)
    """

    def __init__(self, memory: SharedMemory) -> None:
        self._memory = memory
        self._header = memory.buf[:HEADER_SIZE].cast("i")
        self._payload = memory.buf[HEADER_SIZE:]

    @property
    def status(self) -> int:
        return self._header[0]

    @status.setter
    def status(self, value: int) -> None:
        self._header[0] = value

    def await_status(self, wanted: int, deadline: float) -> None:
        looks = 0
        while (seen := self.status) != wanted:
            if time.monotonic() >= deadline:
                raise TimeoutError(f"waited for status {wanted} and saw status {seen}")
            looks += 1
            time.sleep(0 if looks < 20 else 0.0001)

    def elements(self) -> int:
        """How many the header says; the peer is not trusted."""
        ndim, rows, cols = self._header[1], self._header[2], self._header[3]
        if ndim != 2 or rows <= 0 or cols <= 0 or 4 * rows * cols > len(self._payload):
            raise ValueError(f"the header says ndim {ndim} and shape {rows} x {cols}, which this segment does not hold")
        return rows * cols

    def read(self, elements: int) -> bytearray:
        return bytearray(self._payload[: 4 * elements])

    def write(self, answer: memoryview) -> None:
        self._payload[: len(answer)] = answer

    def close(self) -> None:
        self._header.release()
        self._payload.release()
        self._memory.close()


def await_segment(name: str, deadline: float) -> StatusSegment:
    """Waits for a segment that A creates."""
    bare = segment_path(name).rsplit("/", 1)[1]  # refuses what is no name
    while time.monotonic() < deadline:
        try:
            memory = open_segment(bare)
            if memory.size > HEADER_SIZE:
                return StatusSegment(memory)
            memory.close()
        except (FileNotFoundError, ValueError):  # not there yet; there, and still empty
            pass
        time.sleep(0.005)
    raise TimeoutError(f"waited in vain for segment {name}")


def open_segment(name: str) -> SharedMemory:
    if sys.version_info >= (3, 13):
        return SharedMemory(name, track=False)
    memory = SharedMemory(name)
    # Until Python 3.13 the resource tracker takes each segment that a program opens for that program's own, and removes its
    # name when the program ends. This one belongs to A, who goes on with it.
    resource_tracker.unregister(memory._name, "shared_memory")
    return memory


def serve(segment: StatusSegment, options: argparse.Namespace, deadline: float) -> tuple[int, int]:
    done = wrong = 0
    number = options.first
    elements, arrays = 0, StatusArrays(1)
    while done < options.rounds:
        segment.await_status(WRITTEN, deadline)
        if segment.elements() != elements:
            elements = segment.elements()
            arrays = StatusArrays(elements)
        payload = segment.read(elements)
        done += 1
        if done == options.die_after:
            os._exit(9)
        if number == 0:
            number = arrays.number_of(payload)
        if not arrays.right(payload, number):
            wrong += 1
            print(f"status_server: the array of round {number} is wrong", file=sys.stderr, flush=True)
        segment.status = FREE
        if not options.one_way:
            segment.await_status(FREE, deadline)
            segment.write(arrays.answer(number))
            segment.status = ANSWERED
        number += 1
    return done, wrong


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="status_server", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", metavar="NAME", help="of the segment, the file /dev/shm/NAME")
    parser.add_argument("--rounds", type=int, default=1000, help="end after so many (default 1000)")
    parser.add_argument("--seconds", type=float, default=60, help="give up after so many (default 60)")
    parser.add_argument("--first", type=int, default=1, help="number of the first round; 0: as the array says (default 1)")
    parser.add_argument("--one-way", action="store_true", help="do not answer")
    parser.add_argument("--die-after", type=int, default=0, metavar="K", help="die in round K, with the array read and not taken")
    options = parser.parse_args()

    # Ctrl-C and `kill` alike end the program with a KeyboardInterrupt.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)

    require_ordered_stores()
    deadline = time.monotonic() + options.seconds
    try:
        segment = await_segment(options.name, deadline)
        print("ready", flush=True)
        try:
            done, wrong = serve(segment, options, deadline)
        finally:
            segment.close()
    except KeyboardInterrupt:
        return 1
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        print(f"status_server: {error}", file=sys.stderr)
        return 1
    print(f"rounds={done} wrong={wrong}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
