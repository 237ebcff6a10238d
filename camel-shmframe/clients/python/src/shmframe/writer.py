# SPDX-License-Identifier: Apache-2.0
"""Writing frames into a ring: docs/spec/ring.md."""

from __future__ import annotations

import contextlib
import enum
import errno
import os
import time
from dataclasses import dataclass
from typing import Any, List, Optional, Tuple, Union

from . import _descriptor as d
from . import _layout as at
from . import _system as system
from ._layout import RingLayout
from .errors import LayoutException, OtherWriterException, OverrunException, SegmentException
from .frame import as_array
from .geometry import FrameGeometry
from .info import FrameFlag, FrameTags, encode_metadata

Pixels = Union[bytes, bytearray, memoryview, Any]  # anything with a contiguous buffer


class Create(enum.Enum):
    """What a writer does about a segment that exists, or does not."""

    IF_ABSENT = "takes a ring over that fits, replaces one that does not, makes one where there is none"
    REPLACE = "begins with a new one, whatever the name belongs to"
    NEVER = "takes one over, or fails"


class Overflow(enum.Enum):
    """What happens when a reader that is to be waited for is behind."""

    OVERWRITE = "overwrite"
    BLOCK = "block"
    FAIL = "fail"


@dataclass(frozen=True)
class RingWriterOptions:
    """How a writer gets its segment.

    `capacity`: bytes of payload that a slot of a new ring holds (0: as many as the first frame has); `slots`: 3 to 1024 (0: as
    many as the ring that is there has, else 4); `block_timeout`: seconds, the longest wait of Overflow.BLOCK.
    """

    capacity: int = 0
    slots: int = 0
    permissions: int = 0o600
    create: Create = Create.IF_ABSENT
    overflow: Overflow = Overflow.OVERWRITE
    block_timeout: float = 1.0
    checksum: bool = False


