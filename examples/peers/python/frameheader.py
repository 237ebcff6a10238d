# SPDX-License-Identifier: Apache-2.0
"""Video frames in POSIX shared memory with the 24-byte header that shmframe calls `frameheader`.

Standard library only, this one file. Copy it next to your program.

    byte   0        4         8           12             20       24
           | width  | height  | channels  | timestampMs  | valid  | pixels, 8 bits a channel, BGR ...
           | int32  | int32   | int32     | int64        | int32  | width * height * channels bytes

All little-endian and packed. One writer, any number of readers.

Python has no memory fences. On x86-64 none are needed: the processor shows stores to others in the order of the program.
Other processors do not, so there these classes refuse to work rather than now and then hand out half a frame. (On such a
machine use the C++ header, or shmframe itself.)

Fields are stored by slice assignment, one memcpy. `struct.pack_into` would not do: it fills the field with zeros first,
and a reader in another process sees them.
"""

from __future__ import annotations

import errno
import mmap
import os
import platform
import re
import stat
import struct
import time
from typing import NamedTuple, Optional, Union

DIRECTORY = "/dev/shm"
FIELDS = struct.Struct("<iiiq")  # width, height, channels, timestampMs; packed, since "<" aligns nothing
VALID = slice(20, 24)
WRITING = (0).to_bytes(4, "little")
COMPLETE = (1).to_bytes(4, "little")
HEADER_SIZE = 24

Pixels = Union[bytes, bytearray, memoryview]


class Frame(NamedTuple):
    """A whole frame. The pixels are the reader's own copy and stay until its next `try_read`."""

    pixels: bytearray
    width: int
    height: int
    channels: int
    timestamp_ms: int


def now_ms() -> int:
    """Milliseconds since 1970, the stamp of a frame. Not strictly increasing: two frames may share one."""
    return time.time_ns() // 1_000_000


def segment_path(name: str) -> str:
    """A segment is named as in shm_open, by letters, digits, '.', '_' and '-'; one leading slash is dropped."""
    bare = name[1:] if name.startswith("/") else name
    if bare in (".", "..") or not re.fullmatch(r"[A-Za-z0-9._-]+", bare):
        raise ValueError(f"not a segment name: {name!r}")
    return f"{DIRECTORY}/{bare}"


def require_ordered_stores() -> None:
    machine = platform.machine()
    if machine not in ("x86_64", "AMD64"):
        raise RuntimeError(
            f"this machine is {machine or 'of an unknown kind'}, not x86-64: it may show stores in another order than "
            "they were made, and Python has no fences to prevent that. Use the C++ header frameheader.hpp here."
        )


def identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


class FrameHeaderWriter:
    """Creates a segment and writes frames into it, each over the one before.

    `capacity`: the pixel bytes of the largest frame. The writer owns the name: a segment that is there already is replaced
    by a new file, never cut short (readers that have it mapped would die of it); readers follow the name.
    """

    def __init__(self, name: str, capacity: int) -> None:
        require_ordered_stores()
        if capacity <= 0:
            raise ValueError(f"capacity of {capacity} bytes")
        self._path = segment_path(name)
        size = HEADER_SIZE + capacity
        try:
            os.unlink(self._path)
        except FileNotFoundError:
            pass
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            # Really allocates: a full /dev/shm is an error here, and not a SIGBUS in the middle of a frame.
            os.posix_fallocate(fd, 0, size)
            self._identity = identity(os.fstat(fd))
            self._segment = mmap.mmap(fd, size)
        except BaseException:
            os.unlink(self._path)
            raise
        finally:
            os.close(fd)
        self._pixels = memoryview(self._segment)[HEADER_SIZE:]

    def begin(self, width: int, height: int, channels: int) -> memoryview:
        """Begins a frame: the caller stores the pixels into what this returns, then calls `commit`."""
        size = width * height * channels
        if min(width, height, channels) <= 0 or size > len(self._pixels):
            raise ValueError(f"a frame of {width}x{height}x{channels} does not fit {self._path}")
        self._segment[VALID] = WRITING  # before all else, so that no reader takes what follows for a whole frame
        self._segment[0 : FIELDS.size] = FIELDS.pack(width, height, channels, now_ms())
        return self._pixels[:size]

    def commit(self) -> None:
        """Publishes the frame that was begun."""
        self._segment[VALID] = COMPLETE

    def write(self, pixels: Pixels, width: int, height: int, channels: int) -> None:
        """Both in one: copies width * height * channels bytes."""
        if len(pixels) != width * height * channels:
            raise ValueError(f"{len(pixels)} bytes are not {width}x{height}x{channels}")
        self.begin(width, height, channels)[:] = pixels
        self.commit()

    def remove(self) -> None:
        """Removes the name, unless it belongs to the file of another writer by now."""
        try:
            if identity(os.stat(self._path, follow_symlinks=False)) == self._identity:
                os.unlink(self._path)
        except FileNotFoundError:
            pass


