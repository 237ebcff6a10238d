# SPDX-License-Identifier: Apache-2.0
"""Errors. Each names the file (or the option), what was expected there and what was found."""

from __future__ import annotations


class ShmFrameError(Exception):
    """What every error of this package is."""

    def __init__(self, file: str, expected: str, found: str) -> None:
        super().__init__(f"{file}: expected {expected}, found {found}")
        self.file = file
        self.expected = expected
        self.found = found


class SegmentException(ShmFrameError):
    """A segment cannot be had, or not be used any more."""


class OtherWriterException(SegmentException):
    """Another process (or another writer of this one) writes the segment."""


class LayoutException(ShmFrameError, ValueError):
    """What was asked for cannot be: a geometry, an option, metadata that are too long."""


class OverrunException(ShmFrameError):
    """A frame was not written, since a reader that is to be waited for is too far behind."""
