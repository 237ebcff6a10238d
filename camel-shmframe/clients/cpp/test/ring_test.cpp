// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include <shmframe/ring.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <new>
#include <sys/wait.h>
#include <thread>

using namespace shmframe;
using check::Folder;
using namespace std::chrono_literals;

namespace {

bool no_memory = false;

}  // namespace

// Not inlined: g++ would take the pair of malloc and free for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size) {
    if (void* at = no_memory ? nullptr : std::malloc(size == 0 ? 1 : size)) return at;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* at) noexcept { std::free(at); }
[[gnu::noinline]] void operator delete(void* at, std::size_t) noexcept { std::free(at); }

namespace {

const FrameGeometry kSmall = FrameGeometry::of8Bit(4, 3, 3);

std::vector<std::uint8_t> pixels(const FrameGeometry& geometry, int value) {
    return std::vector<std::uint8_t>(static_cast<std::size_t>(geometry.bytes()), static_cast<std::uint8_t>(value));
}

std::uint64_t publish(RingWriter& writer, int value, const FrameGeometry& geometry = kSmall, const FrameTags& tags = {}) {
    return writer.publish(pixels(geometry, value).data(), geometry, tags);
}

RingReaderOptions all() {
    RingReaderOptions options;
    options.delivery = Delivery::all;
    options.reattachInterval = 1ms;
    return options;
}

std::size_t files(const Folder& folder) { return detail::siblings(folder / "", "").size() - 2; }

/// Stores a word of a file behind everybody's back.
void poke(const std::string& path, std::size_t at, std::uint64_t value) {
    const detail::Fd fd = detail::open_or_throw(path, O_RDWR, "a file");
    CHECK(::pwrite(fd.get(), &value, sizeof value, static_cast<off_t>(at)) == ssize_t{8});
}

unsigned mode_of(const std::string& path) {
    struct stat found {};
    CHECK(::stat(path.c_str(), &found) == 0);
    return found.st_mode & 0777U;
}

std::string table_of(const std::string& path) { return path + "~readers-" + detail::hex(RingFigures::of(path).id); }

void shouldDeliverWhatWasPublished() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    RingReader reader(folder / "ring");
    FrameTags tags;
    tags.timestampNanos = 1234567890123456789U;
    tags.flags = CORRUPT | END_OF_STREAM;
    tags.fields = {{"camera", std::string("front")}, {"gain", 1.5}, {"exposure", std::int64_t{-7}}, {"night", true},
                   {"raw", Bytes{0, 255}}};
    const auto geometry = FrameGeometry::picture(6, 4, PixelFormat::nv12);
    CHECK_EQUAL(publish(writer, 9, geometry, tags), 1U);
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    const FrameInfo& info = frame.info();
    CHECK(info.geometry == geometry);
    CHECK_EQUAL(frame.size(), 36U);
    CHECK_EQUAL(int(frame.data()[35]), 9);
    CHECK_EQUAL(info.timestampNanos, tags.timestampNanos);
    CHECK_EQUAL(info.flags, tags.flags);
    CHECK_EQUAL(info.planes.size(), 2U);
    CHECK_EQUAL(info.planes[1].offset, 24U);
    CHECK(info.fields == tags.fields);
    CHECK_EQUAL(info.sequence, 1U);
    CHECK(info.publishedMonotonicNanos > 0);
    CHECK(reader.look(frame) == Look::nothing);
}

void shouldDeliverTensorsAndEncodedFrames() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    RingReader reader(folder / "ring", all());
    const auto tensor = FrameGeometry::tensor(ElementType::float32, {2, 5});
    publish(writer, 1, tensor);
    FrameTags tags;
    tags.encoding = "jpeg";
    tags.width = 640;
    FrameClaim claim = writer.claim(FrameGeometry::bytes(40), tags);
    claim.commit(7);
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    CHECK(frame.info().geometry == tensor);
    CHECK(reader.look(frame) == Look::frame);
    CHECK_EQUAL(frame.info().encoding, std::string("jpeg"));
    CHECK_EQUAL(frame.info().fourcc, fourcc("JPEG"));
    CHECK_EQUAL(frame.info().encodedWidth, 640U);
    CHECK_EQUAL(frame.size(), 7U);
}