class FrameHeaderReader:
    """Reads the newest frame of a segment, whoever wrote it.

    Delivers whole frames only, each at most once; trusts nothing that it finds in the header; waits for a writer that is not
    there yet, and follows it when it starts again.
    """

    CHECK_NAME_EVERY = 0.1  # seconds

    def __init__(self, name: str) -> None:
        require_ordered_stores()
        self._path = segment_path(name)
        self._fd = -1
        self._view: Optional[memoryview] = None
        self._identity: Optional[tuple[int, int]] = None
        self._name_checked = 0.0
        self._copy = bytearray()
        self._last: Optional[bytes] = None  # the header of the frame delivered last
        self._being_written = False
        self.torn = 0  # looks that ended with a frame changed under the copy; nothing of them was delivered
        self.refused = 0  # looks at a complete frame whose header cannot be true

    @property
    def attached(self) -> bool:
        return self._view is not None

    def try_read(self) -> Optional[Frame]:
        """One look, never a wait: a new frame, or None (no segment, no new frame, being written, or torn)."""
        if self._view is None and not self._attach():
            return None
        frame = self._read_attached()
        now = time.monotonic()
        if now - self._name_checked >= self.CHECK_NAME_EVERY:
            self._name_checked = now
            if not self._name_is_ours():
                self.close()  # the frame is a copy: it outlives the mapping
        return frame

    def close(self) -> None:
        """Lets go of the segment. The next `try_read` attaches again."""
        if self._view is not None:
            segment = self._view.obj
            self._view.release()
            self._view = None
            segment.close()
            os.close(self._fd)

    def _look(self) -> bytes:
        """Copies the header, `valid` first: what is read after it is at least as new as the `valid` that was found."""
        valid = bytes(self._view[VALID])
        return bytes(self._view[0 : FIELDS.size]) + valid

    def _read_attached(self) -> Optional[Frame]:
        first = self._look()
        if first[VALID] != COMPLETE:
            self._being_written = True  # so the next complete frame is new, even with the stamp of the last one
            return None
        if first == self._last and not self._being_written:
            return None

        # The peer is not trusted: nothing of the header is used before it is known to lie within the mapping, and the
        # mapping within the file (touching a page beyond its end would be a SIGBUS). Python's numbers do not overflow.
        if os.fstat(self._fd).st_size != len(self._view):
            self.close()
            return None
        width, height, channels, stamp = FIELDS.unpack_from(first)
        size = width * height * channels
        if min(width, height, channels) <= 0 or size > len(self._view) - HEADER_SIZE:
            self.refused += 1
            return None

        if len(self._copy) != size:
            self._copy = bytearray(size)
        with self._view[HEADER_SIZE : HEADER_SIZE + size] as pixels:
            self._copy[:] = pixels
            if self._look() != first:
                self.torn += 1
                return None
            # valid and stamp are as before, but another frame may have come and gone within the same millisecond. If so it
            # is complete by now, and differs from what we copied of the frame before. (bytearray on the left: one memcmp.)
            if self._copy != pixels or self._look() != first:
                self.torn += 1
                return None

        self._last = first
        self._being_written = False
        return Frame(self._copy, width, height, channels, stamp)

    def _attach(self) -> bool:
        try:
            # O_NONBLOCK: a pipe of that name must not make us wait.
            fd = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO):  # nothing, a symbolic link, a socket
                return False
            raise  # not ours to read, most likely
        try:
            status = os.fstat(fd)
            # Too small: just created, its writer has not given it a size yet.
            if not stat.S_ISREG(status.st_mode) or status.st_size <= HEADER_SIZE:
                os.close(fd)
                return False
            self._view = memoryview(mmap.mmap(fd, status.st_size, access=mmap.ACCESS_READ))
        except ValueError:  # cut short between the two calls
            os.close(fd)
            return False
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd
        if identity(status) != self._identity:
            self._identity = identity(status)
            self._last = None  # another file: its first complete frame is new
        self._name_checked = time.monotonic()
        return True

    def _name_is_ours(self) -> bool:
        """While we hold the file open its inode number is not given to another one."""
        try:
            return identity(os.stat(self._path, follow_symlinks=False)) == self._identity
        except FileNotFoundError:
            return False
