# SPDX-License-Identifier: Apache-2.0
"""Video frames in shared memory: the ring of shmframe, for Python on x86-64 with Linux. Standard library only."""

from .errors import LayoutException, OtherWriterException, OverrunException, SegmentException, ShmFrameError
from .figures import RingFigures
from .frame import FrameBuffer
from .geometry import ElementType, FrameGeometry, PixelFormat, Plane
from .info import FrameFlag, FrameInfo, FrameTags, Look
from .reader import Delivery, ReaderCounters, RingReader, RingReaderOptions, WaitStrategy
from .writer import Create, FrameClaim, Overflow, RingWriter, RingWriterOptions

__all__ = [
    "Create", "Delivery", "ElementType", "FrameBuffer", "FrameClaim", "FrameFlag", "FrameGeometry", "FrameInfo", "FrameTags",
    "LayoutException", "Look", "OtherWriterException", "Overflow", "OverrunException", "PixelFormat", "Plane",
    "ReaderCounters", "RingFigures", "RingReader", "RingReaderOptions", "RingWriter", "RingWriterOptions",
    "SegmentException", "ShmFrameError", "WaitStrategy",
]
__version__ = "0.1.0"
