#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the test vectors of the ring from the tables of ring.md, and from nothing else.

It shares no code with a client: what a client and these files agree on stands in the specification. Run it in any folder;
`--check` writes nothing and fails where a committed file is not what would be made. README.md says how the files are read.
"""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MAJOR = 65536
PAGE = 4096
DESCRIPTOR_BYTES = 2048
METADATA_AT = 576
ENTRY_AT = 128
ENTRY_BYTES = 128
TYPES = {"text": 0, "long": 1, "double": 2, "truth": 3, "bytes": 4}
WALL = 1_800_000_000_000_000_000
MONOTONIC = 86_400_000_000_000
WRITER = 0x1122334455667788

Metadata = list[tuple[str, str, Any]]


def crc_table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC_TABLE = crc_table()


def crc32c(data: bytes) -> int:
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ CRC_TABLE[(value ^ byte) & 255]
    return value ^ 0xFFFFFFFF


def pages(count: int) -> int:
    return (count + PAGE - 1) // PAGE * PAGE


def fourcc(letters: str) -> int:
    return int.from_bytes(letters.encode("ascii"), "little")


def signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def metadata_bytes(metadata: Metadata) -> bytes:
    made = bytearray()
    for kind, key, value in metadata:
        if kind == "text":
            body = value.encode("utf-8")
        elif kind == "long":
            body = struct.pack("<q", value)
        elif kind == "double":
            body = struct.pack("<d", value)
        elif kind == "truth":
            body = bytes([1 if value else 0])
        else:
            body = value
        code = TYPES.get(kind, 9)
        name = key.encode("utf-8")
        made += struct.pack("<BBH", code, len(name), len(body)) + name + body
    return bytes(made)


def number(file: bytearray, at: int, value: int) -> None:
    """All numbers of the ring are signed, of 8 bytes, little-endian."""
    struct.pack_into("<q", file, at, signed(value))


def frame(ticket: int, sequence: int, payload: bytes, metadata: Metadata | None = None, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ticket": ticket,
        "sequence": sequence,
        "captured": WALL + sequence * 40_000_000,
        "capturedMonotonic": MONOTONIC + sequence * 40_000_000,
        "publishedAt": WALL + sequence * 40_000_000 + 1_000_000,
        "publishedMonotonic": MONOTONIC + sequence * 40_000_000 + 1_000_000,
        "payloadBytes": len(payload),
        "kind": 0,
        "flags": 0,
        "fourcc": 0,
        "type": -1,
        "width": 0,
        "height": 0,
        "channels": 0,
        "colourRange": 0,
        "planes": [],
        "dtype": -1,
        "shape": [],
        "payloadCrc": 0,
        "writerId": WRITER,
        "metadata": metadata or [],
        "payload": payload,
    }
    made.update(fields)
    if made["flags"] & 16:
        made["payloadCrc"] = crc32c(payload)
    return made


def image(ticket: int, sequence: int, stride: int) -> dict[str, Any]:
    """4 by 3 pixels of BGR; the last row has its padding, which counts as payload like all of it."""
    rows = bytearray(3 * stride)
    for row in range(3):
        for column in range(12):
            rows[row * stride + column] = (sequence * 64 + row * 16 + column) % 256
    return frame(
        ticket, sequence, bytes(rows), kind=1, flags=16, fourcc=fourcc("BGR3"), type=16, width=4, height=3, channels=3,
        colourRange=2, planes=[(0, stride)], dtype=2, shape=[3, 4, 3],
    )


class Ring:
    """A segment, put together field by field as the tables of the specification say."""

    def __init__(self, ident: int, slots: int, capacity: int, entries: int) -> None:
        self.slots = slots
        self.slot_bytes = pages(capacity)
        self.slots_at = pages(PAGE + slots * DESCRIPTOR_BYTES)
        self.file = bytearray(self.slots_at + slots * self.slot_bytes)
        self.control: dict[str, int] = {
            "version": MAJOR,
            "id": signed(ident),
            "fileBytes": len(self.file),
            "slots": slots,
            "slotBytes": self.slot_bytes,
            "capacity": capacity,
            "descriptorsOffset": PAGE,
            "descriptorBytes": DESCRIPTOR_BYTES,
            "slotsOffset": self.slots_at,
            "pins": slots - 3,
            "entries": entries,
            "created": WALL,
        }
        self.changing: dict[str, int] = {
            "wake": 0, "head": 0, "base": 0, "state": 1, "writerId": WRITER, "writerPid": 4242,
            "writerPidNamespace": 4026531836, "writerSince": WALL + 1, "published": 0, "aborted": 0, "skipped": 0,
            "takeovers": 0, "blocked": 0, "blockedNanos": 0, "refused": 0, "freed": 0,
        }
        self.locks = [0] * slots
        self.table = bytearray(ENTRY_AT + ENTRY_BYTES * entries)
        self.entries: list[dict[str, Any]] = []

    def put(self, made: dict[str, Any]) -> None:
        """Stores a complete frame."""
        slot = made["ticket"] % self.slots
        self.locks[slot] = 2 * made["ticket"]
        at = PAGE + slot * DESCRIPTOR_BYTES
        for offset, name in (
            (64, "ticket"), (72, "sequence"), (80, "captured"), (88, "capturedMonotonic"), (96, "publishedAt"),
            (104, "publishedMonotonic"), (112, "payloadBytes"), (120, "kind"), (128, "flags"), (136, "fourcc"),
            (144, "type"), (152, "width"), (160, "height"), (168, "channels"), (176, "colourRange"), (256, "dtype"),
            (528, "payloadCrc"), (544, "writerId"),
        ):
            number(self.file, at + offset, made[name])
        number(self.file, at + 184, len(made["planes"]))
        for index, (offset, stride) in enumerate(made["planes"]):
            number(self.file, at + 192 + 16 * index, offset)
            number(self.file, at + 200 + 16 * index, stride)
        number(self.file, at + 264, len(made["shape"]))
        for index, length in enumerate(made["shape"]):
            number(self.file, at + 272 + 8 * index, length)
        metadata = metadata_bytes(made["metadata"])
        number(self.file, at + 536, len(metadata))
        self.file[at + METADATA_AT : at + METADATA_AT + len(metadata)] = metadata
        start = self.slots_at + slot * self.slot_bytes
        self.file[start : start + len(made["payload"])] = made["payload"]

    def spoil(self, ticket: int, offset: int, value: int) -> None:
        """Stores another number in the descriptor of a frame."""
        number(self.file, PAGE + ticket % self.slots * DESCRIPTOR_BYTES + offset, value)

    def entry(self, index: int, name: str, **fields: int) -> None:
        made: dict[str, Any] = {
            "pin": 0, "next": 0, "pid": 0, "pidNamespace": 4026531836, "since": WALL + 2, "delivered": 0, "missed": 0, "torn": 0,
        }
        made.update(fields)
        at = ENTRY_AT + ENTRY_BYTES * index
        for place, value in enumerate(made.values()):
            number(self.table, at + 8 * place, value)
        text = name.encode("utf-8")
        self.table[at + 64 : at + 64 + len(text)] = text
        self.entries.append({"entry": index, **made, "name": name})

    def finish(self) -> None:
        for place, value in enumerate(self.control.values()):
            number(self.file, 8 + 8 * place, value)
        number(self.file, 104, crc32c(bytes(self.file[8:104])))
        self.control["crc"] = crc32c(bytes(self.file[8:104]))
        struct.pack_into("<I", self.file, 256, self.changing["wake"])
        for offset, name in (
            (320, "head"), (328, "base"), (384, "state"), (448, "writerId"), (456, "writerPid"), (464, "writerPidNamespace"),
            (472, "writerSince"), (512, "published"), (520, "aborted"), (528, "skipped"), (536, "takeovers"),
            (544, "blocked"), (552, "blockedNanos"), (560, "refused"), (568, "freed"),
        ):
            number(self.file, offset, self.changing[name])
        for slot, lock in enumerate(self.locks):
            number(self.file, PAGE + slot * DESCRIPTOR_BYTES, lock)
        self.file[0:8] = b"SHMFRING"
        for place, value in enumerate((self.control["version"], self.control["id"], self.control["entries"], self.control["pins"])):
            number(self.table, 8 + 8 * place, value)
        self.table[0:8] = b"SHMFPINS"


def hex_text(file: bytes) -> str:
    lines = [str(len(file))]
    for at in range(0, len(file), 32):
        row = file[at : at + 32]
        if any(row):
            lines.append(f"{at}: {row.hex()}")
    return "\n".join(lines) + "\n"


def seen_frame(made: dict[str, Any]) -> dict[str, Any]:
    seen = dict(made)
    seen["planes"] = [{"offset": offset, "stride": stride} for offset, stride in made["planes"]]
    entries = []
    for kind, key, value in made["metadata"]:
        if kind in TYPES:
            entries.append({"key": key, "type": kind, "value": value.hex() if kind == "bytes" else value})
    seen["metadata"] = entries
    seen["payload"] = made["payload"].hex()
    return seen


def flat(path: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [line for key, inner in value.items() for line in flat(f"{path}.{key}" if path else key, inner)]
    if isinstance(value, list):
        lines = [f"{path}.count={len(value)}"]
        return lines + [line for place, inner in enumerate(value) for line in flat(f"{path}.{place}", inner)]
    return [f"{path}={value if isinstance(value, str) else json.dumps(value)}"]


def outputs(name: str, what: str, ring: Ring, frames: list[dict[str, Any]], after: dict[str, list[int]] | None = None,
            invalid: list[int] | None = None, takeover: dict[str, Any] | None = None, error: str | None = None) -> dict[str, str]:
    """The files of a vector. `frames` are those that a reader of `all` that has just attached is given, in order."""
    expected: dict[str, Any] = {
        "what": what,
        "segment": f"{name}.hex",
        "table": f"{name}.readers.hex",
        "tableName": f"NAME~readers-{ring.control['id'] & (1 << 64) - 1:016x}",
        "error": error or "none",
    }
    if error is None:
        given = [made["ticket"] for made in frames]
        head = ring.changing["head"]
        expected["control"] = {**ring.control, **ring.changing}
        expected["locks"] = ring.locks
        expected["readers"] = ring.entries
        expected["latest"] = head if head in given else 0
        expected["all"] = given
        expected["allAfter"] = after or {}
        expected["invalid"] = invalid or []
        expected["takeover"] = takeover
        expected["frames"] = [seen_frame(made) for made in frames]
    text = json.dumps(expected, indent=2, ensure_ascii=False, sort_keys=False) + "\n"
    return {
        f"{name}.hex": hex_text(ring.file),
        f"{name}.readers.hex": hex_text(ring.table),
        f"{name}.json": text,
        f"{name}.txt": "\n".join(flat("", expected)) + "\n",
    }


def takes(search: int, sequence: int) -> dict[str, Any]:
    return {"fits": True, "searchFrom": search, "nextSequence": sequence}


RETIRES = {"fits": False}


def empty() -> dict[str, str]:
    ring = Ring(0x0123456789ABCDEF, slots=3, capacity=1, entries=2)
    ring.changing["base"] = 700
    ring.finish()
    return outputs("ring-empty", "No frame yet; the ring before it had come to sequence 700", ring, [], takeover=takes(1, 701))


def images() -> dict[str, str]:
    ring = Ring(0xFEDCBA9876543210, slots=4, capacity=48, entries=3)
    frames = [image(9, 8, 12), image(10, 9, 16)]
    old = image(4, 4, 12)
    for made in [old, *frames]:
        ring.put(made)
    ring.locks[3] = 21
    ring.changing.update(head=10, wake=0x80000009, published=9, skipped=1)
    ring.entry(0, "lender", pin=4, pid=77, delivered=4)
    ring.entry(2, "Zuschauer \u00fc", next=11, pid=78, delivered=2, missed=3, torn=1)
    ring.finish()
    return outputs(
        "ring-image",
        "BGR pictures of 4 x 3; ticket 4 is on loan, so 8 was passed over; 11 is being written where 7 was",
        ring, frames, after={"3": [4, 9, 10], "4": [9, 10], "9": [10], "10": []}, takeover=takes(11, 10),
    )


def nv12() -> dict[str, str]:
    ring = Ring(0x0000000000000001, slots=4, capacity=100, entries=1)
    made = frame(
        1, 1, bytes(range(16, 28)), kind=1, fourcc=fourcc("NV12"), type=0, width=4, height=2, channels=1, colourRange=1,
        planes=[(0, 4), (8, 4)], dtype=2, shape=[2, 4, 1], capturedMonotonic=0,
    )
    ring.put(made)
    ring.changing.update(head=1, wake=1, published=1)
    ring.finish()
    return outputs("ring-nv12", "One picture of two planes", ring, [made], takeover=takes(2, 2))


def tensors() -> dict[str, str]:
    ring = Ring(0x00000000000000AB, slots=5, capacity=4096, entries=4)
    frames = [
        frame(1, 1, struct.pack("<6f", 0.5, -1.0, 2.25, 3.0, -4.5, 1e30), kind=2, dtype=11, shape=[2, 3]),
        frame(2, 2, struct.pack("<4e", 1.0, -2.0, 0.5, 65504.0), kind=2, dtype=23, shape=[1, 2, 2]),
        frame(3, 3, struct.pack("<q", -9), kind=2, dtype=7, shape=[1] * 32),
    ]
    for made in frames:
        ring.put(made)
    ring.changing.update(head=3, wake=3, published=3)
    ring.finish()
    return outputs("ring-tensor", "float32, float16, and int64 of 32 dimensions", ring, frames, takeover=takes(4, 4))


def encoded() -> dict[str, str]:
    ring = Ring(0x00000000000000AC, slots=4, capacity=5000, entries=1025)
    metadata: Metadata = [
        ("text", "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ("text", "stra\u00dfe", "\u65e5\u672c"),
        ("text", "empty", ""),
        ("long", "least", -(1 << 63)),
        ("double", "half", -0.5),
        ("truth", "yes", True),
        ("truth", "no", False),
        ("unknown", "later", b"what a newer minor version may add"),
        ("bytes", "raw", bytes([0, 255, 128])),
    ]
    jpeg = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
    frames = [
        frame(1, 1, jpeg, metadata, kind=3, flags=1 | 8 | 16, fourcc=fourcc("JPEG"), width=640, height=480),
        frame(2, 2, b"", kind=0, flags=4, captured=0, capturedMonotonic=0),
        frame(3, 3, bytes([7]) * 40, kind=0, flags=2, metadata=[("bytes", "k", bytes(1472 - 5))]),
    ]
    for made in frames:
        ring.put(made)
    ring.changing.update(head=3, wake=3, published=3)
    ring.finish()
    return outputs(
        "ring-encoded-with-metadata",
        "A JPEG with metadata of every type and of one that is not known; an empty end of stream; as much metadata as fits, marked corrupt",
        ring, frames, takeover=takes(4, 4),
    )


def retired() -> dict[str, str]:
    ring = Ring(0x00000000000000AD, slots=3, capacity=48, entries=1)
    frames = [image(2, 102, 12), image(3, 103, 12)]
    for made in [image(1, 101, 12), *frames]:
        ring.put(made)
    ring.locks[1] = 7
    ring.changing.update(head=3, base=100, wake=4, state=2, published=3, aborted=1, writerId=0)
    ring.finish()
    return outputs("ring-retired", "Retired with a claim given up; sequences went on from 100", ring, frames, takeover=RETIRES)


def head_behind() -> dict[str, str]:
    ring = Ring(0x00000000000000AE, slots=4, capacity=48, entries=1)
    frames = [image(5, 5, 12), image(6, 6, 12)]
    for made in [*frames, image(7, 7, 12)]:
        ring.put(made)
    ring.locks[0] = 2 * 8 - 1
    ring.changing.update(head=6, wake=6, published=6, aborted=1, skipped=1)
    ring.finish()
    return outputs(
        "ring-head-behind",
        "The writer died behind step 6 of ticket 7; it had given up 8 while the slot of 7 was on loan. Readers see 6, a takeover starts from 7",
        ring, frames, after={"4": [5, 6], "6": []}, takeover=takes(8, 8),
    )


def invalid_frames() -> dict[str, str]:
    ring = Ring(0x00000000000000AF, slots=16, capacity=48, entries=13)
    frames = [image(ticket, ticket, 12) for ticket in range(1, 13)]
    for made in frames:
        ring.put(made)
    most = (1 << 63) - 1
    ring.spoil(2, 112, 49)  # payloadBytes beyond capacity
    ring.spoil(3, 152, most)  # a width whose product overflows
    ring.spoil(4, 192, most)  # a plane's offset that overflows
    ring.spoil(5, 200, 11)  # rows that overlap
    ring.spoil(6, 264, 33)  # more dimensions than there are
    ring.spoil(7, 536, 1473)  # metadata beyond the descriptor
    ring.spoil(8, 536, 3)  # metadata that ends within an entry
    ring.spoil(9, 64, 10)  # another ticket
    ring.spoil(10, 184, 5)  # five planes
    ring.spoil(11, 160, -3)  # negative height
    ring.changing.update(head=12, wake=12, published=12)
    ring.finish()
    return outputs(
        "ring-invalid-frames", "Descriptors that do not hold together: tickets 2 to 11", ring, [frames[0], frames[11]],
        invalid=list(range(2, 12)), takeover=takes(13, 13),
    )


def newer_minor() -> dict[str, str]:
    ring = Ring(0x00000000000000B0, slots=3, capacity=48, entries=1)
    made = image(1, 1, 12)
    unknown = frame(2, 2, b"newer", kind=9)
    ring.put(made)
    ring.put(unknown)
    for at in (112, 248, 260, 576, 4088, PAGE + 8, PAGE + DESCRIPTOR_BYTES + 552):
        number(ring.file, at, -2)
    ring.control["version"] = MAJOR + 1
    ring.changing.update(head=2, wake=2, published=2)
    ring.finish()
    return outputs(
        "ring-newer-minor", "Version 1.1: bytes that are reserved here are in use, and a kind is not known; a writer of 1.0 retires it",
        ring, [made, unknown], takeover=RETIRES,
    )


def newer_major() -> dict[str, str]:
    ring = Ring(0x00000000000000B1, slots=3, capacity=48, entries=1)
    ring.put(image(1, 1, 12))
    ring.control["version"] = 2 * MAJOR
    ring.changing.update(head=1, wake=1, published=1)
    ring.finish()
    number(ring.file, 104, 0)
    return outputs("ring-newer-major", "Version 2.0, whose CRC may lie elsewhere: the version is what is named", ring, [], error="version")


def bad_crc() -> dict[str, str]:
    ring = Ring(0x00000000000000B2, slots=3, capacity=48, entries=1)
    ring.put(image(1, 1, 12))
    ring.changing.update(head=1, wake=1, published=1)
    ring.finish()
    ring.file[40] ^= 16
    return outputs("ring-bad-crc", "One bit of slotBytes is flipped", ring, [], error="crc")


def bad_sizes() -> dict[str, str]:
    ring = Ring(0x00000000000000B3, slots=3, capacity=48, entries=1)
    ring.control["slotsOffset"] += PAGE
    ring.finish()
    return outputs("ring-bad-sizes", "A right CRC over an offset that does not follow from the rest", ring, [], error="sizes")


def truncated() -> dict[str, str]:
    ring = Ring(0x00000000000000B5, slots=3, capacity=48, entries=1)
    ring.put(image(1, 1, 12))
    ring.changing.update(head=1, wake=1, published=1)
    ring.finish()
    del ring.file[-PAGE:]
    return outputs("ring-truncated", "The file is a page shorter than fileBytes", ring, [], error="sizes")


def wrong_lock() -> dict[str, str]:
    ring = Ring(0x00000000000000B4, slots=3, capacity=48, entries=1)
    made = image(1, 1, 12)
    ring.put(made)
    ring.locks[2] = 2 * 4
    ring.changing.update(head=1, wake=1, published=1)
    ring.finish()
    return outputs("ring-wrong-lock", "Slot 2 has a ticket that belongs in slot 1: it is read, and not taken over", ring, [made], takeover=RETIRES)


def vectors() -> dict[str, str]:
    made: dict[str, str] = {}
    for vector in (empty, images, nv12, tensors, encoded, retired, head_behind, invalid_frames, newer_minor, newer_major, bad_crc,
                   bad_sizes, truncated, wrong_lock):
        made.update(vector())
    return made


def main(arguments: list[str]) -> int:
    if crc32c(b"123456789") != 0xE3069283:
        print("CRC-32C of 123456789: expected e3069283, found %08x" % crc32c(b"123456789"), file=sys.stderr)
        return 1
    made = vectors()
    there = {path.name for path in HERE.iterdir() if path.suffix in (".hex", ".json", ".txt")}
    if arguments == ["--check"]:
        wrong = [name for name in made if name not in there or (HERE / name).read_text(encoding="utf-8") != made[name]]
        wrong += sorted(there - made.keys())
        for name in wrong:
            print(f"{name}: expected what make_vectors.py makes, found something else", file=sys.stderr)
        return 1 if wrong else 0
    if arguments:
        print("usage: make_vectors.py [--check]", file=sys.stderr)
        return 2
    for name, text in made.items():
        (HERE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