void shouldCopyRowsThatLieApart() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    RingReader reader(folder / "ring");
    const std::vector<std::uint8_t> rows{1, 2, 0, 3, 4, 0};
    writer.publish(rows.data(), 3, FrameGeometry::of8Bit(2, 2, 1));
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    CHECK(std::equal(frame.data(), frame.data() + 4, std::vector<std::uint8_t>{1, 2, 3, 4}.begin()));
}

void shouldDeliverTheNewestFrameAndCountTheRest() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    publish(writer, 1);
    CHECK(reader.look(frame) == Look::frame);
    for (int i = 2; i <= 9; ++i) publish(writer, i);
    CHECK(reader.look(frame) == Look::frame);
    CHECK_EQUAL(frame.info().sequence, 9U);
    CHECK_EQUAL(frame.info().missed, 7U);
    CHECK_EQUAL(reader.counters().missed, 7U);
}

void shouldDeliverAllInOrderAsFarBackAsTheRingHolds() {
    const Folder folder;
    RingWriterOptions options;
    options.slots = 8;
    RingWriter writer(folder / "ring", options);
    for (int i = 1; i <= 20; ++i) publish(writer, i);
    RingReader reader(folder / "ring", all());
    FrameBuffer frame;
    for (std::uint64_t expected = 13; expected <= 20; ++expected) {
        CHECK(reader.look(frame) == Look::frame);
        CHECK_EQUAL(frame.info().sequence, expected);
    }
    CHECK(reader.look(frame) == Look::nothing);
}

void shouldGoOnHalfAsFarBehindEachTimeItIsOvertaken() {
    const Folder folder;
    RingWriterOptions options;
    options.slots = 8;
    RingWriter writer(folder / "ring", options);
    RingReader reader(folder / "ring", all());
    FrameBuffer frame;
    std::vector<std::uint64_t> found;
    int written = 0;
    for (const int frames : {1, 13, 21, 29}) {
        while (written < frames) publish(writer, ++written);
        CHECK(reader.look(frame) == Look::frame);
        found.push_back(frame.info().sequence);
    }
    CHECK((found == std::vector<std::uint64_t>{1, 6, 17, 27}));
}

void shouldNotOverwriteALoan() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    RingReader reader(folder / "ring");
    publish(writer, 1);
    FrameView view;
    CHECK(reader.lookInPlace(view) == Look::frame);
    CHECK(view.shared());
    for (int i = 2; i <= 50; ++i) publish(writer, i);
    const auto expected = pixels(kSmall, 1);
    CHECK(std::equal(expected.begin(), expected.end(), view.data()));
    CHECK(RingFigures::of(folder / "ring").skipped > 0);
    view.close();
    const std::uint64_t skipped = RingFigures::of(folder / "ring").skipped;
    for (int i = 1; i <= 10; ++i) publish(writer, i);
    CHECK_EQUAL(RingFigures::of(folder / "ring").skipped, skipped);
}

void shouldCopyWhereNoLoanCanBeHad() {
    const Folder folder;
    RingWriterOptions three;
    three.slots = 3;
    RingWriter without(folder / "three", three), with(folder / "four");
    publish(without, 1);
    publish(with, 1);
    RingReader reader(folder / "three"), first(folder / "four"), second(folder / "four");
    FrameView view, lent, copied;
    CHECK(reader.lookInPlace(view) == Look::frame);
    CHECK(!view.shared());
    CHECK_EQUAL(int(view.data()[0]), 1);
    CHECK(first.lookInPlace(lent) == Look::frame);
    CHECK(lent.shared());
    CHECK(second.lookInPlace(copied) == Look::frame);  // the only entry is the other reader's
    CHECK(!copied.shared());
    lent.close();
    first.close();
    std::this_thread::sleep_for(110ms);  // it looks for an entry ten times a second
    publish(with, 2);
    CHECK(second.lookInPlace(copied) == Look::frame);
    CHECK(copied.shared());
}

