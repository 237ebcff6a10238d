# SPDX-License-Identifier: Apache-2.0
"""What a ring says of itself to anyone who may read it."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass

from . import _layout as at
from . import _system as system
from ._layout import RingLayout
from .errors import SegmentException


@dataclass(frozen=True)
class RingFigures:
    """The counters of the control page."""

    id: int
    file_bytes: int
    slots: int
    capacity: int
    pins: int
    created_nanos: int
    retired: bool
    head: int
    writer_id: int
    writer_pid: int
    writer_wakes: bool
    published: int
    aborted: int
    skipped: int
    takeovers: int
    blocked: int
    blocked_nanos: int
    refused: int
    freed: int

    @staticmethod
    def of(name: str) -> "RingFigures":
        path = system.segment_path(name)
        try:
            fd = system.open_file(path, os.O_RDONLY)
        except OSError as e:
            raise system.why(path, "a ring", e) from e
        try:
            size = os.fstat(fd).st_size
            page = os.pread(fd, at.PAGE, 0)
        finally:
            os.close(fd)
        if len(page) < at.PAGE:
            raise SegmentException(path, "a ring", f"{len(page)} bytes")
        layout = RingLayout.read(page, size, path)
        words = struct.unpack("<512q", page)
        return RingFigures(
            layout.id, layout.file_bytes, layout.slots, layout.capacity, layout.pins, layout.created,
            words[at.STATE] == at.RETIRED, words[at.HEAD], words[at.WRITER_ID], words[at.WRITER_PID],
            words[at.WRITER_WAKES] == 1,
            *words[at.PUBLISHED : at.FREED + 1],
        )