class FrameClaim:
    """The right to write one frame in place. A claim that ends without `commit` is given up; `with` ends it."""

    def __init__(self, writer: "RingWriter", data: memoryview, geometry: FrameGeometry) -> None:
        self._writer: Optional[RingWriter] = writer
        self._geometry = geometry
        self.data = data

    def array(self) -> Any:
        """The payload's memory as a numpy array; not to be used after the claim has ended."""
        return as_array(self.data, self._geometry)

    def commit(self, payload_bytes: Optional[int] = None) -> int:
        """Publishes the frame, of plain or encoded bytes perhaps a shorter one, and says its sequence."""
        writer = self._writer
        if writer is None:
            raise LayoutException("claim", "one that has not ended", "one that has")
        size = len(self.data)
        if payload_bytes is None:
            payload_bytes = size
        whole = self._geometry.is_picture or self._geometry.is_tensor
        if not 0 <= payload_bytes <= size or whole and payload_bytes != size:
            raise LayoutException(writer.path, f"a payload of {size} bytes", str(payload_bytes))
        self._writer = None
        return writer._finish(payload_bytes)

    def abort(self) -> None:
        """Gives the claim up; nothing is published."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer._give_up()

    def __enter__(self) -> "FrameClaim":
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()


class RingWriter:
    """Writes frames into a ring. One thread at a time may use it; in the child of a fork it raises, and changes nothing."""

    def __init__(self, name: str, options: RingWriterOptions = RingWriterOptions()) -> None:
        """Opens nothing yet: the first frame does. `name` is a segment in /dev/shm, or a path."""
        system.require_ordered_stores()
        self.path = system.segment_path(name)
        if options.slots and not 3 <= options.slots <= at.MAX_SLOTS:
            raise LayoutException("slots", "0, or 3 to 1024", str(options.slots))
        self._options = options
        self._lock = self._file = self._table_file = -1
        self._process = 0
        self._segment: Optional[system.Segment] = None
        self._table: Optional[system.Segment] = None
        self._wake: Optional[system.WakeWord] = None
        self._identity: Optional[Tuple[int, int]] = None
        self._layout: RingLayout = RingLayout.of(self.path, 3, 1)
        self._looked: List[float] = []
        self._last_look = 0.0
        self._writer_id = self._newest = self._sequence = self._claimed = self._flags = 0
        self._words: List[int] = []
        self._metadata = b""
        self._claim_open = self._closed = False

    # --- frames

    @property
    def next_sequence(self) -> int:
        """The number that the frame of the claim will have."""
        return self._sequence + 1

    def claim(self, geometry: FrameGeometry, tags: FrameTags = FrameTags()) -> FrameClaim:
        """Begins a frame, which its caller writes in place."""
        if self._closed or self._claim_open:
            raise LayoutException(self.path, "an open writer, one claim at a time", "closed" if self._closed else "a second")
        if tags.encoding != "raw" and (geometry.is_picture or geometry.is_tensor):
            raise LayoutException("encoding", "FrameGeometry.bytes_of for what is encoded", geometry.kind)
        metadata = encode_metadata(tags.fields)
        size = geometry.bytes
        words = d.pack(geometry, tags, size, len(metadata))
        segment = self._attach(size)
        self._search(segment)
        if not words[d.CAPTURED]:
            words[d.CAPTURED] = time.time_ns()
        words[d.FLAGS] = int(tags.flags) & 15
        self._words, self._metadata, self._claim_open = words, metadata, True
        begin = self._layout.slot_at(self._claimed)
        return FrameClaim(self, segment.view[begin : begin + size], geometry)

    def publish(self, pixels: Pixels, geometry: FrameGeometry, tags: FrameTags = FrameTags()) -> int:
        """Copies a frame into the segment, rows without gaps, publishes it and says its sequence."""
        view = memoryview(pixels)
        source = view if view.ndim == 1 and view.format == "B" else view.cast("B")
        if len(source) != geometry.bytes:
            raise LayoutException(self.path, f"a payload of {geometry.bytes} bytes", str(len(source)))
        with self.claim(geometry, tags) as claim:
            claim.data[:] = source
            return claim.commit()

    def unlink(self) -> None:
        """Removes the segment, if this writer writes it."""
        segment = self._segment
        if segment is None:
            return
        if self._inherited():
            self._detach()
            return
        if system.identity_of_name(self.path) == self._identity:
            for path in (self.path, self._layout.table_path(self.path), self._lock_path):
                system.unlink(path)
        self._retire(segment)
        self._detach()

    def close(self) -> None:
        """Lets go of the segment, which stays with its last frames."""
        self._closed = True
        segment = self._segment
        if segment is not None and not self._inherited() and self._still_there():
            if self._claim_open:
                self._give_up()
            if segment.words[at.WRITER_ID] == self._writer_id:
                segment.words[at.WRITER_ID] = 0
        self._detach()

    def __del__(self) -> None:
        """Who forgets to close a writer must not keep the next one out."""
        if hasattr(self, "_closed"):
            self.close()

    def __enter__(self) -> "RingWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- publishing

    def _search(self, segment: system.Segment) -> None:
        """Steps 1 to 4: finds a slot that nobody lends, and marks it."""
        layout, words = self._layout, segment.words
        ticket = self._newest + 1
        waited = 0.0  # in all for this frame, whatever slots are looked at
        while True:
            if self._options.overflow is not Overflow.OVERWRITE:
                waited = self._wait_for_readers(ticket, waited)
            lock = layout.descriptor_at(ticket) // 8
            before = words[lock]
            words[lock] = 2 * ticket - 1
            # (A) the mark before the loads of pins, pairs with (G) of a lending reader; and the mark before what is written
            # to the slot, pairs with (B) of a copying one.
            system.full_fence()
            if not self._pinned(ticket):
                break
            words[lock] = before
            words[at.SKIPPED] += 1
            # The slot of the newest frame is never marked: in its place the search goes round.
            ticket = self._newest + 1 if ticket + 1 == self._newest + layout.slots else ticket + 1
        self._claimed = ticket

    def _pinned(self, ticket: int) -> bool:
        table, slots = self._table, self._layout.slots
        assert table is not None
        found = False
        for entry in range(self._layout.pins):
            pin = table.words[(at.ENTRY_FIRST + entry * at.ENTRY_BYTES) // 8 + at.PIN]  # (C)
            if pin and pin % slots == ticket % slots:
                found = True
                self._free_if_dead(entry)  # it counts from the next search on
        return found

    def _free_if_dead(self, entry: int) -> None:
        """The kernel gave the lock of a dead owner back. A process that is stopped has it still."""
        table, segment = self._table, self._segment
        assert table is not None and segment is not None
        now = time.monotonic()
        if now - self._looked[entry] < 0.1:
            return
        self._looked[entry] = now
        byte = at.ENTRY_FIRST + entry * at.ENTRY_BYTES
        if not system.try_lock(self._table_file, byte):
            return
        table.words[byte // 8 + at.PIN] = 0
        table.words[byte // 8 + at.NEXT] = 0
        table.words[byte // 8 + at.PID] = 0
        system.unlock(self._table_file, byte)
        segment.words[at.FREED] += 1

    def _behind(self, ticket: int) -> int:
        """The entry of a reader that has not done with the frame that is about to be overwritten; -1 if there is none."""
        table = self._table
        assert table is not None
        first = at.ENTRY_FIRST // 8 + at.NEXT
        for entry, following in enumerate(table.words[first :: at.ENTRY_BYTES // 8]):
            if 0 < following < at.TOO_LARGE and following + self._layout.slots <= ticket:
                return entry
        return -1

    def _wait_for_readers(self, ticket: int, waited: float) -> float:
        """Says how long it was in all."""
        segment = self._segment
        assert segment is not None
        who = self._behind(ticket)
        if who < 0:
            return waited
        begin = time.monotonic()
        block = self._options.overflow is Overflow.BLOCK
        if block and not waited:
            segment.words[at.BLOCKED] += 1
        pause = 50e-6
        while True:
            self._free_if_dead(who)
            still = self._behind(ticket)
            if still < 0 or not block or waited + time.monotonic() - begin >= self._options.block_timeout:
                break
            who = still
            time.sleep(pause)
            pause = min(pause * 1.5, 1e-3)
        if block:
            segment.words[at.BLOCKED_NANOS] += int((time.monotonic() - begin) * 1e9)
        if still < 0:
            return waited + time.monotonic() - begin
        segment.words[at.REFUSED] += 1
        table = self._table
        assert table is not None
        byte = at.ENTRY_FIRST + still * at.ENTRY_BYTES
        name = bytes(table.view[byte + at.NAME_AT : byte + at.NAME_AT + at.NAME_BYTES]).rstrip(b"\0").decode("utf-8", "replace")
        raise OverrunException(
            self.path, "room for another frame",
            f"reader {still} ({name}, process {table.words[byte // 8 + at.PID]}) that has not done with ticket "
            f"{table.words[byte // 8 + at.NEXT]}",
        )

    def _finish(self, payload: int) -> int:
        """Steps 5 to 9. The payload has been written."""
        self._claim_open = False
        self._require_own_process()
        segment = self._segment
        if segment is None or not self._still_there():
            self._detach()
            raise SegmentException(self.path, "the segment as it was", "a file that was cut, or a writer that was closed")
        view, shared = segment.view, segment.words
        if shared[at.WRITER_ID] != self._writer_id or shared[at.STATE] != at.IN_USE:
            self._detach()
            raise OtherWriterException(self.path, "to be the only writer", f"another one: was {self._lock_path} removed?")
        ticket, layout, words = self._claimed, self._layout, self._words
        words[d.PAYLOAD_BYTES] = payload
        words[d.FLAGS] |= self._flags
        if self._options.checksum:
            begin = layout.slot_at(ticket)
            words[d.PAYLOAD_CRC] = at.crc32c(view[begin : begin + payload])
            words[d.FLAGS] |= d.CRC_COUNTS
        words[d.TICKET], words[d.SEQUENCE], words[d.WRITER_ID] = ticket, self._sequence + 1, self._writer_id
        words[d.PUBLISHED_AT], words[d.PUBLISHED_MONOTONIC] = time.time_ns(), system.monotonic_nanos()
        begin = layout.descriptor_at(ticket)
        view[begin + d.FIELDS_AT : begin + d.FIELDS_END] = d.to_bytes(words)
        if self._metadata:
            view[begin + d.METADATA_AT : begin + d.METADATA_AT + len(self._metadata)] = self._metadata
        # A signal's handler may raise between any two of these lines (KeyboardInterrupt). Counted before it is shown, a frame
        # that is interrupted here is at worst lost; shown before it is counted, the next one would get its ticket again.
        sequence = self._sequence = self._sequence + 1
        self._newest = ticket
        shared[begin // 8] = 2 * ticket  # (D) pairs with the reader's first load of lock
        shared[at.PUBLISHED] += 1
        self._announce(segment, ticket)
        self._flags = 0
        return sequence

    def _give_up(self) -> None:
        """The mark stays, and the next search begins where this one did."""
        self._claim_open = False
        if self._segment is not None and not self._inherited() and self._still_there():
            self._segment.words[at.ABORTED] += 1

    def _announce(self, segment: system.Segment, ticket: int) -> None:
        segment.words[at.HEAD] = ticket  # (E) pairs with the reader's load of head
        self._wake_all(segment, self._wake)

    @staticmethod
    def _wake_all(segment: system.Segment, word: Optional[system.WakeWord]) -> None:
        # (F) pairs with the load of wake of whoever is about to wait; only we store it.
        segment.halves[at.WAKE_AT // 4] = segment.halves[at.WAKE_AT // 4] + 1 & 0xFFFFFFFF
        if word is not None:
            word.wake_all()

    def _retire(self, segment: system.Segment) -> None:
        segment.words[at.STATE] = at.RETIRED
        self._wake_all(segment, self._wake)

    # --- who writes

    @property
    def _lock_path(self) -> str:
        return self.path + "~lock"

    def _shared_mode(self) -> int:
        """The table and the lock may be read and written by every class of users that may read the segment."""
        readable = self._options.permissions & 0o444
        return readable | readable >> 1

    def _attach(self, size: int) -> system.Segment:
        """A segment that this writer alone writes, with room for the frame."""
        if self._segment is not None:
            self._require_own_process()
            self._look_after()
        try:
            if self._segment is None:
                self._take_lock()
                for left in system.siblings(self.path, "~new-"):
                    system.unlink(left)
                self._open(size)
                for other in system.siblings(self.path, "~readers-"):
                    if other != self._layout.table_path(self.path):
                        system.unlink(other)
                self._last_look = time.monotonic()
            if size > self._layout.capacity:
                if self._options.create is Create.NEVER:
                    raise SegmentException(self.path, f"slots of {size} bytes", str(self._layout.capacity))
                self._grow(size)
        except BaseException:
            self._detach()
            raise
        assert self._segment is not None
        return self._segment

    def _grow(self, size: int) -> None:
        old, wake, table, layout = self._segment, self._wake, self._table, self._layout
        files = self._file, self._table_file
        assert old is not None and table is not None and wake is not None
        self._segment = self._table = self._wake = None
        self._file = self._table_file = -1
        try:
            self._make(size, layout.slots, self._sequence)
            old.words[at.STATE] = at.RETIRED
            self._wake_all(old, wake)
            system.unlink(layout.table_path(self.path))
        finally:
            wake.close()
            old.close()
            table.close()
            for file in files:
                os.close(file)

    def _look_after(self) -> None:
        """The file must not have been cut; ten times a second, its name must still belong to it."""
        segment = self._segment
        assert segment is not None
        if not self._still_there():
            self._detach()
            raise SegmentException(self.path, "the segment as it was", "a file that was cut")
        now = time.monotonic()
        if now - self._last_look < 0.1:
            return
        self._last_look = now
        if system.identity_of_name(self.path) != self._identity:
            # Somebody took the name away. Readers of the old segment are told, and the next one goes on counting.
            self._retire(segment)
            self._detach()

    def _inherited(self) -> bool:
        """Whether this is the child of a fork: its parent writes, and must not notice what becomes of the child's copy."""
        return self._segment is not None and os.getpid() != self._process

    def _require_own_process(self) -> None:
        if self._inherited():
            self._detach()
            raise OtherWriterException(self.path, f"the process that began to write, {self._process}", "a child of it")

    def _still_there(self) -> bool:
        return os.fstat(self._file).st_size >= self._layout.file_bytes

    def _detach(self) -> None:
        for part in (self._wake, self._segment, self._table):
            if part is not None:
                part.close()
        self._wake = self._segment = self._table = None
        for file in (self._file, self._table_file, self._lock):
            if file >= 0:
                os.close(file)
        self._file = self._table_file = self._lock = -1
        self._claim_open = False

    def _take_lock(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1
        until = time.monotonic() + 1
        while True:
            fd = self._open_lock()
            try:
                if system.try_lock(fd, 0) and system.identity_of_name(self._lock_path) == system.identity(os.fstat(fd)):
                    self._lock, fd = fd, -1
                    return
            finally:
                if fd >= 0:
                    os.close(fd)
            if time.monotonic() >= until:
                raise OtherWriterException(self.path, "no other writer", f"process {self._writer_there()}")
            time.sleep(0.01)

    def _open_lock(self) -> int:
        """First without O_CREAT, which many systems refuse for another user's file in a folder like /dev/shm."""
        while True:
            try:
                return system.open_file(self._lock_path, os.O_RDWR)
            except FileNotFoundError:
                pass
            except OSError as e:
                raise system.why(self._lock_path, "a lock file", e) from e
            try:
                fd = system.open_file(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
            except FileExistsError:
                continue
            except OSError as e:
                raise system.why(self._lock_path, "a lock file", e) from e
            os.fchmod(fd, self._shared_mode())
            return fd

    def _writer_there(self) -> str:
        """For people: who seems to write."""
        try:
            with open(self.path, "rb") as file:
                page = file.read(464)
        except OSError:
            return "(unknown)"
        return str(int.from_bytes(page[456:464], "little")) if page.startswith(b"SHMFRING") else "(unknown)"

    def _open(self, size: int) -> None:
        """With the lock held: takes over what fits, else makes a new segment."""
        replace = self._options.create is Create.REPLACE
        try:
            fd = system.open_file(self.path, os.O_RDWR)
        except OSError as e:
            never = self._options.create is Create.NEVER
            absent = e.errno == errno.ENOENT
            if absent and not never or replace and e.errno not in (errno.EACCES, errno.EISDIR):
                self._make(size, self._options.slots, self._sequence)
                return
            raise system.why(self.path, "a ring that is there" if absent else "a ring that may be written", e) from e
        old: Optional[system.Segment] = None
        try:
            status = os.fstat(fd)
            if system.is_regular(status) and status.st_size >= at.PAGE:
                old = system.Segment(fd, status.st_size, True)
            if old is None or old.words[0] != at.RING_MAGIC:
                if not replace:
                    raise SegmentException(self.path, "a ring, or nothing", "something else")
                self._make(size, self._options.slots, self._sequence)
                return
            reason = "a ring that is to be replaced"
            if not replace:
                reason = self._take_over(fd, old, status, size)
                if not reason:
                    return
            if self._options.create is Create.NEVER:
                raise SegmentException(self.path, "a ring that fits", reason)
            self._replace(fd, old, status.st_size, size)
        finally:
            if self._file != fd:  # else it was adopted, and goes with the writer
                if old is not None:
                    old.close()
                os.close(fd)

    def _replace(self, fd: int, old: system.Segment, old_size: int, size: int) -> None:
        """A ring of this major version is retired, whatever else does not fit. Of another one nobody knows the fields."""
        if old.words[1] >> 16 != at.VERSION >> 16:
            self._make(size, self._options.slots, self._sequence)
            return
        sequence = self._sequence
        try:
            layout = RingLayout.read(bytes(old.view[:112]), old_size, self.path)
            newest = self._newest_of(old, layout)
            sequence = max(sequence, newest[1]) if newest else sequence
        except SegmentException:
            pass
        table = f"{self.path}~readers-{old.words[2]:016x}"
        self._make(size, self._options.slots, sequence)
        with contextlib.closing(system.WakeWord(fd, at.WAKE_AT)) as wake:
            old.words[at.STATE] = at.RETIRED
            self._wake_all(old, wake)
        system.unlink(table)

    @staticmethod
    def _newest_of(segment: system.Segment, layout: RingLayout) -> Optional[Tuple[int, int]]:
        """Ticket and sequence of the newest complete frame; None if a lock cannot belong to its slot."""
        ticket, sequence = 0, segment.words[at.BASE]
        for slot in range(layout.slots):
            begin = layout.descriptor_at(slot) // 8
            lock = segment.words[begin]
            there = (lock + 1) // 2
            if lock and (there % layout.slots != slot or there >= at.TOO_LARGE):
                return None
            if lock % 2 == 0 and there > ticket:
                ticket, sequence = there, segment.words[begin + d.FIELDS_AT // 8 + d.SEQUENCE]
        return (ticket, sequence) if sequence < at.TOO_LARGE else None

    def _take_over(self, fd: int, old: system.Segment, status: os.stat_result, size: int) -> str:
        """Empty if that was possible, else why not."""
        try:
            layout = RingLayout.read(bytes(old.view[:112]), status.st_size, self.path)
        except SegmentException as e:
            return e.found
        newest = self._newest_of(old, layout)
        if old.words[1] != at.VERSION or newest is None or old.words[at.STATE] != at.IN_USE:
            return "another version, a damaged slot, or a retired segment"
        if layout.capacity < max(size, self._options.capacity) or self._options.slots not in (0, layout.slots):
            return f"{layout.slots} slots of {layout.capacity} bytes"
        # A table that is missing is never made anew for the same id: there may be pins in it that nobody could see.
        try:
            table_file = system.open_file(layout.table_path(self.path), os.O_RDWR)
        except OSError as e:
            return f"no table of readers: {os.strerror(e.errno or 0)}"
        with contextlib.ExitStack() as undo:
            undo.callback(os.close, table_file)
            table_size = os.fstat(table_file).st_size
            if table_size != layout.table_bytes():
                return "the table of readers of another ring"
            table = undo.enter_context(contextlib.closing(system.Segment(table_file, table_size, True)))
            if not layout.table_fits(table.words, table_size):
                return "the table of readers of another ring"
            wake = system.WakeWord(fd, at.WAKE_AT)
            undo.pop_all()
            self._adopt(fd, old, wake, table_file, table, layout, system.identity(status))
        self._newest, self._sequence = newest[0], max(newest[1], self._sequence)
        self._enter(old)
        old.words[at.TAKEOVERS] += 1
        self._flags = FrameFlag.DISCONTINUITY.value
        self._announce(old, self._newest)  # the one before may have died before it did
        return ""

    def _adopt(
        self, fd: int, segment: system.Segment, wake: system.WakeWord, table_file: int, table: system.Segment,
        layout: RingLayout, identity: Tuple[int, int],
    ) -> None:
        """All of it, or nothing: what is adopted is closed with the writer, and what is not by whoever made it."""
        self._looked = [float("-inf")] * layout.entries
        self._layout, self._identity = layout, identity
        self._file, self._segment, self._wake, self._table_file, self._table = fd, segment, wake, table_file, table

    def _make(self, size: int, slots: int, base: int) -> None:
        capacity = max(size, self._options.capacity, 1)
        layout = RingLayout.of(self.path, slots or 4, capacity, system.random_id(), time.time_ns())
        table_path, fresh = layout.table_path(self.path), f"{self.path}~new-{layout.id:016x}"
        with contextlib.ExitStack() as undo:
            undo.callback(system.unlink, table_path)
            table_file = self._new_file(table_path, layout.table_bytes())
            undo.callback(os.close, table_file)
            table = undo.enter_context(contextlib.closing(system.Segment(table_file, layout.table_bytes(), True)))
            for word, value in enumerate((at.VERSION, layout.id, layout.entries, layout.pins), 1):
                table.words[word] = value
            table.words[0] = at.TABLE_MAGIC
            os.fchmod(table_file, self._shared_mode())
            undo.callback(system.unlink, fresh)
            fd = self._new_file(fresh, layout.file_bytes)
            undo.callback(os.close, fd)
            segment = undo.enter_context(contextlib.closing(system.Segment(fd, layout.file_bytes, True)))
            wake = undo.enter_context(contextlib.closing(system.WakeWord(fd, at.WAKE_AT)))
            identity = system.identity(os.fstat(fd))
            segment.view[8:112] = layout.first_part()
            segment.words[at.BASE], segment.words[at.STATE] = base, at.IN_USE
            self._enter(segment)
            segment.words[0] = at.RING_MAGIC
            os.fchmod(fd, self._options.permissions)
            try:
                os.rename(fresh, self.path)
            except OSError as e:
                raise system.why(self.path, "to get its name", e) from e
            undo.pop_all()
            self._adopt(fd, segment, wake, table_file, table, layout, identity)
        # Frames may be lost between those of another writer and ours, but not between two of our own.
        self._flags = FrameFlag.DISCONTINUITY.value if base and base != self._sequence else 0
        self._newest, self._sequence = 0, base

    def _new_file(self, path: str, size: int) -> int:
        try:
            fd = system.open_file(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        except OSError as e:
            raise system.why(path, "to be made", e) from e
        try:
            system.allocate(fd, size, self.path)
        except BaseException:
            os.close(fd)
            raise
        return fd

    def _enter(self, segment: system.Segment) -> None:
        """Says who writes; for people, and to notice that the lock was taken away."""
        self._writer_id = system.random_id()
        self._process = os.getpid()
        segment.words[at.WRITER_PID] = os.getpid()
        segment.words[at.WRITER_PID_NAMESPACE] = system.pid_namespace()
        segment.words[at.WRITER_SINCE] = time.time_ns()
        segment.words[at.WRITER_WAKES] = 1
        segment.words[at.WRITER_ID] = self._writer_id
