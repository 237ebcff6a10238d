# SPDX-License-Identifier: Apache-2.0
"""The test vectors of docs/spec/vectors, which all clients read."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import unittest
from typing import Any, Dict

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "src"))

from shmframe import (  # noqa: E402
    Delivery, FrameBuffer, FrameGeometry, FrameTags, Look, RingFigures, RingReader, RingReaderOptions, RingWriter,
    RingWriterOptions, SegmentException,
)

VECTORS = os.environ.get("SHMFRAME_VECTORS", os.path.join(HERE, "..", "..", "..", "..", "docs", "spec", "vectors"))
WRITTEN = ("ring-image", "ring-nv12", "ring-tensor", "ring-encoded-with-metadata")


def unhex(name: str) -> bytes:
    """The length, then lines of `offset: bytes`; what is not named is 0."""
    with open(os.path.join(VECTORS, name), encoding="utf-8") as file:
        data = bytearray(int(file.readline()))
        for line in file:
            at, part = line.split(": ")
            raw = bytes.fromhex(part)
            data[int(at) : int(at) + len(raw)] = raw
    return bytes(data)


def metadata_of(frame: Dict[str, Any]) -> Dict[str, Any]:
    return {
        entry["key"]: bytes.fromhex(entry["value"]) if entry["type"] == "bytes" else entry["value"]
        for entry in frame["metadata"]
    }


class VectorsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="shmframe-python-", dir="/dev/shm")
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = os.path.join(self.folder, "ring")

    def install(self, expected: Dict[str, Any]) -> None:
        for name in os.listdir(self.folder):
            os.unlink(os.path.join(self.folder, name))
        for vector, path in (("segment", self.path), ("table", self.path + expected["tableName"].replace("NAME", ""))):
            with open(path, "wb") as file:
                file.write(unhex(expected[vector]))

    def vectors(self) -> "list[tuple[str, Dict[str, Any]]]":
        found = []
        for name in sorted(os.listdir(VECTORS)):
            if name.startswith("ring-") and name.endswith(".json"):
                with open(os.path.join(VECTORS, name), encoding="utf-8") as file:
                    found.append((name[:-5], json.load(file)))
        self.assertTrue(found, f"no vectors in {VECTORS}")
        return found

    def test_should_read_each_vector(self) -> None:
        for name, expected in self.vectors():
            with self.subTest(name):
                self.install(expected)
                self.check_reading(expected)

    def check_reading(self, expected: Dict[str, Any]) -> None:
        frame = FrameBuffer()
        reader = RingReader(self.path, RingReaderOptions(delivery=Delivery.ALL))
        self.addCleanup(reader.close)
        if expected["error"] != "none":
            part = {"version": "found version ", "crc": "CRC"}.get(expected["error"], "")
            with self.assertRaisesRegex(SegmentException, part):
                reader.look(frame)
            return
        figures = RingFigures.of(self.path)
        self.assertEqual(
            [expected["control"][key] for key in ("id", "head", "skipped", "fileBytes", "created")],
            [figures.id, figures.head, figures.skipped, figures.file_bytes, figures.created_nanos],
        )
        taken = []
        while True:
            look = reader.look(frame)
            if look is Look.FRAME:
                self.check_frame(frame, expected["frames"][len(taken)])
                taken.append(frame.info.ticket)
            elif look is not Look.INVALID:
                break
        self.assertEqual(expected["all"], taken)
        self.assertEqual(len(expected["invalid"]), reader.counters.invalid)
        for last, tickets in expected["allAfter"].items():
            self.check_reading_on(int(last), tickets)
        newest = RingReader(self.path)
        self.addCleanup(newest.close)
        self.assertEqual(expected["latest"], frame.info.ticket if newest.look(frame) is Look.FRAME else 0)
        with RingWriter(self.path) as writer:
            sequence = writer.publish(b"x", FrameGeometry.bytes_of(1))
        takeover = expected["takeover"]
        self.assertEqual(takeover["fits"], RingFigures.of(self.path).id == figures.id)
        if takeover["fits"]:
            self.assertEqual(takeover["nextSequence"], sequence)
            self.assertGreaterEqual(RingFigures.of(self.path).head, takeover["searchFrom"])

    def check_reading_on(self, last: int, tickets: "list[int]") -> None:
        """A reader that had taken a ticket before is given the rest, one on loan and older among them."""
        frame = FrameBuffer()
        with RingReader(self.path, RingReaderOptions(delivery=Delivery.ALL)) as reader:
            reader._attach()
            reader._taken = last
            taken = []
            while reader.look(frame) is Look.FRAME:
                taken.append(frame.info.ticket)
        self.assertEqual(tickets, taken)

    def check_frame(self, frame: FrameBuffer, expected: Dict[str, Any]) -> None:
        info = frame.info
        names = ("ticket", "sequence", "captured", "capturedMonotonic", "publishedAt", "publishedMonotonic", "fourcc",
                 "payloadBytes", "colourRange")
        self.assertEqual(
            [expected[name] for name in names],
            [info.ticket, info.sequence, info.timestamp_nanos, info.captured_monotonic_nanos, info.published_nanos,
             info.published_monotonic_nanos, info.fourcc, info.payload_bytes, info.colour_range],
        )
        self.assertEqual(expected["flags"] & 15, info.flags.value)
        self.assertEqual(expected["payload"], bytes(frame.data).hex())
        self.assertEqual(metadata_of(expected), info.fields)
        geometry = info.geometry
        if expected["kind"] == 1:
            self.assertEqual(
                [expected[name] for name in ("width", "height", "channels", "type")],
                [geometry.width, geometry.height, geometry.channels, geometry.type],
            )
            self.assertEqual([(p["offset"], p["stride"]) for p in expected["planes"]], [p[:2] for p in info.planes])
        elif expected["kind"] == 2:
            self.assertEqual((tuple(expected["shape"]), expected["dtype"]), (geometry.shape, geometry.element.number))
        elif expected["kind"] == 3:
            self.assertEqual((expected["width"], expected["height"]), (info.encoded_width, info.encoded_height))
        self.assertEqual(expected["kind"] == 3, info.encoding != "raw")

    def test_should_look_at_the_numbers_that_a_kind_needs_alone(self) -> None:
        for offset, value, expected in ((168, 4711, Look.FRAME), (120, 4, Look.FRAME), (120, -1, Look.INVALID)):
            with self.subTest(offset=offset, value=value):
                with open(os.path.join(VECTORS, "ring-encoded-with-metadata.json"), encoding="utf-8") as file:
                    self.install(json.load(file))
                with open(self.path, "r+b") as segment:
                    segment.seek(4096 + 2 * 2048 + offset)  # ticket 2, which is opaque
                    segment.write(value.to_bytes(8, "little", signed=True))
                with RingReader(self.path, RingReaderOptions(delivery=Delivery.ALL)) as reader:
                    looks = [reader.look(FrameBuffer()) for _ in range(3)]
                self.assertEqual([Look.FRAME, expected, Look.FRAME], looks)

    def test_should_write_what_a_vector_says(self) -> None:
        for name, expected in self.vectors():
            if name in WRITTEN:
                with self.subTest(name):
                    self.install(expected)
                    self.check_writing()

    def check_writing(self) -> None:
        frame = FrameBuffer()
        with open(self.path, "rb") as file:
            given = file.read()
        slots = int.from_bytes(given[32:40], "little")
        with RingReader(self.path, RingReaderOptions(delivery=Delivery.ALL)) as reader:
            while reader.look(frame) is Look.FRAME:
                info = frame.info
                if info.planes and info.planes[0].stride != info.geometry.row_bytes:
                    continue
                begin = 4096 + info.ticket % slots * 2048
                checksum = bool(given[begin + 128] & 16)
                tags = FrameTags(
                    info.timestamp_nanos, info.fields, info.encoding, 0, info.captured_monotonic_nanos, info.colour_range,
                    info.encoded_width, info.encoded_height,
                )
                writer = RingWriter(self.path + "-own", RingWriterOptions(checksum=checksum))
                writer.publish(frame.data, info.geometry, tags)
                with open(self.path + "-own", "rb") as file:
                    made = file.read()[4096 + 2048 : 4096 + 4096]
                writer.unlink()
                for at in list(range(112, 128, 8)) + list(range(136, 536, 8)):
                    self.assertEqual(given[begin + at : begin + at + 8], made[at : at + 8], f"at {at} of ticket {info.ticket}")


if __name__ == "__main__":
    unittest.main()
