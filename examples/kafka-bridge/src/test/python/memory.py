#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Notes the memory of processes over time, and looks whether it is flat.

    memory.py watch FILE NAME=PID...   a line every --every seconds until one of the processes ends
    memory.py table FILE               prints ten of the lines, and fails where memory grew

Memory is what belongs to the process alone (RssAnon of /proc/PID/status); the rings are files that all have mapped.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

ROWS = 10
# What a JVM that still compiles may grow by from the second fifth of a run to the last one.
SHARE, MIB = 0.15, 16.0


def resident(pid: int) -> tuple[float, float]:
    """VmRSS and RssAnon in MiB."""
    values = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines())
    if "VmRSS" not in values:
        raise ProcessLookupError(f"/proc/{pid}/status: expected a line VmRSS, found none")
    return int(values["VmRSS"].split()[0]) / 1024, int(values["RssAnon"].split()[0]) / 1024


def watch(file: Path, processes: list[str], every: float) -> int:
    names = [word.split("=")[0] for word in processes]
    pids = [int(word.split("=")[1]) for word in processes]
    begin = time.monotonic()
    with file.open("w", encoding="ascii") as out:
        print("seconds", *(f"{name}_rss {name}_own" for name in names), file=out, flush=True)
        while True:
            try:
                values = [f"{rss:.1f} {own:.1f}" for rss, own in map(resident, pids)]
            except (FileNotFoundError, ProcessLookupError):
                return 0
            print(f"{time.monotonic() - begin:.0f}", *values, file=out, flush=True)
            time.sleep(every)


def table(file: Path) -> int:
    head, *lines = file.read_text(encoding="ascii").splitlines()
    rows = [[float(word) for word in line.split()] for line in lines]
    if len(rows) < ROWS:
        print(f"{file}: expected {ROWS} lines or more, found {len(rows)}", file=sys.stderr)
        return 1
    names = head.split()
    print("memory:", "  ".join(f"{name:>12}" for name in names), " (MiB)")
    for i in range(ROWS):
        print("memory:", "  ".join(f"{value:12.0f}" for value in rows[i * (len(rows) - 1) // (ROWS - 1)]))
    status, fifth = 0, len(rows) // 5
    for column, name in enumerate(names):
        if not name.endswith("_own"):
            continue
        early = statistics.median(row[column] for row in rows[fifth: 2 * fifth])
        late = statistics.median(row[column] for row in rows[-fifth:])
        flat = late <= early * (1 + SHARE) + MIB
        print(f"memory: {name}: {early:.0f} MiB in the second fifth, {late:.0f} MiB in the last: {'flat' if flat else 'GREW'}")
        status |= not flat
    return status


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["watch", "table"])
    parser.add_argument("file", type=Path)
    parser.add_argument("processes", nargs="*", metavar="NAME=PID")
    parser.add_argument("--every", type=float, default=1)
    options = parser.parse_args()
    if options.what == "table":
        return table(options.file)
    return watch(options.file, options.processes, options.every)


if __name__ == "__main__":
    sys.exit(main())
