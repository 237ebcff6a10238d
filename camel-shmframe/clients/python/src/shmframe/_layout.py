# SPDX-License-Identifier: Apache-2.0
"""Where things lie: docs/spec/ring.md. Numbers of words are offsets divided by 8."""

from __future__ import annotations

import struct
from typing import NamedTuple

from .errors import LayoutException, SegmentException

RING_MAGIC = int.from_bytes(b"SHMFRING", "little")
TABLE_MAGIC = int.from_bytes(b"SHMFPINS", "little")
VERSION = 65536
PAGE = 4096
DESCRIPTOR_BYTES = 2048
MAX_FILE = 2**31 - 9
MAX_SLOTS = 1024
TOO_LARGE = 2**62
IN_USE, RETIRED = 1, 2

# Words of the control page.
WAKE_AT = 256
HEAD, BASE, STATE, WRITER_ID, WRITER_PID, WRITER_PID_NAMESPACE, WRITER_SINCE, WRITER_WAKES = 40, 41, 48, 56, 57, 58, 59, 60
PUBLISHED, ABORTED, SKIPPED, TAKEOVERS, BLOCKED, BLOCKED_NANOS, REFUSED, FREED = range(64, 72)

# The table of readers.
ENTRY_FIRST, ENTRY_BYTES = 128, 128
PIN, NEXT, PID, PID_NAMESPACE, SINCE, DELIVERED, MISSED, TORN = range(8)  # words of an entry
NAME_AT, NAME_BYTES = 64, 64

_FIRST_PART = struct.Struct("<14q")

_CRC_TABLE = []
for _value in range(256):
    for _ in range(8):
        _value = _value >> 1 ^ (0x82F63B78 if _value & 1 else 0)
    _CRC_TABLE.append(_value)


def crc32c(data: "bytes | memoryview") -> int:
    """CRC-32C (Castagnoli). Some megabytes a second."""
    crc, table = 0xFFFFFFFF, _CRC_TABLE
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def _whole_pages(count: int) -> int:
    return (count + PAGE - 1) // PAGE * PAGE


class RingLayout(NamedTuple):
    """The sizes of a ring."""

    id: int
    file_bytes: int
    slots: int
    slot_bytes: int
    capacity: int
    slots_offset: int
    pins: int
    entries: int
    created: int

    @staticmethod
    def of(file: str, slots: int, capacity: int, id: int = 0, created: int = 0, entries: int = 0) -> "RingLayout":
        if not 3 <= slots <= MAX_SLOTS:
            raise LayoutException(file, "3 to 1024 slots", str(slots))
        slot_bytes = _whole_pages(capacity)
        slots_offset = _whole_pages(PAGE + slots * DESCRIPTOR_BYTES)
        file_bytes = slots_offset + slots * slot_bytes
        if file_bytes > MAX_FILE:
            raise LayoutException(file, f"a ring of at most {MAX_FILE} bytes", f"{slots} slots of {capacity} bytes")
        pins = slots - 3
        return RingLayout(id, file_bytes, slots, slot_bytes, capacity, slots_offset, pins, entries or pins + 64, created)

    @staticmethod
    def read(page: bytes, size: int, file: str) -> "RingLayout":
        """Checks all of the first part of a control page, of a file of so many bytes."""
        (magic, version, id, file_bytes, slots, slot_bytes, capacity, descriptors_offset, descriptor_bytes,
         slots_offset, pins, entries, created, crc) = _FIRST_PART.unpack_from(page)
        if magic != RING_MAGIC:
            raise SegmentException(file, "a ring", "something else")
        if version >> 16 != VERSION >> 16:
            raise SegmentException(file, "version 1.x of the ring", f"version {version >> 16}.{version & 0xFFFF}")
        expected = crc32c(page[8:104])
        if crc & 0xFFFFFFFF != expected:
            raise SegmentException(
                file, f"a control page of CRC {expected:#010x}", f"{crc & 0xFFFFFFFF:#010x}: it was damaged"
            )
        if not 3 <= slots <= MAX_SLOTS or not 1 <= capacity <= MAX_FILE or id == 0:
            raise SegmentException(file, "3 to 1024 slots of 1 byte or more", f"{slots} of {capacity}")
        try:
            made = RingLayout.of(file, slots, capacity, id, created, entries)
        except LayoutException as e:
            raise SegmentException(file, e.expected, e.found) from e
        found = (file_bytes, slot_bytes, descriptors_offset, descriptor_bytes, slots_offset, pins)
        computed = (made.file_bytes, made.slot_bytes, PAGE, DESCRIPTOR_BYTES, made.slots_offset, made.pins)
        if found != computed or not pins <= entries <= pins + 1024:
            raise SegmentException(file, f"sizes that fit each other, {computed}", f"{found}, {entries} entries")
        if size != made.file_bytes:
            raise SegmentException(file, f"{made.file_bytes} bytes", f"{size} bytes")
        return made

    def first_part(self) -> bytes:
        """The bytes 8 to 111 of the control page."""
        body = struct.pack(
            "<12q", VERSION, self.id, self.file_bytes, self.slots, self.slot_bytes, self.capacity, PAGE, DESCRIPTOR_BYTES,
            self.slots_offset, self.pins, self.entries, self.created,
        )
        return body + crc32c(body).to_bytes(8, "little")

    def descriptor_at(self, ticket: int) -> int:
        return PAGE + ticket % self.slots * DESCRIPTOR_BYTES

    def slot_at(self, ticket: int) -> int:
        return self.slots_offset + ticket % self.slots * self.slot_bytes

    def table_bytes(self) -> int:
        return ENTRY_FIRST + self.entries * ENTRY_BYTES

    def table_path(self, path: str) -> str:
        return f"{path}~readers-{self.id & 0xFFFFFFFFFFFFFFFF:016x}"

    def table_fits(self, table: "memoryview", size: int) -> bool:
        """Whether the words are those of this ring's table."""
        return (
            size == self.table_bytes() and table[0] == TABLE_MAGIC and table[1] >> 16 == VERSION >> 16
            and table[2] == self.id & 0xFFFFFFFFFFFFFFFF and table[3] == self.entries and table[4] == self.pins
        )
