#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Settles the accounts of a run of the bridge: what the camera wrote is what was published and what the counters say was dropped.

    settle.py FOLDER             reads camera.log, a.log, b.log, reader.log and the ledgers a, b and reader of a run
    settle.py FOLDER --restarts  the same for a run in which the sides were killed, whose counters died with them

Ledgers have a line for each frame: camera, epoch, sequence, attempt, fate. The status is 1 if anything does not add up.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple


class Line(NamedTuple):
    """A frame's fate on one side."""

    epoch: int
    sequence: int
    attempt: int
    fate: str


def ledger(folder: Path, name: str) -> dict[str, list[Line]]:
    """The lines of a side by camera, in the order in which they were written."""
    lines: dict[str, list[Line]] = {}
    for text in (folder / f"{name}.ledger").read_text(encoding="ascii").splitlines():
        camera, epoch, sequence, attempt, fate = text.split()
        lines.setdefault(camera, []).append(Line(int(epoch), int(sequence), int(attempt), fate))
    return lines


def summaries(folder: Path, name: str) -> dict[str, dict[str, float]]:
    """The last counters of a program by camera."""
    found: dict[str, dict[str, float]] = {}
    for text in (folder / f"{name}.log").read_text(encoding="utf-8").splitlines():
        match = re.match(r"\w+: camera=(\S+) (.*)", text)
        if match:
            found[match[1]] = {key: float(value) for key, value in (word.split("=") for word in match[2].split())}
    return found


