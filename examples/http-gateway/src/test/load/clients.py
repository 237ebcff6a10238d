#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at a camera of the gateway with many clients, some of them slow, and says what it did to the camera's route.

    clients.py http://127.0.0.1:8080 front --pid PID_OF_THE_GATEWAY --fast 40 --slow 10 --seconds 20 --wrk wrk

A fast client reads what comes; a slow one reads 20 kB a second. Each picture is looked at: it must be a whole JPEG. Beside them wrk
takes snapshots. Prints a table of three phases (before, during, after), then a line of JSON; the exit status is 1 if something is
wrong that can be asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import socket
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEAD = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Seen:
    """What one client has seen."""

    pictures: int = 0
    torn: int = 0
    bytes: int = 0
    errors: list[str] = field(default_factory=list)


def check(part: bytes, seen: Seen) -> None:
    if part.startswith(b"\xff\xd8") and part.endswith(b"\xff\xd9\r\n"):
        seen.pictures += 1
    else:
        seen.torn += 1


async def chunk(reader: asyncio.StreamReader) -> bytes:
    size = int(await reader.readline(), 16)
    data = await reader.readexactly(size)
    await reader.readexactly(2)
    return data


async def client(url: urllib.parse.SplitResult, path: str, until: float, slow: int, seen: Seen) -> None:
    """Reads a stream; slow is how many bytes a second, 0 for all that comes."""
    sock = socket.socket()
    sock.setblocking(False)
    if slow:
        # A small buffer, so that a slow client is slow for the gateway and not only for itself.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    await asyncio.get_running_loop().sock_connect(sock, (url.hostname, url.port))
    reader, writer = await asyncio.open_connection(sock=sock, limit=4_096 if slow else 4_194_304)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            seen.errors.append(head.split(b"\r\n")[0].decode())
            return
        pending = b""
        while time.monotonic() < until:
            if slow:
                seen.bytes += await trickle(reader, slow)
                continue
            data = await asyncio.wait_for(chunk(reader), 10)
            seen.bytes += len(data)
            pending += data
            *parts, pending = pending.split(HEAD)
            for part in filter(None, parts):
                check(part, seen)
    except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
        seen.errors.append(repr(error))
    finally:
        writer.close()


async def trickle(reader: asyncio.StreamReader, rate: int) -> int:
    """How many bytes came: that a slow client, too, gets whole pictures is for GatewayTest to show."""
    data = await asyncio.wait_for(reader.read(2000), 30)
    await asyncio.sleep(len(data) / rate)
    return len(data)