void shouldKeepViewsBeyondTheirReaderAndInOtherThreads() {
    const Folder folder;
    RingWriterOptions options;
    options.slots = 5;
    RingWriter writer(folder / "ring", options);
    std::vector<FrameView> views;
    {
        RingReaderOptions two;
        two.loans = 2;
        RingReader reader(folder / "ring", two);
        for (int i = 1; i <= 2; ++i) {
            publish(writer, i);
            views.emplace_back();
            CHECK(reader.lookInPlace(views.back()) == Look::frame);
            CHECK(views.back().shared());
        }
    }
    for (int i = 3; i <= 30; ++i) publish(writer, i);
    CHECK_EQUAL(int(views[0].data()[0]) * 10 + int(views[1].data()[0]), 12);
    std::thread([&views] { views.clear(); }).join();
    const std::uint64_t skipped = RingFigures::of(folder / "ring").skipped;
    for (int i = 1; i <= 10; ++i) publish(writer, i);
    CHECK_EQUAL(RingFigures::of(folder / "ring").skipped, skipped);
}

void shouldPublishNothingOfAClaimThatIsGivenUp() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    RingReader reader(folder / "ring", all());
    publish(writer, 1);
    for (int i = 0; i < 10; ++i) writer.claim(kSmall).data()[0] = 77;
    publish(writer, 2);
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    CHECK_EQUAL(int(frame.data()[0]), 1);
    CHECK(reader.look(frame) == Look::frame);
    CHECK_EQUAL(int(frame.data()[0]), 2);
    CHECK_EQUAL(frame.info().missed, 0U);
    CHECK_EQUAL(RingFigures::of(folder / "ring").aborted, 10U);
}

void shouldTakeARingOver() {
    const Folder folder;
    RingReader reader(folder / "ring", all());
    FrameBuffer frame;
    {
        RingWriter writer(folder / "ring");
        publish(writer, 1);
    }
    CHECK_EQUAL(RingFigures::of(folder / "ring").writerId, 0U);
    poke(folder / "ring", control::kWriterWakes, 0);
    RingWriter writer(folder / "ring");
    CHECK_EQUAL(publish(writer, 2), 2U);
    CHECK(reader.look(frame) == Look::frame);
    CHECK(!frame.info().has(DISCONTINUITY));
    CHECK(reader.look(frame) == Look::frame);
    CHECK(frame.info().has(DISCONTINUITY));
    CHECK_EQUAL(RingFigures::of(folder / "ring").takeovers, 1U);
    CHECK(RingFigures::of(folder / "ring").writerWakes);
    publish(writer, 3);
    CHECK(reader.look(frame) == Look::frame);
    CHECK(!frame.info().has(DISCONTINUITY));
}

void shouldRetireARingThatIsTooSmallAndItsReadersFollow() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    RingReader reader(folder / "ring", all()), newest(folder / "ring");
    FrameBuffer frame;
    CHECK(newest.look(frame) == Look::frame);
    CHECK(reader.look(frame) == Look::frame);
    publish(writer, 2);
    const std::string table = table_of(folder / "ring");
    const auto large = FrameGeometry::of8Bit(100, 100, 3);
    CHECK_EQUAL(publish(writer, 3, large), 3U);
    for (std::uint64_t expected = 2; expected <= 3; ++expected) {
        CHECK(reader.look(frame) == Look::frame);
        CHECK_EQUAL(frame.info().sequence, expected);
        CHECK_EQUAL(frame.info().missed, 0U);
    }
    CHECK_EQUAL(frame.size(), large.bytes());
    CHECK(newest.await(frame, 1s) == Look::frame);
    CHECK(newest.await(frame, 1s) == Look::frame);
    CHECK_EQUAL(frame.info().sequence, 3U);
    CHECK(::access(table.c_str(), F_OK) != 0);
    CHECK_EQUAL(files(folder), 3U);
}

