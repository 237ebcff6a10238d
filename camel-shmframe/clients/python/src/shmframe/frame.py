# SPDX-License-Identifier: Apache-2.0
"""Memory of the reader's own that frames are copied to."""

from __future__ import annotations

from typing import Any, Optional

from .info import FrameInfo


def as_array(data: memoryview, info_or_geometry: Any) -> Any:
    """A numpy array on the memory: of a picture height x width x channels, of a tensor its shape, else bytes."""
    try:
        import numpy
    except ImportError as e:
        raise RuntimeError("array() needs numpy; without it, use data") from e
    info = info_or_geometry if isinstance(info_or_geometry, FrameInfo) else None
    geometry = info.geometry if info else info_or_geometry
    if not (geometry.is_picture or geometry.is_tensor) or geometry.format is not None and geometry.format.planar:
        return numpy.frombuffer(data, numpy.uint8)
    dtype = numpy.dtype("<" + geometry.element.dtype)
    if not geometry.is_picture:
        return numpy.frombuffer(data, dtype, geometry.bytes // dtype.itemsize).reshape(geometry.shape)
    plane = info.planes[0] if info else geometry.planes()[0]
    pixel = geometry.channels * dtype.itemsize
    return numpy.ndarray(geometry.shape, dtype, data, plane.offset, (plane.stride, pixel, dtype.itemsize))


class FrameBuffer:
    """The last frame that was read into it. It grows, and is used again: `bytes(frame.data)` keeps one."""

    def __init__(self) -> None:
        self._memory = bytearray()
        self._size = 0
        self._info: Optional[FrameInfo] = None

    @property
    def data(self) -> memoryview:
        """The payload; overwritten by the next frame that is read into this buffer."""
        return memoryview(self._memory)[: self._size]

    @property
    def info(self) -> FrameInfo:
        if self._info is None:
            raise ValueError("no frame has been read into this buffer")
        return self._info

    def array(self) -> Any:
        """The payload as a numpy array on this buffer's memory: `.copy()` what is to outlive the next read."""
        return as_array(self.data, self.info)

    def _reserve(self, size: int) -> memoryview:
        if size > len(self._memory):
            self._memory = bytearray(size)  # a new one: somebody may hold a view of the old
        self._size = size
        return memoryview(self._memory)[:size]

    def _set_info(self, info: FrameInfo) -> None:
        self._info = info
