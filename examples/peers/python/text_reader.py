# SPDX-License-Identifier: Apache-2.0
"""Prints the strings that somebody (text_writer, a Camel route) writes into a segment of the layout `text`: UTF-8 from the
first byte on, ended by a NUL. There is no flag: a string is taken when it was the same in two looks, a millisecond apart.
Exit 0: fine; 1: fewer than --count within --seconds."""

from __future__ import annotations

import argparse
import mmap
import os
import signal
import sys
import time

from frameheader import require_ordered_stores, segment_path


def await_segment(name: str, deadline: float) -> mmap.mmap:
    while time.monotonic() < deadline:
        try:
            with open(segment_path(name), "rb") as file:
                length = os.fstat(file.fileno()).st_size
                if length > 0:  # else just created
                    return mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            pass
        time.sleep(0.005)
    raise TimeoutError(f"waited in vain for segment {name}")


def text_of(segment: mmap.mmap) -> bytes:
    """Up to the NUL, or all there is: the peer is not trusted to have stored one."""
    whole = segment[:]  # a copy: in the segment the NUL may move while one looks for it
    return whole.partition(b"\0")[0]


def main() -> int:
    parser = argparse.ArgumentParser(prog="text_reader", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="of the segment, the file /dev/shm/NAME")
    parser.add_argument("--count", type=int, default=10, help="end after so many (default 10)")
    parser.add_argument("--seconds", type=float, default=60, help="give up after so many (default 60)")
    options = parser.parse_args()

    # Ctrl-C and `kill` alike end the loop below with a KeyboardInterrupt.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)

    require_ordered_stores()
    # Whatever the locale of whoever started us: what came as UTF-8 leaves as UTF-8.
    sys.stdout.reconfigure(encoding="utf-8")
    deadline = time.monotonic() + options.seconds
    texts = 0
    stopped = False
    try:
        segment = await_segment(options.name, deadline)
        print("ready", flush=True)
        last = b""
        while texts < options.count and time.monotonic() < deadline:
            text = text_of(segment)
            time.sleep(0.001)
            if text != last and text == text_of(segment):
                last = text
                texts += 1
                print(text.decode("utf-8", errors="replace"), flush=True)
    except KeyboardInterrupt:
        stopped = True
    except OSError as error:  # TimeoutError is one
        print(f"text_reader: {error}", file=sys.stderr)
        return 1
    if texts < options.count and not stopped:
        print("text_reader: the time is over", file=sys.stderr)
    print(f"texts={texts}", flush=True)
    return 0 if texts >= options.count or stopped else 1


if __name__ == "__main__":
    raise SystemExit(main())