void shouldKeepALoanOfARetiredRing() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    RingReader reader(folder / "ring", all());
    FrameView view, following;
    CHECK(reader.lookInPlace(view) == Look::frame);
    publish(writer, 2, FrameGeometry::bytes(100000));
    CHECK(reader.lookInPlace(following) == Look::frame);
    CHECK(following.shared());
    CHECK_EQUAL(following.info().sequence, 2U);
    CHECK_EQUAL(int(view.data()[35]), 1);
}

void shouldGoOnCountingWhereARingDoesNotFit() {
    const Folder folder;
    {
        RingWriter writer(folder / "ring");
        for (int i = 1; i <= 5; ++i) publish(writer, i);
    }
    RingWriterOptions more;
    more.slots = 9;
    RingWriter writer(folder / "ring", more);
    CHECK_EQUAL(publish(writer, 6), 6U);
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    CHECK(frame.info().has(DISCONTINUITY));
    CHECK_EQUAL(RingFigures::of(folder / "ring").slots, 9U);
}

void shouldFollowANameThatWasTakenAway() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    RingReader reader(folder / "ring", all());
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    CHECK(::unlink((folder / "ring").c_str()) == 0);
    std::this_thread::sleep_for(110ms);  // the writer looks ten times a second
    CHECK_EQUAL(publish(writer, 2), 2U);
    CHECK(reader.await(frame, 5s) == Look::frame);
    CHECK_EQUAL(frame.info().sequence, 2U);
    CHECK_EQUAL(reader.counters().reattached, 1U);
}

void shouldWaitForASegmentAndForAFrame() {
    const Folder folder;
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::detached);
    CHECK(reader.await(frame, 1ms) == Look::detached);
    for (const auto strategy : {WaitStrategy::futex, WaitStrategy::spin, WaitStrategy::yielding, WaitStrategy::backoff}) {
        RingReaderOptions options;
        options.waiting = strategy;
        RingReader waiting(folder / "ring", options);
        std::thread later([&folder] {
            std::this_thread::sleep_for(20ms);
            RingWriter writer(folder / "ring");
            publish(writer, 5);
            publish(writer, 6);
        });
        CHECK(waiting.await(frame, 30s) == Look::frame);
        later.join();
    }
    CHECK(reader.await(frame, 30s) == Look::frame);
    CHECK(reader.await(frame, 1ms) == Look::nothing);
}

void shouldNotSleepBehindAWriterThatCannotWakeIt() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    poke(folder / "ring", control::kWriterWakes, 0);
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    std::thread later([&writer] {
        std::this_thread::sleep_for(20ms);
        publish(writer, 2);
    });
    CHECK(reader.await(frame, 30s) == Look::frame);
    later.join();
}

void shouldRefuseASecondWriter() {
    const Folder folder;
    RingWriter first(folder / "ring"), second(folder / "ring");
    publish(first, 1);
    CHECK_THROWS(SegmentException, "no other writer, found process " + std::to_string(::getpid()), publish(second, 2));
    first.close();
    CHECK_EQUAL(publish(second, 2), 2U);
}

void shouldStopAWriterWhoseLockWasTakenAway() {
    const Folder folder;
    RingWriter first(folder / "ring"), second(folder / "ring");
    publish(first, 1);
    CHECK(::unlink((folder / "ring~lock").c_str()) == 0);
    publish(second, 2);
    CHECK_THROWS(SegmentException, "to be the only writer", publish(first, 3));
}

void shouldRefuseAFrameWhenAnAwaitedReaderIsBehind() {
    const Folder folder;
    RingWriterOptions options;
    options.overflow = Overflow::fail;
    RingWriter writer(folder / "ring", options);
    publish(writer, 1);
    RingReaderOptions awaited = all();
    awaited.awaited = true;
    awaited.name = "slow";
    RingReader reader(folder / "ring", awaited);
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    for (int i = 2; i <= 5; ++i) publish(writer, i);
    CHECK_THROWS(OverrunException, "(slow, process " + std::to_string(::getpid()) + ")", publish(writer, 6));
    for (std::uint64_t expected = 2; expected <= 5; ++expected) {
        CHECK(reader.look(frame) == Look::frame);
        CHECK_EQUAL(frame.info().sequence, expected);
    }
    CHECK_EQUAL(publish(writer, 6), 6U);
    CHECK_EQUAL(RingFigures::of(folder / "ring").refused, 1U);
}

