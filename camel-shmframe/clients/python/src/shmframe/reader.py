# SPDX-License-Identifier: Apache-2.0
"""Reading frames of a ring: docs/spec/ring.md. Copies only: Python lends nothing."""

from __future__ import annotations

import enum
import errno
import os
import time
from dataclasses import dataclass
from typing import Iterator, Optional, Tuple

from . import _descriptor as d
from . import _layout as at
from . import _system as system
from ._layout import RingLayout
from .errors import LayoutException, SegmentException
from .frame import FrameBuffer
from .info import MAX_METADATA, Look


class Delivery(enum.Enum):
    """Which frames a reader takes: the newest, or each in order as far back as the ring holds."""

    LATEST = "latest"
    ALL = "all"


class WaitStrategy(enum.Enum):
    """How a reader waits: asleep until the writer wakes it (behind a writer that cannot, as the other); or asleep for longer and longer up to a millisecond."""

    FUTEX = "futex"
    BACKOFF = "backoff"


@dataclass(frozen=True)
class RingReaderOptions:
    """How a reader works.

    `reattach_interval`: seconds between looks whether the name belongs to another file; `awaited`: whether a writer with
    Overflow.BLOCK or FAIL is to wait for this reader; `checksum`: whether payloads that have a CRC are checked, which
    takes Python a second for some megabytes.
    """

    delivery: Delivery = Delivery.LATEST
    waiting: WaitStrategy = WaitStrategy.FUTEX
    reattach_interval: float = 0.1
    awaited: bool = False
    checksum: bool = True
    name: str = ""


@dataclass
class ReaderCounters:
    delivered: int = 0
    missed: int = 0
    torn: int = 0
    invalid: int = 0
    reattached: int = 0


