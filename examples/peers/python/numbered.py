# SPDX-License-Identifier: Apache-2.0
"""Test frames in which every byte follows from the frame's number, so that one wrong byte is seen.

A real program needs nothing of this.

P is an endless row of bytes: the outputs of splitmix64, 8 little-endian bytes each. Frame n has n itself in its first 8
bytes, and byte i of the rest is P[8 * (n % 65521) + i].
"""

from __future__ import annotations

from array import array
from typing import Union

STARTS = 65521  # a prime: neighbours in time begin at different places of P
LANES = 512


class NumberedPattern:
    def __init__(self, frame_size: int) -> None:
        if frame_size < 16:
            raise ValueError("numbered frames have at least 16 bytes")
        self.size = frame_size
        self._bytes = splitmix64((frame_size + 7) // 8 + STARTS)

    def fill(self, number: int, frame: memoryview) -> None:
        start = 8 * (number % STARTS)
        frame[:] = memoryview(self._bytes)[start : start + self.size]
        frame[:8] = number.to_bytes(8, "little")

    @staticmethod
    def number_of(frame: Union[bytes, bytearray, memoryview]) -> int:
        return int.from_bytes(frame[:8], "little")

    def matches(self, frame: bytearray) -> bool:
        start = 8 * (self.number_of(frame) % STARTS)
        return self._bytes.startswith(memoryview(frame)[8:], start + 8)  # one memcmp, no copy


def splitmix64(words: int) -> bytes:
    """The first outputs of splitmix64.

    A plain loop takes seconds for those of a 4K frame. So LANES of them are computed at once in one long integer, 128 bits
    for each: room for the product of two 64-bit numbers, so that no lane reaches into the next.
    """
    gamma = 0x9E3779B97F4A7C15
    ones = sum(1 << 128 * lane for lane in range(LANES))
    steps = sum(((lane + 1) * gamma % 2**64) << 128 * lane for lane in range(LANES))
    low64 = ones * (2**64 - 1)  # keeps the lower half of each lane
    state = 0x53484D4652414D45  # "SHMFRAME"
    result = array("Q")
    while len(result) < words:
        z = (steps + ones * state) & low64
        z = (z ^ (z >> 30 & low64)) * 0xBF58476D1CE4E5B9 & low64
        z = (z ^ (z >> 27 & low64)) * 0x94D049BB133111EB & low64
        z = z ^ (z >> 31 & low64)
        result.extend(array("Q", z.to_bytes(16 * LANES, "little"))[::2])
        state = (state + LANES * gamma) % 2**64
    return result[:words].tobytes()