void shouldLoseNothingWhenTheWriterBlocks() {
    const Folder folder;
    RingWriterOptions options;
    options.overflow = Overflow::block;
    options.blockTimeout = 30s;
    RingWriter writer(folder / "ring", options);
    publish(writer, 1);
    RingReaderOptions awaited = all();
    awaited.awaited = true;
    RingReader reader(folder / "ring", awaited);
    FrameView view;
    CHECK(reader.lookInPlace(view) == Look::frame);
    std::thread publishing([&writer] {
        for (int i = 2; i <= 2000; ++i) publish(writer, i % 251);
    });
    std::uint64_t wrong = 0;
    for (std::uint64_t expected = 2; expected <= 2000; ++expected) {
        const Look found = reader.awaitInPlace(view, 30s);
        wrong += found == Look::frame && view.info().sequence == expected && view.data()[0] == expected % 251 ? 0 : 1;
    }
    publishing.join();
    CHECK_EQUAL(wrong, 0U);
    CHECK(RingFigures::of(folder / "ring").blocked > 0);
}

void shouldRefuseAFrameWhenABlockedWaitIsOver() {
    const Folder folder;
    RingWriterOptions options;
    options.overflow = Overflow::block;
    options.blockTimeout = 5ms;
    RingWriter writer(folder / "ring", options);
    publish(writer, 1);
    RingReaderOptions awaited;
    awaited.awaited = true;
    RingReader reader(folder / "ring", awaited);
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    for (int i = 2; i <= 5; ++i) publish(writer, i);
    CHECK_THROWS(OverrunException, "room for another frame", publish(writer, 6));
    CHECK(RingFigures::of(folder / "ring").blockedNanos >= 5'000'000U);
}

void shouldLeaveNothingBehindWhenUnlinked() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    CHECK_EQUAL(files(folder), 3U);
    writer.unlink();
    CHECK_EQUAL(files(folder), 0U);
    CHECK(reader.look(frame) == Look::detached);
    CHECK_EQUAL(publish(writer, 2), 2U);
    CHECK(reader.look(frame) == Look::frame);
}

void shouldGiveThePermissionsThatWereAskedFor() {
    const Folder folder;
    RingWriterOptions options;
    options.permissions = 0644;
    RingWriter writer(folder / "ring", options);
    publish(writer, 1);
    CHECK_EQUAL(mode_of(folder / "ring"), 0644U);
    CHECK_EQUAL(mode_of(folder / "ring~lock"), 0666U);
    CHECK_EQUAL(mode_of(table_of(folder / "ring")), 0666U);
}

void shouldRefuseWhatIsNoRing() {
    const Folder folder;
    std::ofstream(folder / "other") << std::string(5000, 'x');
    RingWriter writer(folder / "other");
    RingReader reader(folder / "other");
    FrameBuffer frame;
    CHECK_THROWS(SegmentException, "expected a ring, found something else", reader.look(frame));
    CHECK_THROWS(SegmentException, "expected a ring, or nothing", publish(writer, 1));
    RingWriterOptions options;
    options.create = Create::replace;
    RingWriter replacing(folder / "other", options);
    publish(replacing, 1);
    CHECK(reader.look(frame) == Look::frame);
}

void shouldNotFollowASymbolicLink() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    CHECK(::symlink((folder / "ring").c_str(), (folder / "link").c_str()) == 0);
    RingReader reader(folder / "link");
    RingWriter other(folder / "link");
    FrameBuffer frame;
    CHECK_THROWS(SegmentException, "a symbolic link", reader.look(frame));
    CHECK_THROWS(SegmentException, "a symbolic link", publish(other, 1));
}

