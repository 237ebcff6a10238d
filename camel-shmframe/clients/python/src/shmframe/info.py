# SPDX-License-Identifier: Apache-2.0
"""What is known, and what is written, of a frame besides its payload."""

from __future__ import annotations

import enum
import struct
from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple, Union

from .errors import LayoutException
from .geometry import FrameGeometry, Plane

MAX_METADATA = 1472

FieldValue = Union[str, int, float, bool, bytes]
Fields = Dict[str, FieldValue]


class FrameFlag(enum.IntFlag):
    """What a writer may say of a frame."""

    DISCONTINUITY = 1  # frames before it are lost
    CORRUPT = 2  # its content is known to be damaged
    END_OF_STREAM = 4  # no frame follows
    CONFIGURATION_CHANGED = 8  # size, type or coding changed with this frame


class Look(enum.Enum):
    """What a look at a segment found."""

    FRAME = "a fresh and whole frame, which has been taken"
    NOTHING = "nothing that has not been delivered before"
    TORN = "a fresh frame, but it was overwritten while it was being copied"
    INVALID = "a descriptor that cannot be true; it is counted and passed over"
    DETACHED = "no segment to look at"


@dataclass(frozen=True)
class FrameTags:
    """What is written of a frame besides its payload and its geometry.

    `timestamp_nanos` is when it was taken, nanoseconds since 1970 (0: when it is claimed); `encoding` is `raw` or a
    lower-case codec name of at most four letters, such as `jpeg`, whose width and height may be given.
    """

    timestamp_nanos: int = 0
    fields: Fields = field(default_factory=dict)
    encoding: str = "raw"
    flags: int = 0
    captured_monotonic_nanos: int = 0
    colour_range: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class FrameInfo:
    """What is known of a frame besides its payload. Times are nanoseconds since 1970, or of CLOCK_MONOTONIC; 0 unknown."""

    geometry: FrameGeometry
    sequence: int
    ticket: int
    timestamp_nanos: int
    captured_monotonic_nanos: int
    published_nanos: int
    published_monotonic_nanos: int
    payload_bytes: int
    flags: FrameFlag
    encoding: str
    fourcc: int
    encoded_width: int
    encoded_height: int
    colour_range: int
    planes: Tuple[Plane, ...]
    fields: Fields
    missed: int = 0
    torn: int = 0


def encode_metadata(fields: Fields) -> bytes:
    """Entries of 1 byte type, 1 byte length of the key, 2 bytes length of the value, key, value."""
    blob = bytearray()
    for key, value in fields.items():
        kind, raw = _encode(key, value)
        name = key.encode("utf-8")
        if not 1 <= len(name) <= 255:
            raise LayoutException("metadata", "names of 1 to 255 bytes", f"{len(name)} bytes")
        if len(raw) > MAX_METADATA:
            raise LayoutException(f"metadata {key!r}", "at most 1472 bytes", f"{len(raw)} bytes")
        blob += bytes((kind, len(name))) + len(raw).to_bytes(2, "little") + name + raw
    if len(blob) > MAX_METADATA:
        raise LayoutException("metadata", "at most 1472 bytes", f"{len(blob)} bytes")
    return bytes(blob)


def _encode(key: str, value: Any) -> Tuple[int, bytes]:
    if isinstance(value, str):
        return 0, value.encode("utf-8")
    if isinstance(value, bool):
        return 3, bytes((value,))
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise LayoutException(f"metadata {key!r}", "a number of 64 bits", str(value))
        return 1, value.to_bytes(8, "little", signed=True)
    if isinstance(value, float):
        return 2, struct.pack("<d", value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return 4, bytes(value)
    raise LayoutException(f"metadata {key!r}", "str, int, float, bool or bytes", type(value).__name__)


def decode_metadata(blob: bytes) -> Optional[Fields]:
    """None if the bytes do not hold together; entries of an unknown type are left out."""
    fields: Fields = {}
    names = set()
    at = 0
    while at < len(blob):
        if at + 4 > len(blob):
            return None
        kind, key_bytes = blob[at], blob[at + 1]
        begin = at + 4 + key_bytes
        end = begin + int.from_bytes(blob[at + 2 : at + 4], "little")
        key, value = blob[at + 4 : begin], blob[begin:end]
        if end > len(blob) or not key or key in names:
            return None
        names.add(key)
        if len(value) != {1: 8, 2: 8, 3: 1}.get(kind, len(value)):
            return None
        name = key.decode("utf-8", "replace")
        if kind == 0:
            fields[name] = value.decode("utf-8", "replace")
        elif kind == 1:
            fields[name] = int.from_bytes(value, "little", signed=True)
        elif kind == 2:
            fields[name] = struct.unpack("<d", value)[0]
        elif kind == 3:
            fields[name] = value != b"\0"
        elif kind == 4:
            fields[name] = value
        at = end
    return fields
