# SPDX-License-Identifier: Apache-2.0
"""What the ring needs of the machine and of Linux: ordered stores, locks of open files, futex."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import mmap
import os
import platform
import re
import stat
import struct
import sys
import threading
import time
from typing import List, Optional, Tuple

from .errors import LayoutException, SegmentException

_FLOCK = struct.Struct("hhqqi0q")  # struct flock: type, whence, start, length, process
_FUTEX = 202  # on x86-64
_FUTEX_WAIT, _FUTEX_WAKE = 0, 1
_OPEN = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class _TimeSpec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanos", ctypes.c_long)]


def require_ordered_stores() -> None:
    """Python has no fences. On x86-64 stores, and loads, are seen in the order in which they are made; elsewhere not."""
    machine = platform.machine()
    if machine not in ("x86_64", "AMD64") or not sys.platform.startswith("linux"):
        raise RuntimeError(
            f"this machine is {machine or 'of an unknown kind'} with {sys.platform}: expected x86-64 with Linux. Other "
            "processors may show stores in another order than they were made, and Python has no fences to prevent that. "
            "Use the C++ client there."
        )


_LIBC: Optional[ctypes.CDLL] = None


def _libc() -> ctypes.CDLL:
    global _LIBC
    if _LIBC is None:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
        libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        libc.syscall.restype = ctypes.c_long
        _LIBC = libc
    return _LIBC


class WakeWord:
    """The word of the futex, in a mapping of its own: Python does not tell the address of a read-only one."""

    def __init__(self, fd: int, offset: int) -> None:
        libc = _libc()
        base = libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_SHARED, fd, 0)
        if base is None or base == ctypes.c_void_p(-1).value:
            error = OSError(ctypes.get_errno(), "")
            raise why(_path(fd), "a mapping of the control page", error)
        self._base: Optional[int] = base
        self._at = base + offset

    def wait(self, value: int, seconds: float) -> None:
        """Sleeps while the word has that value, at most so long. It may come back early."""
        nanos = max(0, int(seconds * 1e9))
        timeout = _TimeSpec(nanos // 1_000_000_000, nanos % 1_000_000_000)
        self._call(_FUTEX_WAIT, value, ctypes.byref(timeout))

    def wake_all(self) -> None:
        self._call(_FUTEX_WAKE, 0x7FFFFFFF, None)

    def _call(self, operation: int, value: int, timeout: object) -> None:
        if self._base is not None:
            _libc().syscall(
                ctypes.c_long(_FUTEX), ctypes.c_void_p(self._at), ctypes.c_long(operation), ctypes.c_long(value),
                timeout, None, ctypes.c_long(0),
            )

    def close(self) -> None:
        base, self._base = self._base, None
        if base is not None:
            _libc().munmap(base, mmap.PAGESIZE)


_FENCE = threading.Lock()


def full_fence() -> None:
    """To take a lock is a locked instruction, which on x86-64 is a full fence."""
    with _FENCE:
        pass


def try_lock(fd: int, at: int) -> bool:
    """Locks one byte, without waiting. The lock belongs to this opened file, not to the process."""
    return _set_lock(fd, at, fcntl.F_WRLCK)


def unlock(fd: int, at: int) -> None:
    _set_lock(fd, at, fcntl.F_UNLCK)


def _set_lock(fd: int, at: int, kind: int) -> bool:
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _FLOCK.pack(kind, os.SEEK_SET, at, 1, 0))
        return True
    except OSError as e:
        if e.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise why(_path(fd), "a lock", e) from e


def _path(fd: int) -> str:
    """For errors: the name of an opened file."""
    try:
        return os.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        return f"file {fd}"


def open_file(path: str, flags: int, mode: int = 0o600) -> int:
    """Opens without following a symbolic link and without waiting for the other end of a pipe."""
    return os.open(path, flags | _OPEN, mode)


def why(path: str, expected: str, error: OSError) -> SegmentException:
    """What the operating system said, with the file and what was wanted of it."""
    found = "a symbolic link, which is not followed" if error.errno == errno.ELOOP else os.strerror(error.errno or 0)
    return SegmentException(path, expected, found)


def identity(status: os.stat_result) -> Tuple[int, int]:
    return status.st_dev, status.st_ino


def identity_of_name(path: str) -> Optional[Tuple[int, int]]:
    try:
        return identity(os.lstat(path))
    except FileNotFoundError:
        return None
    except OSError as e:
        raise why(path, "to be looked at", e) from e


def is_regular(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode)


def allocate(fd: int, size: int, path: str) -> None:
    """Really allocates every byte: a full file system is an error here, not SIGBUS later."""
    try:
        os.posix_fallocate(fd, 0, size)
    except OSError as e:
        raise why(path, f"room for {size} bytes", e) from e


def siblings(path: str, suffix: str) -> List[str]:
    """None where the folder may not be listed: they are looked for to tidy up only."""
    folder, name = os.path.split(path)
    try:
        return [os.path.join(folder, found) for found in os.listdir(folder or ".") if found.startswith(name + suffix)]
    except OSError:
        return []


def unlink(path: str) -> None:
    """Where that is not allowed the file stays: another user's, which nobody can remove from /dev/shm but its owner."""
    try:
        os.unlink(path)
    except OSError:
        pass


def pid_namespace() -> int:
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0


def monotonic_nanos() -> int:
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)


def random_id() -> int:
    """Random, above 0 and below 2^63."""
    return int.from_bytes(os.urandom(8), "little") >> 1 | 1


def segment_path(name: str) -> str:
    """Without a slash, or with one as its first letter only (as shm_open wants it), a segment of /dev/shm; else a path."""
    bare = name.rsplit("/", 1)[-1]
    if bare in (".", "..") or not re.fullmatch(r"[A-Za-z0-9._-]+", bare):
        raise LayoutException("segment", "a name of letters, digits, '.', '_' and '-'", repr(name))
    return name if "/" in name[1:] else f"/dev/shm/{bare}"


class Segment:
    """A mapped file, as words of 8 bytes."""

    def __init__(self, fd: int, size: int, writable: bool) -> None:
        protection = mmap.PROT_READ | mmap.PROT_WRITE if writable else mmap.PROT_READ
        try:
            self._map = mmap.mmap(fd, size, mmap.MAP_SHARED, protection)
        except OSError as e:
            raise why(_path(fd), f"a mapping of {size} bytes", e) from e
        except ValueError as e:  # what Python says of a file that is shorter
            raise SegmentException(_path(fd), f"{size} bytes", "a file that was cut") from e
        self.size = size
        self.view = memoryview(self._map)
        # A word that is stored through this view is stored in one piece; struct.pack_into would zero it first.
        self.words = self.view[: size // 8 * 8].cast("Q")
        self.halves = self.view[:4096].cast("I")

    def close(self) -> None:
        for view in (self.words, self.halves, self.view):
            view.release()
        try:
            self._map.close()
        except BufferError:
            pass  # somebody holds a view of a claim: the mapping ends with that
