# SPDX-License-Identifier: Apache-2.0
"""A descriptor: a copy of its 64 words behind `lock`, and what they mean."""

from __future__ import annotations

import struct
from typing import Optional, Tuple

from ._layout import MAX_FILE, RingLayout
from .errors import LayoutException
from .geometry import (
    ElementType, FrameGeometry, PixelFormat, Plane, element_of_depth, element_of_number, format_of_code,
)
from .info import MAX_METADATA, FrameFlag, FrameInfo, FrameTags, decode_metadata

FIELDS_AT, FIELDS_END, METADATA_AT = 64, 576, 576
CRC_COUNTS = 16
_WORDS = struct.Struct("<64q")

# Words from FIELDS_AT on.
(TICKET, SEQUENCE, CAPTURED, CAPTURED_MONOTONIC, PUBLISHED_AT, PUBLISHED_MONOTONIC, PAYLOAD_BYTES, KIND, FLAGS, FOURCC,
 TYPE, WIDTH, HEIGHT, CHANNELS, COLOUR_RANGE, PLANES, PLANE) = range(17)
DTYPE, NDIM, SHAPE, PAYLOAD_CRC, METADATA_BYTES, WRITER_ID = 24, 25, 26, 58, 59, 60
OPAQUE, IMAGE, TENSOR, ENCODED = range(4)

Words = Tuple[int, ...]


def unpack(fields: bytes) -> Words:
    return _WORDS.unpack(fields)


def encoding_of(code: int) -> str:
    return (code & 0xFFFFFFFF).to_bytes(4, "little").decode("latin-1").lower().rstrip(" \0")


def fourcc_of_encoding(encoding: str) -> int:
    if not 1 <= len(encoding) <= 4 or not encoding.isascii() or not encoding.isprintable():
        raise LayoutException("encoding", "1 to 4 ASCII letters", repr(encoding))
    return int.from_bytes(encoding.upper().ljust(4).encode("ascii"), "little")


def read(words: Words, metadata: bytes, ticket: int, layout: RingLayout, missed: int, torn: int) -> Optional[FrameInfo]:
    """None if the descriptor does not hold together."""
    payload = words[PAYLOAD_BYTES]
    if words[TICKET] != ticket or not 0 <= payload <= layout.capacity or not 0 <= words[METADATA_BYTES] <= MAX_METADATA:
        return None
    if not -1 <= words[TYPE] <= 4095 or words[KIND] < 0 or not 0 <= words[PLANES] <= 4:
        return None
    fields = decode_metadata(metadata)
    if fields is None or not 0 <= words[NDIM] <= 32:
        return None
    kind = words[KIND]
    geometry: Optional[FrameGeometry] = FrameGeometry.bytes_of(payload)
    planes: Tuple[Plane, ...] = ()
    if kind == IMAGE:
        geometry, planes = _image(words, payload)
    elif kind == TENSOR:
        geometry = _tensor(words, payload)
    if geometry is None:
        return None
    encoded = kind == ENCODED
    code = words[FOURCC] & 0xFFFFFFFF
    return FrameInfo(
        geometry, words[SEQUENCE], ticket, words[CAPTURED], words[CAPTURED_MONOTONIC], words[PUBLISHED_AT],
        words[PUBLISHED_MONOTONIC], payload, FrameFlag(words[FLAGS] & 15), encoding_of(code) if encoded else "raw", code,
        words[WIDTH] if encoded else 0, words[HEIGHT] if encoded else 0, words[COLOUR_RANGE] if 0 <= words[COLOUR_RANGE] <= 2 else 0, planes, fields, missed, torn,
    )


def _image(words: Words, payload: int) -> Tuple[Optional[FrameGeometry], Tuple[Plane, ...]]:
    none: Tuple[Optional[FrameGeometry], Tuple[Plane, ...]] = (None, ())
    width, height, channels, type_, count = (words[i] for i in (WIDTH, HEIGHT, CHANNELS, TYPE, PLANES))
    if not 1 <= width <= MAX_FILE or not 1 <= height <= MAX_FILE or not 1 <= channels <= 512:
        return none
    if count < 1 or type_ < 0 or (type_ >> 3) + 1 != channels:
        return none
    element = element_of_depth(type_)
    format = format_of_code(words[FOURCC] & 0xFFFFFFFF)
    planar = format is not None and format.planar
    if planar and (channels != 1 or count < (2 if format is PixelFormat.NV12 else 3)):
        return none
    planes = []
    for i in range(count):
        rows, row = height, width * channels * element.bytes
        if i > 0 and planar:
            rows, row = rows // 2, row // 2 if format is PixelFormat.I420 else row
        offset, stride = words[PLANE + 2 * i], words[PLANE + 2 * i + 1]
        if i > 0 and not planar:
            rows = row = 0  # of further planes of a format that is not known here nobody knows the rows
        elif stride < row:
            return none
        if not 0 <= offset <= payload or rows and offset + (rows - 1) * stride + row > payload:
            return none
        planes.append(Plane(offset, stride, rows, row))
    try:
        return FrameGeometry.picture(width, height, channels, element, format), tuple(planes)
    except LayoutException:
        # The pixel format contradicts the type, which counts.
        return FrameGeometry("picture", element, (height, width, channels)), tuple(planes)


def _tensor(words: Words, payload: int) -> Optional[FrameGeometry]:
    dimensions = words[NDIM]
    element = element_of_number(words[DTYPE])
    shape = words[SHAPE : SHAPE + dimensions]
    count = element.bytes if element else 1
    for side in shape:
        count *= side
        if side < 1 or count > payload:
            return None
    if count > payload:
        return None
    return FrameGeometry.tensor(element, *shape) if element else FrameGeometry.bytes_of(payload)


def pack(geometry: FrameGeometry, tags: FrameTags, payload: int, metadata_bytes: int) -> "list[int]":
    """The words of a new frame; ticket, sequence, flags, times of publishing and writer are yet to be set."""
    words = [0] * 64
    encoded = tags.encoding != "raw"
    words[CAPTURED] = tags.timestamp_nanos
    words[CAPTURED_MONOTONIC] = tags.captured_monotonic_nanos
    words[PAYLOAD_BYTES] = payload
    words[COLOUR_RANGE] = tags.colour_range
    words[METADATA_BYTES] = metadata_bytes
    words[TYPE] = words[DTYPE] = -1
    if encoded:
        words[KIND] = ENCODED
        words[FOURCC] = fourcc_of_encoding(tags.encoding)
        words[WIDTH], words[HEIGHT] = tags.width, tags.height
    elif geometry.is_picture or geometry.is_tensor:
        words[KIND] = IMAGE if geometry.is_picture else TENSOR
        words[DTYPE] = geometry.element.number
        words[NDIM] = len(geometry.shape)
        words[SHAPE : SHAPE + len(geometry.shape)] = geometry.shape
    if not encoded and geometry.is_picture:
        words[FOURCC] = geometry.format.code if geometry.format else 0
        words[TYPE], words[WIDTH], words[HEIGHT] = geometry.type, geometry.width, geometry.height
        words[CHANNELS] = geometry.channels
        planes = geometry.planes()
        words[PLANES] = len(planes)
        for i, plane in enumerate(planes):
            words[PLANE + 2 * i : PLANE + 2 * i + 2] = plane.offset, plane.stride
    return words


def to_bytes(words: "list[int]") -> bytes:
    return _WORDS.pack(*words)
