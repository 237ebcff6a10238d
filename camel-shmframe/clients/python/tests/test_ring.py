# SPDX-License-Identifier: Apache-2.0
"""The ring within one process, and with processes that die."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import signal
import struct
import sys
import tempfile
import threading
import time
import unittest
from typing import Callable
from unittest import mock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))

from shmframe import (  # noqa: E402
    Create, Delivery, ElementType, FrameBuffer, FrameFlag, FrameGeometry, FrameTags, LayoutException, Look,
    OtherWriterException, Overflow, OverrunException, PixelFormat, RingFigures, RingReader, RingReaderOptions, RingWriter,
    RingWriterOptions, SegmentException, WaitStrategy,
)
from shmframe import _system as system  # noqa: E402
from shmframe._layout import crc32c  # noqa: E402

SMALL = FrameGeometry.of_8bit(4, 3, 3)
ALL = RingReaderOptions(delivery=Delivery.ALL, reattach_interval=0.001)


def pixels(value: int, geometry: FrameGeometry = SMALL) -> bytes:
    return bytes([value]) * geometry.bytes


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


class RingTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="shmframe-python-", dir="/dev/shm")
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = os.path.join(self.folder, "ring")
        self.frame = FrameBuffer()

    def writer(self, **options: object) -> RingWriter:
        writer = RingWriter(self.path, RingWriterOptions(**options))  # type: ignore[arg-type]
        self.addCleanup(writer.close)
        return writer

    def reader(self, options: RingReaderOptions = RingReaderOptions()) -> RingReader:
        reader = RingReader(self.path, options)
        self.addCleanup(reader.close)
        return reader

    def child(self, work: Callable[[], None]) -> int:
        """A process that does the work and then nothing, until it is killed."""
        ready, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                work()
                os.write(told, b"r")
                signal.pause()
            finally:
                os._exit(1)
        os.close(told)
        self.assertEqual(b"r", os.read(ready, 1))
        os.close(ready)
        return pid

    @staticmethod
    def kill(pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def poke(self, at: int, value: int) -> None:
        fd = os.open(self.path, os.O_RDWR)
        os.pwrite(fd, struct.pack("<q", value), at)
        os.close(fd)

    def test_should_deliver_what_was_published(self) -> None:
        writer, reader = self.writer(), self.reader()
        fields = {"camera": "vorne ü", "gain": 1.5, "exposure": -7, "night": True, "raw": b"\0\xff"}
        flags = FrameFlag.CORRUPT | FrameFlag.END_OF_STREAM
        geometry = FrameGeometry.picture(6, 4, format=PixelFormat.NV12)
        writer.publish(pixels(9, geometry), geometry, FrameTags(1234567890123456789, fields, flags=flags))
        self.assertIs(Look.FRAME, reader.look(self.frame))
        info = self.frame.info
        self.assertEqual((geometry, 1234567890123456789, flags, fields, 1),
                         (info.geometry, info.timestamp_nanos, info.flags, info.fields, info.sequence))
        self.assertEqual(pixels(9, geometry), bytes(self.frame.data))
        self.assertEqual([0, 24], [plane.offset for plane in info.planes])
        self.assertIs(Look.NOTHING, reader.look(self.frame))

    def test_should_deliver_tensors_and_encoded_frames(self) -> None:
        writer, reader = self.writer(), self.reader(ALL)
        tensor = FrameGeometry.tensor(ElementType.FLOAT32, 2, 5)
        writer.publish(pixels(1, tensor), tensor)
        with writer.claim(FrameGeometry.bytes_of(40), FrameTags(encoding="jpeg", width=640)) as claim:
            claim.data[:7] = b"\xff\xd8jpeg!"
            claim.commit(7)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        self.assertEqual(tensor, self.frame.info.geometry)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        self.assertEqual(("jpeg", 640), (self.frame.info.encoding, self.frame.info.encoded_width))
        self.assertEqual(b"\xff\xd8jpeg!", bytes(self.frame.data))

    def test_should_deliver_the_newest_frame_and_count_the_rest(self) -> None:
        writer, reader = self.writer(), self.reader()
        writer.publish(pixels(1), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        for value in range(2, 10):
            writer.publish(pixels(value), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        self.assertEqual((9, 7), (self.frame.info.sequence, self.frame.info.missed))

    def test_should_deliver_all_in_order_as_far_back_as_the_ring_holds(self) -> None:
        writer, reader = self.writer(slots=8), self.reader(ALL)
        for value in range(1, 21):
            writer.publish(pixels(value), SMALL)
        found = []
        while reader.look(self.frame) is Look.FRAME:
            found.append(self.frame.info.sequence)
        self.assertEqual(list(range(13, 21)), found)

    def test_should_go_on_half_as_far_behind_each_time_it_is_overtaken(self) -> None:
        writer, reader = self.writer(slots=8), self.reader(ALL)
        found = []
        written = 0
        for frames in (1, 13, 21, 29):
            while written < frames:
                written += 1
                writer.publish(pixels(written), SMALL)
            self.assertIs(Look.FRAME, reader.look(self.frame))
            found.append(self.frame.info.sequence)
        self.assertEqual([1, 6, 17, 27], found)

    def test_should_publish_nothing_of_a_claim_that_is_given_up(self) -> None:
        writer, reader = self.writer(), self.reader(ALL)
        writer.publish(pixels(1), SMALL)
        for _ in range(10):
            with writer.claim(SMALL) as claim:
                claim.data[0] = 77
        writer.publish(pixels(2), SMALL)
        for value in (1, 2):
            self.assertIs(Look.FRAME, reader.look(self.frame))
            self.assertEqual((pixels(value), 0), (bytes(self.frame.data), self.frame.info.missed))
        self.assertEqual(10, RingFigures.of(self.path).aborted)

    def test_should_take_a_ring_over(self) -> None:
        reader = self.reader(ALL)
        with RingWriter(self.path) as writer:
            writer.publish(pixels(1), SMALL)
        self.assertEqual(0, RingFigures.of(self.path).writer_id)
        self.poke(480, 0)
        self.assertIs(Look.FRAME, self.reader().wait(self.frame, 1))
        self.assertEqual(2, self.writer().publish(pixels(2), SMALL))
        self.assertIs(Look.FRAME, reader.look(self.frame))
        self.assertIs(Look.FRAME, reader.look(self.frame))
        self.assertIn(FrameFlag.DISCONTINUITY, self.frame.info.flags)
        self.assertEqual((1, True), (RingFigures.of(self.path).takeovers, RingFigures.of(self.path).writer_wakes))

    def test_should_retire_a_ring_that_is_too_small_and_its_readers_follow(self) -> None:
        writer, reader = self.writer(), self.reader(ALL)
        writer.publish(pixels(1), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        writer.publish(pixels(2), SMALL)
        large = FrameGeometry.bytes_of(100_000)
        self.assertEqual(3, writer.publish(pixels(3, large), large))
        for sequence in (2, 3):
            self.assertIs(Look.FRAME, reader.look(self.frame))
            self.assertEqual((sequence, 0), (self.frame.info.sequence, self.frame.info.missed))
        self.assertEqual(3, len(os.listdir(self.folder)))

    def test_should_follow_a_name_that_was_taken_away(self) -> None:
        writer, reader = self.writer(), self.reader(ALL)
        writer.publish(pixels(1), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        os.unlink(self.path)
        time.sleep(0.11)  # the writer looks ten times a second
        self.assertEqual(2, writer.publish(pixels(2), SMALL))
        self.assertIs(Look.FRAME, reader.wait(self.frame, 5))
        self.assertEqual((2, 1), (self.frame.info.sequence, reader.counters.reattached))

    def test_should_wait_for_a_segment_and_for_a_frame(self) -> None:
        for strategy in WaitStrategy:
            reader = self.reader(RingReaderOptions(waiting=strategy))
            self.assertIs(Look.DETACHED, reader.wait(self.frame, 0.001))
            writer = RingWriter(self.path)

            def later() -> None:
                time.sleep(0.02)
                writer.publish(pixels(5), SMALL)

            thread = threading.Thread(target=later)
            thread.start()
            self.assertIs(Look.FRAME, reader.wait(self.frame, 30))
            thread.join()
            thread = threading.Thread(target=later)
            thread.start()
            self.assertIsNotNone(reader.read(30))
            thread.join()
            self.assertIs(Look.NOTHING, reader.wait(self.frame, 0.001))
            writer.unlink()

    def test_should_refuse_a_second_writer(self) -> None:
        first, second = self.writer(), self.writer()
        first.publish(pixels(1), SMALL)
        with self.assertRaisesRegex(OtherWriterException, f"no other writer, found process {os.getpid()}"):
            second.publish(pixels(2), SMALL)
        first.close()
        self.assertEqual(2, second.publish(pixels(2), SMALL))

    def test_should_refuse_a_frame_when_an_awaited_reader_is_behind(self) -> None:
        for overflow in (Overflow.FAIL, Overflow.BLOCK):
            writer = RingWriter(self.path, RingWriterOptions(overflow=overflow, block_timeout=0.005))
            writer.publish(pixels(1), SMALL)
            reader = RingReader(self.path, RingReaderOptions(delivery=Delivery.ALL, awaited=True, name="slow"))
            self.assertIs(Look.FRAME, reader.look(self.frame))
            for value in range(2, 6):
                writer.publish(pixels(value), SMALL)
            with self.assertRaisesRegex(OverrunException, rf"\(slow, process {os.getpid()}\)"):
                writer.publish(pixels(6), SMALL)
            for sequence in range(2, 6):
                self.assertIs(Look.FRAME, reader.look(self.frame))
                self.assertEqual(sequence, self.frame.info.sequence)
            self.assertEqual(6, writer.publish(pixels(6), SMALL))
            self.assertEqual(1, RingFigures.of(self.path).refused)
            reader.close()
            writer.unlink()
            writer.close()

    def test_should_leave_nothing_behind_when_unlinked(self) -> None:
        writer, reader = self.writer(), self.reader()
        writer.publish(pixels(1), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        writer.unlink()
        self.assertEqual([], os.listdir(self.folder))
        self.assertIs(Look.DETACHED, reader.look(self.frame))

    def test_should_give_the_permissions_that_were_asked_for(self) -> None:
        self.writer(permissions=0o644).publish(pixels(1), SMALL)
        modes = {name.split("-")[0]: os.stat(os.path.join(self.folder, name)).st_mode & 0o777 for name in os.listdir(self.folder)}
        self.assertEqual({"ring": 0o644, "ring~lock": 0o666, "ring~readers": 0o666}, modes)

    def test_should_refuse_what_is_no_ring(self) -> None:
        with open(self.path, "wb") as file:
            file.write(b"x" * 5000)
        reader = self.reader()
        with self.assertRaisesRegex(SegmentException, "expected a ring, found something else"):
            reader.look(self.frame)
        with self.assertRaisesRegex(SegmentException, "expected a ring, or nothing"):
            self.writer().publish(pixels(1), SMALL)
        self.writer(create=Create.REPLACE).publish(pixels(1), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))

    def test_should_not_follow_a_symbolic_link(self) -> None:
        self.writer().publish(pixels(1), SMALL)
        os.symlink(self.path, self.path + "-link")
        with self.assertRaisesRegex(SegmentException, "a symbolic link"):
            RingReader(self.path + "-link").look(self.frame)
        with self.assertRaisesRegex(SegmentException, "a symbolic link"):
            RingWriter(self.path + "-link").publish(pixels(1), SMALL)

    def test_should_need_a_ring_that_fits_where_none_is_to_be_made(self) -> None:
        with self.assertRaisesRegex(SegmentException, "a ring that is there"):
            self.writer(create=Create.NEVER).publish(pixels(1), SMALL)
        with RingWriter(self.path) as writer:
            writer.publish(pixels(1), SMALL)
        with self.assertRaisesRegex(SegmentException, "a ring that fits, found 4 slots"):
            self.writer(create=Create.NEVER, slots=7).publish(pixels(1), SMALL)
        self.assertEqual(2, self.writer(create=Create.NEVER).publish(pixels(2), SMALL))

    def test_should_say_that_a_segment_was_cut(self) -> None:
        writer, reader = self.writer(), self.reader()
        writer.publish(pixels(1), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        os.truncate(self.path, 8192)
        for what in ("a file that was cut", "bytes, found 8192 bytes"):
            with self.assertRaisesRegex(SegmentException, what):
                reader.look(self.frame)
        with self.assertRaisesRegex(SegmentException, "a file that was cut"):
            writer.publish(pixels(2), SMALL)
        writer.publish(pixels(2), SMALL)  # the next frame gets a new segment
        self.assertIs(Look.FRAME, reader.look(self.frame))

    def test_should_say_that_a_control_page_was_damaged(self) -> None:
        with RingWriter(self.path) as writer:
            writer.publish(pixels(1), SMALL)
        self.poke(48, 37)
        reader = self.reader()
        with self.assertRaisesRegex(SegmentException, "it was damaged"):
            reader.look(self.frame)
        self.writer().publish(pixels(2), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))

    def test_should_pass_over_a_payload_that_is_not_what_its_checksum_says(self) -> None:
        writer, reader = self.writer(checksum=True), self.reader(ALL)
        writer.publish(pixels(1), SMALL)
        writer.publish(pixels(2), SMALL)
        self.poke(12288 + 4096, 99)
        self.assertIs(Look.INVALID, reader.look(self.frame))
        self.assertIs(Look.FRAME, reader.look(self.frame))
        self.assertEqual(1, reader.counters.invalid)

    def test_should_refuse_what_cannot_be(self) -> None:
        with self.assertRaisesRegex(LayoutException, "at most 1472 bytes, found 1473 bytes"):
            self.writer().publish(pixels(1), SMALL, FrameTags(fields={"much": "x" * 1465}))
        with self.assertRaisesRegex(LayoutException, "str, int, float, bool or bytes, found list"):
            self.writer().publish(pixels(1), SMALL, FrameTags(fields={"list": []}))  # type: ignore[dict-item]
        with self.assertRaisesRegex(LayoutException, "a payload of 36 bytes, found 35"):
            self.writer().publish(bytes(35), SMALL)
        with self.assertRaisesRegex(LayoutException, "a ring of at most 2147483639 bytes"):
            self.writer(capacity=2**40).publish(pixels(1), SMALL)
        with self.assertRaisesRegex(LayoutException, "3 to 1024, found 2"):
            self.writer(slots=2)
        for name in ("camera", "/camera"):
            self.assertEqual("/dev/shm/camera", RingReader(name).path)
        for name in ("./camera", "/tmp/camera"):
            self.assertEqual(name, RingReader(name).path)
        for name in ("bad~name", "..", "", "/", "/.."):
            with self.assertRaisesRegex(LayoutException, "a name of letters"):
                RingReader(name)

    def test_should_refuse_a_machine_whose_order_of_stores_it_cannot_keep(self) -> None:
        with mock.patch.object(platform, "machine", return_value="aarch64"):
            for make in (RingWriter, RingReader):
                with self.assertRaisesRegex(RuntimeError, "aarch64 .*expected x86-64"):
                    make(self.path)

    def test_should_know_the_checksum_of_the_specification(self) -> None:
        self.assertEqual(0xE3069283, crc32c(b"123456789"))

    def test_should_say_that_arrays_need_numpy(self) -> None:
        writer, reader = self.writer(), self.reader()
        writer.publish(pixels(7), SMALL)
        self.assertIs(Look.FRAME, reader.look(self.frame))
        with mock.patch.dict(sys.modules, {"numpy": None}), self.assertRaisesRegex(RuntimeError, "needs numpy"):
            self.frame.array()

    def test_should_read_on_when_a_writer_is_killed_in_the_middle_of_a_frame(self) -> None:
        reader = self.reader(RingReaderOptions(delivery=Delivery.ALL, reattach_interval=0.01))
        found = []

        def half(whole: bool) -> None:
            writer = RingWriter(self.path)
            if whole:
                writer.publish(pixels(1), SMALL)
            claim = writer.claim(SMALL)
            claim.data[:10] = b"\xff" * 10

        for round_ in range(8):  # more often than there are slots
            self.kill(self.child(lambda: half(round_ == 0)))
            newest = self.reader()
            self.assertIs(Look.FRAME, newest.look(self.frame))
            self.assertEqual(pixels(1), bytes(self.frame.data))
        self.assertEqual(2, self.writer().publish(pixels(2), SMALL))
        while reader.wait(self.frame, 0.05) is Look.FRAME:
            found.append((self.frame.info.sequence, bytes(self.frame.data)))
        self.assertEqual([(1, pixels(1)), (2, pixels(2))], found)

    def test_should_not_wait_for_a_reader_that_was_killed(self) -> None:
        writer = self.writer(overflow=Overflow.BLOCK, block_timeout=30)
        writer.publish(pixels(1), SMALL)
        self.kill(self.child(lambda: self.keep(RingReader(self.path, RingReaderOptions(awaited=True)))))
        for value in range(20):
            writer.publish(pixels(value), SMALL)
        self.assertEqual((1, 0), (RingFigures.of(self.path).freed, RingFigures.of(self.path).refused))

    def test_should_never_use_a_ticket_twice_when_it_is_interrupted(self) -> None:
        writer, reader = self.writer(), self.reader()
        writer.publish(pixels(1), SMALL)
        for part in ("_wake_all", "_announce"):
            with mock.patch.object(writer, part, side_effect=KeyboardInterrupt), self.assertRaises(KeyboardInterrupt):
                writer.publish(pixels(2), SMALL)
            reader.look(self.frame)
            seen = self.frame.info.ticket
            writer.publish(pixels(3), SMALL)
            self.assertIs(Look.FRAME, reader.look(self.frame))
            self.assertGreater(self.frame.info.ticket, seen)
            self.assertEqual(pixels(3), bytes(self.frame.data))
        self.assertEqual(5, self.frame.info.sequence)

    def test_should_keep_nothing_of_a_ring_that_could_not_be_made(self) -> None:
        writer = self.writer()
        real = system.allocate

        def full(fd: int, size: int, path: str) -> None:
            if size > 100_000:
                raise system.why(path, f"room for {size} bytes", OSError(errno.ENOSPC, ""))
            real(fd, size, path)

        large = FrameGeometry.bytes_of(100_000)
        before = open_files()
        with mock.patch.object(system, "allocate", full):
            for _ in range(3):
                with self.assertRaisesRegex(SegmentException, "room for"):
                    writer.claim(large)
        with mock.patch.object(system, "WakeWord", side_effect=OSError(errno.ENOMEM, "no room")):
            with self.assertRaisesRegex(OSError, "no room"):
                writer.claim(large)
        self.assertEqual((before, ["ring~lock"]), (open_files(), os.listdir(self.folder)))
        writer.publish(pixels(1, large), large)

    def test_should_close_nothing_twice_when_a_ring_cannot_be_taken_over(self) -> None:
        with RingWriter(self.path) as first:
            first.publish(pixels(1), SMALL)
        before = open_files()
        with mock.patch.object(system, "WakeWord", side_effect=OSError(errno.ENOMEM, "no room")):
            with self.assertRaisesRegex(OSError, "no room"):
                self.writer().claim(SMALL)
        with mock.patch.object(RingWriter, "_announce", side_effect=OSError(errno.EIO, "no wake")):
            with self.assertRaisesRegex(OSError, "no wake"):
                self.writer().claim(SMALL)
        self.assertEqual(before, open_files())

    def test_should_keep_nothing_open_of_a_ring_whose_state_cannot_be(self) -> None:
        self.writer().publish(pixels(1), SMALL)
        self.poke(384, 7)
        reader = self.reader()
        before = open_files()
        for _ in range(3):
            with self.assertRaisesRegex(SegmentException, "a state of 1 or 2, found 7"):
                reader.look(self.frame)
        self.assertEqual((before, False), (open_files(), reader.attached))

    def test_should_let_go_of_a_reader_or_a_writer_that_is_forgotten(self) -> None:
        writer = RingWriter(self.path, RingWriterOptions(overflow=Overflow.FAIL))
        writer.publish(pixels(1), SMALL)
        before = open_files()
        for frame in RingReader(self.path, RingReaderOptions(delivery=Delivery.ALL, awaited=True)):
            self.assertEqual(1, frame.info.sequence)
            break
        self.assertEqual(before, open_files())
        for value in range(2, 9):
            writer.publish(pixels(value), SMALL)
        del writer
        self.assertEqual(9, self.writer().publish(pixels(9), SMALL))

    def test_should_not_deliver_a_frame_again_when_it_attaches_anew(self) -> None:
        writer = self.writer()
        for options, gap in ((RingReaderOptions(), 2), (ALL, 1)):
            reader = self.reader(options)
            for value in (1, 2, 3):
                writer.publish(pixels(value), SMALL)
            while reader.look(self.frame) is Look.FRAME:
                pass
            last = self.frame.info.sequence
            reader.close()
            self.assertIs(Look.NOTHING, reader.look(self.frame))
            reader.close()
            writer.publish(pixels(4), SMALL)
            writer.publish(pixels(5), SMALL)
            self.assertIs(Look.FRAME, reader.look(self.frame))
            self.assertEqual(last + gap, self.frame.info.sequence)

    def test_should_register_with_a_ring_that_is_replaced_meanwhile(self) -> None:
        writer = self.writer()
        writer.publish(pixels(1), SMALL)
        real, large = system.open_file, FrameGeometry.bytes_of(100_000)

        def late(path: str, flags: int, mode: int = 0o600) -> int:
            if "~readers-" in path:
                opening.stop()
                writer.publish(pixels(2, large), large)
            return real(path, flags, mode)

        opening = mock.patch.object(system, "open_file", late)
        opening.start()
        reader = self.reader(RingReaderOptions(awaited=True))
        self.assertIs(Look.FRAME, reader.look(self.frame))
        self.assertEqual(2, self.frame.info.sequence)

    def test_should_say_what_linux_refused_as_a_segment_exception(self) -> None:
        self.writer().publish(pixels(1), SMALL)
        awaited = RingReaderOptions(awaited=True)
        with mock.patch.object(system.fcntl, "fcntl", side_effect=OSError(errno.ENOLCK, "")):
            with self.assertRaisesRegex(SegmentException, "~readers-.*: expected a lock, found No locks available"):
                self.reader(awaited).look(self.frame)
        for error, found in ((OSError(errno.ENOMEM, ""), "Cannot allocate memory"), (ValueError(), "a file that was cut")):
            with mock.patch.object(system.mmap, "mmap", side_effect=error):
                with self.assertRaisesRegex(SegmentException, f"ring: expected .*bytes, found {found}"):
                    self.reader().look(self.frame)
        fd = os.open("/dev/null", os.O_WRONLY)
        self.addCleanup(os.close, fd)
        with self.assertRaisesRegex(SegmentException, "/dev/null: expected a mapping of the control page, found "):
            system.WakeWord(fd, 256)

    def in_a_child(self, work: Callable[[], None]) -> None:
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                work()
                status = 0
            except BaseException as e:
                os.write(2, f"child: {e!r}\n".encode())
            finally:
                os._exit(status)
        self.assertEqual(0, os.waitpid(pid, 0)[1])

    def test_should_go_on_writing_when_a_child_lets_go_of_its_copy(self) -> None:
        writer = self.writer()
        writer.publish(pixels(1), SMALL)
        claim = writer.claim(SMALL)

        def close() -> None:
            claim.abort()
            with self.assertRaisesRegex(OtherWriterException, "found a child of it"):
                writer.claim(SMALL)
            writer.close()

        self.in_a_child(close)
        self.in_a_child(writer.close)
        self.in_a_child(writer.unlink)
        claim.data[:] = pixels(2)
        self.assertEqual(2, claim.commit())
        self.assertEqual(0, RingFigures.of(self.path).aborted)
        with self.assertRaisesRegex(OtherWriterException, "no other writer"):
            self.writer().publish(pixels(3), SMALL)

    def test_should_be_waited_for_when_a_child_lets_go_of_its_copy(self) -> None:
        writer = self.writer(overflow=Overflow.FAIL)
        writer.publish(pixels(1), SMALL)
        reader = self.reader(RingReaderOptions(delivery=Delivery.ALL, awaited=True))
        self.assertIs(Look.FRAME, reader.look(self.frame))

        def look_anew() -> None:
            reader.look(self.frame)
            reader.close()

        self.in_a_child(look_anew)
        for value in range(2, 6):
            writer.publish(pixels(value), SMALL)
        with self.assertRaises(OverrunException):
            writer.publish(pixels(6), SMALL)

    def keep(self, reader: RingReader) -> None:
        reader.look(self.frame)
        self.kept = reader


if __name__ == "__main__":
    unittest.main()
