# SPDX-License-Identifier: Apache-2.0
"""Arrays, with numpy: `python3 -m unittest tests/arrays.py` (not found by discovery, since numpy need not be there)."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import unittest

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))

from shmframe import ElementType, FrameBuffer, FrameGeometry, FrameTags, Look, RingReader, RingWriter  # noqa: E402


class ArraysTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.mkdtemp(prefix="shmframe-python-", dir="/dev/shm")
        self.addCleanup(shutil.rmtree, folder)
        self.writer = RingWriter(os.path.join(folder, "ring"))
        self.reader = RingReader(os.path.join(folder, "ring"))
        self.addCleanup(self.writer.close)
        self.addCleanup(self.reader.close)
        self.frame = FrameBuffer()

    def test_should_give_a_picture_as_an_array(self) -> None:
        picture = numpy.arange(4 * 6 * 3, dtype=numpy.uint8).reshape(4, 6, 3)
        self.writer.publish(picture, FrameGeometry.of_8bit(6, 4, 3))
        self.assertIs(Look.FRAME, self.reader.look(self.frame))
        numpy.testing.assert_array_equal(picture, self.frame.array())

    def test_should_give_a_tensor_as_an_array(self) -> None:
        tensor = numpy.linspace(0, 1, 24, dtype=numpy.float32).reshape(2, 3, 4)
        self.writer.publish(tensor, FrameGeometry.tensor(ElementType.FLOAT32, 2, 3, 4))
        self.assertIs(Look.FRAME, self.reader.look(self.frame))
        numpy.testing.assert_array_equal(tensor, self.frame.array())

    def test_should_write_through_the_array_of_a_claim(self) -> None:
        with self.writer.claim(FrameGeometry.picture(5, 2, 1, ElementType.UINT16)) as claim:
            claim.array()[...] = 1234
            claim.commit()
        self.assertIs(Look.FRAME, self.reader.look(self.frame))
        self.assertEqual((2, 5, 1), self.frame.array().shape)
        self.assertTrue((self.frame.array() == 1234).all())

    def test_should_give_bytes_of_anything_else(self) -> None:
        self.writer.publish(b"\1\2\3", FrameGeometry.bytes_of(3), FrameTags(encoding="jpeg"))
        self.assertIs(Look.FRAME, self.reader.look(self.frame))
        numpy.testing.assert_array_equal([1, 2, 3], self.frame.array())


if __name__ == "__main__":
    unittest.main()