void shouldNeedARingThatFitsWhereNoneIsToBeMade() {
    const Folder folder;
    RingWriterOptions never;
    never.create = Create::never;
    RingWriter writer(folder / "ring", never);
    CHECK_THROWS(SegmentException, "a ring that is there", publish(writer, 1));
    {
        RingWriter maker(folder / "ring");
        publish(maker, 1);
    }
    CHECK_EQUAL(publish(writer, 2), 2U);
    CHECK_THROWS(SegmentException, "slots of 5000 bytes", publish(writer, 3, FrameGeometry::bytes(5000)));
    never.slots = 7;
    writer.close();
    RingWriter picky(folder / "ring", never);
    CHECK_THROWS(SegmentException, "expected a ring that fits, found 4 slots", publish(picky, 3));
}

void shouldSayThatASegmentWasCut() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    CHECK(::truncate((folder / "ring").c_str(), 8192) == 0);
    CHECK_THROWS(SegmentException, "a file that was cut", reader.look(frame));
    CHECK_THROWS(SegmentException, "bytes, found 8192 bytes", reader.look(frame));
    CHECK_THROWS(SegmentException, "a file that was cut", publish(writer, 2));
    CHECK_EQUAL(publish(writer, 2), 2U);  // the next frame gets a new segment
    CHECK(reader.look(frame) == Look::frame);
}

void shouldSayThatAControlPageWasDamaged() {
    const Folder folder;
    {
        RingWriter writer(folder / "ring");
        publish(writer, 1);
    }
    poke(folder / "ring", control::kCapacity, 37);
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    CHECK_THROWS(SegmentException, "it was damaged", reader.look(frame));
    RingWriter writer(folder / "ring");
    publish(writer, 2);
    CHECK(reader.look(frame) == Look::frame);
    poke(folder / "ring", control::kHead, 0);
    CHECK_THROWS(SegmentException, "a head of 1 or more, found 0", reader.look(frame));
    publish(writer, 3);
    CHECK(reader.look(frame) == Look::frame);
    poke(folder / "ring", control::kState, 9);
    CHECK_THROWS(SegmentException, "a state of 1 or 2, found 9", reader.look(frame));
}

void shouldPassOverADescriptorThatCannotBe() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    publish(writer, 2);
    poke(folder / "ring", 4096 + 2048 + descriptor::kWidth, 1ULL << 62);
    RingReader reader(folder / "ring", all());
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::invalid);
    CHECK(reader.look(frame) == Look::frame);
    CHECK_EQUAL(frame.info().sequence, 2U);
    CHECK_EQUAL(reader.counters().invalid, 1U);
}

void shouldCheckAPayloadThatHasAChecksum() {
    const Folder folder;
    RingWriterOptions options;
    options.checksum = true;
    RingWriter writer(folder / "ring", options);
    publish(writer, 1);
    publish(writer, 2);
    poke(folder / "ring", 4096 + 4 * 2048 + 4096, 99);  // in the payload of ticket 1: slots begin at 12288
    RingReader reader(folder / "ring", all());
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::invalid);
    CHECK(reader.look(frame) == Look::frame);
}

void shouldRefuseMetadataThatDoNotFit() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    FrameTags tags;
    tags.fields["much"] = std::string(1465, 'x');
    CHECK_THROWS(LayoutException, "at most 1472 bytes, found 1473 bytes", publish(writer, 1, kSmall, tags));
    tags.fields["much"] = std::string(1464, 'x');
    CHECK_EQUAL(publish(writer, 1, kSmall, tags), 1U);
}