class _Attachment:
    """A segment that a reader has mapped, and its entry in the table if the writer is to wait for it."""

    def __init__(self, path: str, fd: int, layout: RingLayout, status: os.stat_result) -> None:
        self.path = path
        self.layout = layout
        self._process = os.getpid()
        self._fd = fd
        self._identity = system.identity(status)
        self.segment = system.Segment(fd, layout.file_bytes, False)
        self._word: Optional[system.WakeWord] = system.WakeWord(fd, at.WAKE_AT)
        self._table: Optional[system.Segment] = None
        self._table_file = -1
        self._entry = -1

    @staticmethod
    def open(path: str) -> Optional["_Attachment"]:
        """None if there is nothing to read yet."""
        try:
            fd = system.open_file(path, os.O_RDONLY)
        except OSError as e:
            if e.errno == errno.ENOENT:
                return None
            raise system.why(path, "a ring that may be read", e) from e
        try:
            status = os.fstat(fd)
            if not system.is_regular(status):
                raise SegmentException(path, "a file", "a directory, pipe or device")
            page = os.pread(fd, at.PAGE, 0)
            if len(page) < at.PAGE:
                raise SegmentException(path, "a ring", f"{len(page)} bytes")
            layout = RingLayout.read(page, status.st_size, path)
            made = _Attachment(path, fd, layout, status)
        except BaseException:
            os.close(fd)
            raise
        return made

    def inherited(self) -> bool:
        """Whether this is the child of a fork: the entry is its parent's, and must stay as it is."""
        return os.getpid() != self._process

    def wake(self) -> int:
        return self.segment.halves[at.WAKE_AT // 4]  # (F)

    def head(self) -> int:
        return self.segment.words[at.HEAD]  # (E)

    def lock_of(self, ticket: int) -> int:
        return self.segment.words[self.layout.descriptor_at(ticket) // 8]  # (D)

    def retired(self) -> bool:
        state = self.segment.words[at.STATE]
        if state not in (at.IN_USE, at.RETIRED):
            raise SegmentException(self.path, "a state of 1 or 2", f"{state}: the control page was damaged")
        return state == at.RETIRED

    def wakes(self) -> bool:
        """Whether the writer wakes those that sleep: Java before 22 cannot."""
        return self.segment.words[at.WRITER_WAKES] == 1

    def sleep(self, wake: int, seconds: float) -> None:
        if self._word is not None:
            self._word.wait(wake, seconds)

    def whole(self) -> bool:
        return os.fstat(self._fd).st_size >= self.layout.file_bytes

    def replaced(self) -> bool:
        found = system.identity_of_name(self.path)
        return found is not None and found != self._identity

    def named(self) -> bool:
        """Whether the name still belongs to this file."""
        return system.identity_of_name(self.path) == self._identity

    def register(self, name: str) -> None:
        """Takes an entry by which the writer waits."""
        path = self.layout.table_path(self.path)
        try:
            self._table_file = system.open_file(path, os.O_RDWR)
        except OSError as e:
            raise system.why(path, "a table of readers that may be written, so that the writer waits", e) from e
        size = os.fstat(self._table_file).st_size
        if size != self.layout.table_bytes():
            raise SegmentException(path, f"{self.layout.table_bytes()} bytes", str(size))
        table = self._table = system.Segment(self._table_file, size, True)
        if not self.layout.table_fits(table.words, size):
            raise SegmentException(path, "the table of this ring", "another")
        until = time.monotonic() + 1  # the writer may just be looking whether an owner is alive
        while self._entry < 0:
            for entry in range(self.layout.entries - 1, -1, -1):
                if system.try_lock(self._table_file, at.ENTRY_FIRST + entry * at.ENTRY_BYTES):
                    self._entry = entry
                    break
            else:
                if time.monotonic() >= until:
                    raise SegmentException(path, "a free entry", "none")
                time.sleep(0.005)
        byte = at.ENTRY_FIRST + self._entry * at.ENTRY_BYTES
        first = byte // 8
        for word in range(8):
            table.words[first + word] = 0
        table.words[first + at.PID] = os.getpid()
        table.words[first + at.PID_NAMESPACE] = system.pid_namespace()
        table.words[first + at.SINCE] = time.time_ns()
        label = name.encode("utf-8")[: at.NAME_BYTES].ljust(at.NAME_BYTES, b"\0")
        table.view[byte + at.NAME_AT : byte + at.NAME_AT + at.NAME_BYTES] = label
        self.done_before(max(self.head(), 1))
        # The writer sees `next`, or we see what it published; the promise begins above the head that is loaded now.
        system.full_fence()
        self.done_before(self.head() + 1)

    def done_before(self, ticket: int) -> None:
        """All tickets below are done with: pairs with the load of a writer that waits."""
        if self._table is not None and self._entry >= 0:
            self._table.words[(at.ENTRY_FIRST + self._entry * at.ENTRY_BYTES) // 8 + at.NEXT] = ticket

    def publish(self, counters: ReaderCounters) -> None:
        if self._table is not None and self._entry >= 0:
            first = (at.ENTRY_FIRST + self._entry * at.ENTRY_BYTES) // 8
            words = self._table.words
            words[first + at.DELIVERED], words[first + at.MISSED] = counters.delivered, counters.missed
            words[first + at.TORN] = counters.torn

    def close(self) -> None:
        if self._table is not None:
            if self._entry >= 0 and not self.inherited():
                first = (at.ENTRY_FIRST + self._entry * at.ENTRY_BYTES) // 8
                for word in (at.PIN, at.NEXT, at.PID):
                    self._table.words[first + word] = 0
            self._table.close()
            self._table = None
        if self._table_file >= 0:
            os.close(self._table_file)
            self._table_file = -1
        if self._word is not None:
            self._word.close()
            self._word = None
            self.segment.close()
            os.close(self._fd)


class RingReader:
    """Reads frames of a ring, as copies, and follows its writers.

    One thread at a time may use it. In the child of a fork it attaches anew.
    """

    def __init__(self, name: str, options: RingReaderOptions = RingReaderOptions()) -> None:
        """Opens nothing yet: the first look does. `name` is a segment in /dev/shm, or a path."""
        system.require_ordered_stores()
        self.path = system.segment_path(name)
        if options.reattach_interval <= 0:
            raise LayoutException("reattach_interval", "more than 0", str(options.reattach_interval))
        self._options = options
        self._all = options.delivery is Delivery.ALL
        self._from: Optional[_Attachment] = None
        self.counters = ReaderCounters()
        self._looked = 0.0
        self._taken = self._seen_head = self._sequence = self._torn = 0
        self._room = 1  # how far behind the newest frame a reader goes on that was overtaken
        self._id = 0  # of the segment that `_taken` counts in
        self._drained = 0  # id of the retired segment that was read to its end
        self._following = self._ever = False

    @property
    def attached(self) -> bool:
        return self._from is not None

    def look(self, target: FrameBuffer) -> Look:
        """Takes a fresh frame if there is one. What cannot be read throws; the next look tries again."""
        try:
            source = self._attach()
            if source is None:
                return Look.DETACHED
            found = self._take(source, target)
            if found is not Look.NOTHING or not (self._following or source.retired()):
                return found
            # What was published before `state` is in `head` by now, so one more look is the last.
            found = self._take(source, target)
            if found is not Look.NOTHING:
                return found
            following = _Attachment.open(self.path)
            same = following is None or following.layout.id == source.layout.id
            if following is not None:
                following.close()
            retired = source.retired()
            if retired:
                self._drained = source.layout.id
            if same and not retired:
                return Look.NOTHING
            self.close()
            if same:
                return Look.DETACHED
            source = self._attach()
            return Look.DETACHED if source is None else self._take(source, target)
        except BaseException:
            self.close()
            raise

    def wait(self, target: FrameBuffer, seconds: Optional[float] = None) -> Look:
        """Waits for a fresh frame, at most so long; else says what the last look found. (Java's `await`.)"""
        begin = time.monotonic()
        pause = 50e-6
        while True:
            seen = self._from
            wake = seen.wake() if seen is not None and seen.whole() else 0  # before state and head
            found = self.look(target)
            if found is Look.FRAME:
                return found
            left = float("inf") if seconds is None else seconds - (time.monotonic() - begin)
            if left <= 0:
                return found
            if self._from is None:
                time.sleep(min(left, 0.02, self._options.reattach_interval))
            elif found is not Look.NOTHING:
                continue
            elif self._options.waiting is WaitStrategy.BACKOFF or not self._from.wakes():
                time.sleep(min(left, pause))
                pause = min(pause * 1.5, 1e-3)
            elif seen is self._from:
                # The cap bounds what a lost wake-up costs: a writer that died between head and wake.
                self._from.sleep(wake, min(left, 0.25, self._options.reattach_interval))

    def read(self, seconds: Optional[float] = None, target: Optional[FrameBuffer] = None) -> Optional[FrameBuffer]:
        """Waits for a frame, at most so long, and gives it in a buffer of its own or in `target`; None if none came."""
        buffer = FrameBuffer() if target is None else target
        return buffer if self.wait(buffer, seconds) is Look.FRAME else None

    def __iter__(self) -> Iterator[FrameBuffer]:
        """Frames without end, each in the same buffer."""
        buffer = FrameBuffer()
        while True:
            self.wait(buffer)
            yield buffer

    def close(self) -> None:
        """Lets go of the segment."""
        source, self._from = self._from, None
        if source is not None:
            source.close()

    def __del__(self) -> None:
        """Who forgets to close a reader must not make a writer wait for it."""
        if hasattr(self, "_from"):
            self.close()

    def __enter__(self) -> "RingReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- which segment

    def _attach(self) -> Optional[_Attachment]:
        now = time.monotonic()
        if self._from is not None and self._from.inherited():
            self.close()
        source = self._from
        if source is not None:
            if not source.whole():
                raise SegmentException(self.path, f"{source.layout.file_bytes} bytes", "a file that was cut")
            if not self._following and now - self._looked >= self._options.reattach_interval:
                self._looked = now
                self._following = source.replaced()
            return source
        self._looked = now
        for tries in range(17):
            source = self._from = _Attachment.open(self.path)  # whatever fails from here on closes it
            if source is None:
                return None
            if source.retired() and source.layout.id == self._drained:
                self.close()
                return None
            if not self._options.awaited:
                break
            try:
                source.register(self._options.name)
                break
            except SegmentException:
                # A ring that was just replaced or removed has no table any more, but then it does not have its name either.
                if tries == 16 or source.named():
                    raise
                self.close()
        assert source is not None
        self._following = False
        self._seen_head = 0
        self._room = source.layout.slots
        # Of the ring that was read before, what was delivered is not delivered again. A number that its head has not reached
        # came from a damaged page.
        if source.layout.id != self._id or source.head() < self._taken:
            self._taken = 0
        self._id = source.layout.id
        self.counters.reattached += self._ever
        self._ever = True
        if self._all:
            self._taken = max(self._taken, source.head() - source.layout.slots)
            source.done_before(self._taken + 1)
        return source

    def _head(self, source: _Attachment) -> int:
        head = source.head()
        if not self._seen_head <= head < at.TOO_LARGE:
            raise SegmentException(
                self.path, f"a head of {self._seen_head} or more", f"{head}: the control page was damaged"
            )
        self._seen_head = head
        return head

    # --- which frame

    def _take(self, source: _Attachment, target: FrameBuffer) -> Look:
        return self._take_next(source, target) if self._all else self._take_newest(source, target)

    def _take_newest(self, source: _Attachment, target: FrameBuffer) -> Look:
        found = Look.NOTHING
        for _ in range(16):
            ticket = self._head(source)
            if ticket <= self._taken:
                return found
            taken = self._copy(source, ticket, target)
            if taken in (Look.FRAME, Look.INVALID):
                return self._took(source, ticket, taken)
            found = Look.TORN
            if source.head() == ticket:
                return Look.NOTHING  # damaged: wait as if there were nothing new
        return found

    def _take_next(self, source: _Attachment, target: FrameBuffer) -> Look:
        found = Look.NOTHING
        for _ in range(4 * source.layout.slots):
            newest = self._head(source)
            if newest <= self._taken:
                break
            ticket = self._taken + 1  # even if it is older than the ring is long: somebody may lend it
            taken = self._copy(source, ticket, target)
            if taken in (Look.FRAME, Look.INVALID):
                return self._took(source, ticket, taken)
            if taken is Look.TORN:
                found = taken
            # Never the same again: its writer may have died in it. Nor one by one through what cannot be there.
            self._taken = max(ticket, newest - self._behind(source, ticket, taken))
            source.done_before(self._taken + 1)
        return found

    def _behind(self, source: _Attachment, ticket: int, taken: Look) -> int:
        """How far behind the newest frame to go on after a ticket without a frame."""
        if taken is not Look.TORN and source.lock_of(ticket) <= 2 * ticket:
            return source.layout.slots
        # Overtaken: the oldest frame is the one that is overwritten next, so the next time it is half as far.
        behind, self._room = self._room, max(1, self._room // 2)
        return behind

    def _took(self, source: _Attachment, ticket: int, taken: Look) -> Look:
        self._taken = ticket
        self._room = min(source.layout.slots, self._room + 1)
        self._torn = 0
        if taken is Look.INVALID:
            self.counters.invalid += 1
        else:
            self.counters.delivered += 1
        source.done_before(ticket + 1)
        source.publish(self.counters)
        return taken

    def _copy(self, source: _Attachment, ticket: int, target: FrameBuffer) -> Look:
        """FRAME, INVALID, TORN, or NOTHING if the slot never held this ticket or holds another."""
        layout, segment = source.layout, source.segment
        begin = layout.descriptor_at(ticket)
        lock = begin // 8
        if segment.words[lock] != 2 * ticket:  # (D)
            return Look.NOTHING
        words = d.unpack(bytes(segment.view[begin + d.FIELDS_AT : begin + d.FIELDS_END]))
        blob = min(max(words[d.METADATA_BYTES], 0), MAX_METADATA)
        metadata = bytes(segment.view[begin + d.METADATA_AT : begin + d.METADATA_AT + blob])
        missed = max(0, words[d.SEQUENCE] - self._sequence - 1) if self._sequence else 0
        info = d.read(words, metadata, ticket, layout, missed, self._torn)
        if info is not None:
            slot = layout.slot_at(ticket)
            target._reserve(info.payload_bytes)[:] = segment.view[slot : slot + info.payload_bytes]
        # (B) the copies before this load: on x86-64 loads are made in their order. Pairs with (A).
        if segment.words[lock] != 2 * ticket:
            self._torn += 1
            self.counters.torn += 1
            return Look.TORN
        if info is None or not self._sound(words, target):
            return Look.INVALID
        target._set_info(info)
        self.counters.missed += missed
        self._sequence = info.sequence
        return Look.FRAME

    def _sound(self, words: Tuple[int, ...], target: FrameBuffer) -> bool:
        if not self._options.checksum or not words[d.FLAGS] & d.CRC_COUNTS:
            return True
        return words[d.PAYLOAD_CRC] & 0xFFFFFFFF == at.crc32c(target.data)