class Settlement:
    """Collects what does not add up."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def same(self, what: str, expected: float, found: float) -> None:
        """Two ways of counting the same thing."""
        if expected != found:
            self.faults.append(f"{what}: expected {expected:g}, found {found:g}")

    def none(self, what: str, found: object) -> None:
        """Something that must not be."""
        if found:
            self.faults.append(f"{what}: expected none, found {found}")


def in_order(lines: list[Line]) -> tuple[int, int]:
    """How often a frame was not newer than the one before, and how many came twice."""
    disorder = sum(1 for a, b in zip(lines, lines[1:]) if b.sequence <= a.sequence)
    return disorder, len(lines) - len({line.sequence for line in lines})


def settle(camera: str, folder: Path) -> list[str]:
    """The accounts of a camera whose sides were there from beginning to end; prints them."""
    checks = Settlement()
    written = int(summaries(folder, "camera")[camera]["frames"])
    sender, receiver = summaries(folder, "a")[camera], summaries(folder, "b")[camera]
    reader = summaries(folder, "reader")[camera]
    a, b = ledger(folder, "a").get(camera, []), ledger(folder, "b").get(camera, [])
    seen = ledger(folder, "reader").get(camera, [])

    disorder, twice = in_order(seen)
    checks.same(f"{camera}: frames out of order at the reader", 0, disorder)
    checks.same(f"{camera}: frames twice at the reader", 0, twice)
    checks.same(f"{camera}: wrong pictures", 0, reader["wrong"])
    checks.same(f"{camera}: epochs", 1, len({line.epoch for line in a + b}))

    on_a = {line.sequence: line for line in a}
    on_b = {line.sequence: line for line in b if line.fate != "duplicate"}
    checks.same(f"{camera}: one fate a frame on A", len(a), len(on_a))
    checks.same(f"{camera}: one fate a frame on B", len([l for l in b if l.fate != "duplicate"]), len(on_b))
    published = {s for s, line in on_b.items() if line.fate == "published"}
    passed_by_reader = len(published) - len(seen)
    checks.none(f"{camera}: frames that the reader saw and B did not publish", {l.sequence for l in seen} - published)
    checks.same(f"{camera}: frames that the reader missed", reader["missed"], passed_by_reader - unread_ends(published, seen))

    first = min(on_a)
    first_attempt = min(line.attempt for line in b)
    last_attempt = max(line.attempt for line in b)
    fates: Counter[str] = Counter()
    uncertain = 0
    for sequence in range(1, written + 1):
        mine, other = on_a.get(sequence), on_b.get(sequence)
        if other is not None:
            fates[f"b_{other.fate}"] += 1
            uncertain += mine is not None and mine.fate == "failed"
        elif mine is None:
            fates["before_a" if sequence < first else "after_a" if sequence > max(on_a) else "passed_a"] += 1
        elif mine.attempt == 0 or mine.fate in ("age", "bad"):
            fates[f"a_{mine.fate}"] += 1
        elif mine.attempt < first_attempt:
            fates["before_b"] += 1
        elif mine.attempt > last_attempt:
            fates["after_b"] += 1
        else:
            fates["lost"] += 1
            if mine.fate == "sent":
                checks.faults.append(f"{camera}: frame {sequence} was acknowledged and never came")

    # What the ledgers say, and what the counters of the two sides say.
    checks.same(f"{camera}: A's frames", max(on_a) - first + 1, sender["frames"])
    checks.same(f"{camera}: A's missed and back-pressure", fates["passed_a"], sender["missed"] + sender["backpressure"])
    checks.same(f"{camera}: A's age", fates["a_age"], sender["age"])
    checks.same(f"{camera}: A's bad", fates["a_bad"], sender["bad"])
    checks.same(f"{camera}: A's sent", sum(line.fate == "sent" for line in a), sender["sent"])
    checks.same(f"{camera}: A's failed", sum(line.fate == "failed" for line in a), sender["failed"])
    checks.same(f"{camera}: B's received", len(b), receiver["received"])
    checks.same(f"{camera}: B's published", fates["b_published"], receiver["published"])
    checks.same(f"{camera}: B's age", fates["b_age"], receiver["age"])
    checks.same(f"{camera}: B's bad", fates["b_bad"], receiver["bad"])
    checks.same(f"{camera}: B's lost", fates["lost"], receiver["lost"])
    dropped = (sender["missed"] + sender["backpressure"] + sender["age"] + sender["bad"]
               + receiver["age"] + receiver["bad"] + receiver["lost"])
    edges = fates["before_a"] + fates["after_a"] + fates["before_b"] + fates["after_b"]
    checks.same(f"{camera}: written", written, receiver["published"] + dropped + edges)

    print(f"settle: {camera}: written {written} = published {receiver['published']:g}"
          f" + back-pressure {sender['backpressure']:g} + missed {sender['missed']:g} + age {sender['age']:g} on A, {receiver['age']:g} on B"
          f" + lost {receiver['lost']:g} + bad {sender['bad'] + receiver['bad']:g}"
          f" + before A or B was there {fates['before_a'] + fates['before_b']}, after {fates['after_a'] + fates['after_b']}")
    print(f"settle: {camera}: duplicates dropped {receiver['duplicate']:g}; A was told of {sender['failed']:g} failures,"
          f" of which {uncertain} had come over all the same; reader: {reader['frames']:g} frames,"
          f" age p50 {reader['age_p50_ms']:g} ms, p99 {reader['age_p99_ms']:g} ms")
    return checks.faults


def unread_ends(published: set[int], seen: list[Line]) -> int:
    """Frames before the reader attached and after it ended, which it does not count as missed."""
    first, last = seen[0].sequence, seen[-1].sequence
    return sum(1 for sequence in published if sequence < first or sequence > last)


def settle_restarts(camera: str, folder: Path) -> list[str]:
    """What must hold whoever is killed: order, nothing twice, right pictures, and frames from each life of the sender."""
    checks = Settlement()
    written = int(summaries(folder, "camera")[camera]["frames"])
    seen = ledger(folder, "reader").get(camera, [])
    disorder, twice = in_order(seen)
    checks.same(f"{camera}: frames out of order at the reader", 0, disorder)
    checks.same(f"{camera}: frames twice at the reader", 0, twice)
    checks.same(f"{camera}: wrong pictures", 0, summaries(folder, "reader")[camera]["wrong"])
    epochs = [line.epoch for line in seen]
    checks.same(f"{camera}: lives of the sender that came over", 2, len(set(epochs)))
    checks.same(f"{camera}: changes from one life to another", 1, sum(1 for x, y in zip(epochs, epochs[1:]) if x != y))
    last = seen[-1].sequence if seen else 0
    if written - last > 60:
        checks.faults.append(f"{camera}: expected frames up to the end, {written}, found them up to {last}")
    print(f"settle: {camera}: both sides killed and started again: {len(seen)} of {written} frames seen, in order, none twice,"
          f" every byte right")
    return checks.faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--restarts", action="store_true")
    options = parser.parse_args()
    faults: list[str] = []
    cameras = summaries(options.folder, "camera")
    if not cameras:
        faults.append("camera.log: expected a line for each camera, found none")
    for camera in cameras:
        faults += (settle_restarts if options.restarts else settle)(camera, options.folder)
    for fault in faults:
        print(f"settle: WRONG: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