void shouldRefuseNamesAndSizesThatCannotBe() {
    CHECK_THROWS(LayoutException, "a name of letters", RingWriter("bad~name"));
    CHECK_THROWS(LayoutException, "a name of letters", RingReader(".."));
    for (const char* name : {"camera", "/camera"}) CHECK_EQUAL(detail::segment_path(name), std::string("/dev/shm/camera"));
    CHECK_EQUAL(detail::segment_path("./camera"), std::string("./camera"));
    RingWriterOptions two;
    two.slots = 2;
    CHECK_THROWS(LayoutException, "3 to 1024, found 2", RingWriter("few", two));
    const Folder folder;
    RingWriterOptions huge;
    huge.capacity = 1ULL << 40;
    RingWriter writer(folder / "ring", huge);
    CHECK_THROWS(LayoutException, "a ring of at most 2147483639 bytes", publish(writer, 1));
    CHECK_EQUAL(files(folder), 1U);  // the lock
    RingWriter claiming(folder / "other");
    const FrameClaim claim = claiming.claim(kSmall);
    CHECK_THROWS(LayoutException, "one claim at a time", claiming.claim(kSmall));
}

void shouldNotWaitForAReaderThatIsGoneWhileItsViewIsOut() {
    const Folder folder;
    RingWriterOptions options;
    options.overflow = Overflow::fail;
    RingWriter writer(folder / "ring", options);
    publish(writer, 1);
    FrameView view;
    {
        RingReaderOptions awaited = all();
        awaited.awaited = true;
        RingReader first(folder / "ring", awaited);
        CHECK(first.lookInPlace(view) == Look::frame);
        RingReader moved(std::move(first));
        for (int i = 2; i <= 4; ++i) publish(writer, i);
        CHECK_THROWS(OverrunException, "room for another frame", publish(writer, 5));
    }
    CHECK(view.shared());
    for (int i = 5; i <= 30; ++i) publish(writer, i);
    CHECK_EQUAL(int(view.data()[0]), 1);
}

void shouldNotDeliverAFrameAgainWhenItAttachesAnew() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    for (const auto delivery : {Delivery::latest, Delivery::all}) {
        RingReaderOptions options;
        options.delivery = delivery;
        RingReader reader(folder / "ring", options);
        FrameBuffer frame;
        for (int i = 1; i <= 3; ++i) publish(writer, i);
        while (reader.look(frame) == Look::frame) {
        }
        const std::uint64_t last = frame.info().sequence;
        reader.close();
        CHECK(reader.look(frame) == Look::nothing);
        reader.close();
        publish(writer, 4);
        publish(writer, 5);
        CHECK(reader.look(frame) == Look::frame);
        CHECK_EQUAL(frame.info().sequence, delivery == Delivery::all ? last + 1 : last + 2);
        poke(folder / "ring", control::kState, 9);
        CHECK_THROWS(SegmentException, "a state of 1 or 2", while (reader.look(frame) == Look::frame) {});
        poke(folder / "ring", control::kState, control::kInUse);
        CHECK(reader.look(frame) == Look::nothing);
    }
}

void shouldEndAPinWhereThereIsNoMemoryForTheFrame() {
    const Folder folder;
    RingWriterOptions options;
    options.slots = 5;
    RingWriter writer(folder / "ring", options);
    RingReaderOptions two;
    two.loans = 2;
    RingReader reader(folder / "ring", two);
    publish(writer, 1);
    FrameView kept, none;
    CHECK(reader.lookInPlace(kept) == Look::frame);
    publish(writer, 2);
    CHECK(reader.lookInPlace(none) == Look::frame);  // so that the reader has its second entry by now
    CHECK(none.shared());
    none.close();
    FrameTags tags;
    tags.fields["note"] = std::string(500, 'x');
    publish(writer, 3, kSmall, tags);
    bool thrown = false;
    no_memory = true;
    try {
        reader.lookInPlace(none);
    } catch (const std::bad_alloc&) {
        thrown = true;
    }
    no_memory = false;
    CHECK(thrown);
    std::ifstream table(table_of(folder / "ring"), std::ios::binary);
    std::vector<std::uint64_t> pins;
    for (std::size_t entry = 0; entry < 2; ++entry) {
        std::uint64_t pin = 0;
        table.seekg(static_cast<std::streamoff>(table::kFirst + entry * table::kBytes + table::kPin));
        table.read(reinterpret_cast<char*>(&pin), sizeof pin);
        if (pin != 0) pins.push_back(pin);
    }
    CHECK_EQUAL(pins.size(), 1U);
    CHECK_EQUAL(pins[0], 1U);
}