def camera(base: str, name: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{base}/cameras", timeout=20) as answer:
        listed: dict[str, Any] = json.load(answer)
    found: dict[str, Any] = next(one for one in listed["cameras"] if one["name"] == name)
    found["encoded"] = listed["encoded"]
    return found


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(pid: int) -> int:
    match = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(match.group(1)) // 1024 if match else 0


@dataclass
class Phase:
    """A stretch of time and what passed in it."""

    name: str
    seconds: float
    frames: int
    missed: int
    encoded: int
    cpu: float
    resident: int

    @property
    def share(self) -> float:
        return self.frames / max(1, self.frames + self.missed)

    def row(self) -> str:
        return (f"{self.name:8} {self.frames / self.seconds:9.1f} {(self.frames + self.missed) / self.seconds:9.1f} "
                f"{self.share * 100:7.1f} % {self.encoded / self.seconds:10.1f} {self.cpu / self.seconds * 100:8.0f} % {self.resident:8d}")


class Watch:
    """Takes figures at both ends of a phase."""

    def __init__(self, base: str, name: str, pid: int) -> None:
        self.base, self.name, self.pid = base, name, pid

    def now(self) -> tuple[float, dict[str, Any], float]:
        return time.monotonic(), camera(self.base, self.name), processor_seconds(self.pid)

    async def phase(self, name: str, work: Any) -> Phase:
        began, first, cpu = await asyncio.to_thread(self.now)
        resident = 0
        task = asyncio.ensure_future(work)
        while not task.done():
            resident = max(resident, resident_mib(self.pid))
            await asyncio.wait([task], timeout=0.5)
        await task
        ended, last, cpu_after = await asyncio.to_thread(self.now)
        # Frames by the number that the camera gives them; what it wrote and the route did not take was missed.
        written = last["sequence"] - first["sequence"]
        taken = last["frames"] - first["frames"]
        return Phase(name, ended - began, taken, written - taken, last["encoded"] - first["encoded"],
                     cpu_after - cpu, resident)


async def load(options: argparse.Namespace, all_seen: list[Seen]) -> str:
    url = urllib.parse.urlsplit(options.base)
    path = f"/cameras/{options.camera}.mjpeg?quality={options.quality}"
    until = time.monotonic() + options.seconds
    rates = [0] * options.fast + [options.rate] * options.slow
    clients = []
    for rate in rates:
        seen = Seen()
        all_seen.append(seen)
        clients.append(client(url, path, until, rate, seen))
    snapshots = await asyncio.create_subprocess_exec(
        options.wrk, "-t1", f"-c{options.snapshots}", f"-d{options.seconds}s", "--timeout", "10s",
        f"{options.base}/cameras/{options.camera}.jpg?quality={options.quality}",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    out, *_ = await asyncio.gather(snapshots.communicate(), *clients)
    return str(out[0].decode())


async def run(options: argparse.Namespace) -> int:
    watch = Watch(options.base, options.camera, options.pid)
    seen: list[Seen] = []
    said: list[str] = []

    async def under_load() -> None:
        said.append(await load(options, seen))

    phases = [
        await watch.phase("before", asyncio.sleep(options.quiet)),
        await watch.phase("during", under_load()),
        await watch.phase("after", asyncio.sleep(options.quiet)),
    ]
    print(f"{'':8} {'frames/s':>9} {'camera/s':>9} {'taken':>9} {'encoded/s':>10} {'CPU':>10} {'RSS MiB':>8}")
    for phase in phases:
        print(phase.row())
    return report(options, phases, seen, said[0])


def report(options: argparse.Namespace, phases: list[Phase], seen: list[Seen], wrk: str) -> int:
    fast, slow = seen[:options.fast], seen[options.fast:]
    snapshots = re.search(r"(\d+) requests in", wrk)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", wrk)
    figures = {
        "share": round(phases[1].share, 4),
        "pictures": sum(one.pictures for one in fast),
        "pictures_each": [min(one.pictures for one in fast), max(one.pictures for one in fast)],
        "torn": sum(one.torn for one in fast),
        "slow_kB": sum(one.bytes for one in slow) // 1000,
        "snapshots": int(snapshots.group(1)) if snapshots else 0,
        "snapshots_failed": int(bad.group(1)) if bad else 0,
        "errors": sorted({error for one in seen for error in one.errors}),
    }
    print(f"fast clients: {len(fast)}, {figures['pictures']} pictures, {figures['pictures_each']} each; "
          f"slow clients: {len(slow)}, {figures['slow_kB']} kB in all; snapshots: {figures['snapshots']}")
    print(json.dumps(figures))
    wrong = []
    # On a machine that is busy with other things, too, the route may miss some even before.
    least = options.share * phases[0].share
    if phases[1].share < least:
        wrong.append(f"the route took {phases[1].share:.3f} of the camera's frames: expected {least:.3f} or more")
    if figures["torn"]:
        wrong.append(f"{figures['torn']} pictures were no whole JPEG")
    if figures["pictures_each"][0] == 0:
        wrong.append("a fast client got no picture")
    if figures["errors"] or figures["snapshots_failed"] or not figures["snapshots"]:
        wrong.append(f"clients failed: {figures['errors']}, {wrk}")
    if phases[1].encoded > phases[1].frames + 1:
        wrong.append(f"{phases[1].encoded} JPEGs were made of {phases[1].frames} frames: expected one of each at most")
    if phases[0].encoded or phases[2].encoded > 1:
        wrong.append("pictures were encoded while nobody looked")
    resident = max(phase.resident for phase in phases)
    if resident > options.resident:
        wrong.append(f"{resident} MiB resident: expected at most {options.resident}")
    for one in wrong:
        print(f"FAIL {one}")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="URL of the gateway, without a slash at its end")
    parser.add_argument("camera", help="whose writer numbers its frames (a ring)")
    parser.add_argument("--pid", type=int, required=True, help="of the gateway")
    parser.add_argument("--fast", type=int, default=40)
    parser.add_argument("--slow", type=int, default=10)
    parser.add_argument("--rate", type=int, default=20_000, help="bytes a second that a slow client reads")
    parser.add_argument("--snapshots", type=int, default=4, help="connections of wrk")
    parser.add_argument("--quality", type=int, default=80)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--quiet", type=float, default=6, help="seconds before and after")
    parser.add_argument("--share", type=float, default=0.95, help="of the frames that the route took before it must take")
    parser.add_argument("--resident", type=int, default=700, help="most MiB of memory")
    parser.add_argument("--wrk", default="wrk")
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