void shouldRegisterWithARingThatIsReplacedMeanwhile() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer, 1);
    std::atomic<bool> done{false};
    std::thread growing([&] {
        for (std::uint64_t i = 1; i <= 250; ++i) publish(writer, 2, FrameGeometry::bytes(i * 4096));
        done = true;
    });
    std::string failure;
    while (!done && failure.empty()) {
        RingReaderOptions awaited;
        awaited.awaited = true;
        RingReader reader(folder / "ring", awaited);
        FrameBuffer frame;
        try {
            reader.look(frame);
        } catch (const SegmentException& e) {
            failure = e.what();
        }
    }
    growing.join();
    CHECK_EQUAL(failure, std::string());
}

/// Run by .ci/clients on a file system that is too small.
int full(const std::string& folder) {
    return check::run({{"shouldSayHowManyBytesAFullFileSystemLacks", [&folder] {
                            RingWriter writer(folder + "/ring");
                            CHECK_THROWS(SegmentException, "room for ", publish(writer, 1, FrameGeometry::bytes(1 << 20)));
                            CHECK_EQUAL(detail::siblings(folder + "/ring", "").size(), 1U);  // the lock
                            CHECK_EQUAL(publish(writer, 1), 1U);
                            writer.unlink();
                        }}});
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "--full") return full(argv[2]);
#define TEST(name) {#name, name}
    return check::run({TEST(shouldDeliverWhatWasPublished), TEST(shouldDeliverTensorsAndEncodedFrames),
                       TEST(shouldCopyRowsThatLieApart), TEST(shouldDeliverTheNewestFrameAndCountTheRest),
                       TEST(shouldDeliverAllInOrderAsFarBackAsTheRingHolds),
                       TEST(shouldGoOnHalfAsFarBehindEachTimeItIsOvertaken), TEST(shouldNotOverwriteALoan),
                       TEST(shouldCopyWhereNoLoanCanBeHad), TEST(shouldKeepViewsBeyondTheirReaderAndInOtherThreads),
                       TEST(shouldPublishNothingOfAClaimThatIsGivenUp), TEST(shouldTakeARingOver),
                       TEST(shouldRetireARingThatIsTooSmallAndItsReadersFollow), TEST(shouldKeepALoanOfARetiredRing),
                       TEST(shouldGoOnCountingWhereARingDoesNotFit), TEST(shouldFollowANameThatWasTakenAway),
                       TEST(shouldWaitForASegmentAndForAFrame), TEST(shouldNotSleepBehindAWriterThatCannotWakeIt),
                       TEST(shouldRefuseASecondWriter),
                       TEST(shouldStopAWriterWhoseLockWasTakenAway), TEST(shouldRefuseAFrameWhenAnAwaitedReaderIsBehind),
                       TEST(shouldLoseNothingWhenTheWriterBlocks), TEST(shouldRefuseAFrameWhenABlockedWaitIsOver),
                       TEST(shouldLeaveNothingBehindWhenUnlinked), TEST(shouldGiveThePermissionsThatWereAskedFor),
                       TEST(shouldRefuseWhatIsNoRing), TEST(shouldNotFollowASymbolicLink),
                       TEST(shouldNeedARingThatFitsWhereNoneIsToBeMade), TEST(shouldSayThatASegmentWasCut),
                       TEST(shouldSayThatAControlPageWasDamaged), TEST(shouldPassOverADescriptorThatCannotBe),
                       TEST(shouldCheckAPayloadThatHasAChecksum), TEST(shouldRefuseMetadataThatDoNotFit),
                       TEST(shouldNotWaitForAReaderThatIsGoneWhileItsViewIsOut),
                       TEST(shouldNotDeliverAFrameAgainWhenItAttachesAnew),
                       TEST(shouldEndAPinWhereThereIsNoMemoryForTheFrame),
                       TEST(shouldRegisterWithARingThatIsReplacedMeanwhile),
                       TEST(shouldRefuseNamesAndSizesThatCannotBe)});
}
