// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include <shmframe/described.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

using namespace shmframe;
using check::Folder;
using namespace std::chrono_literals;

namespace {

std::vector<std::uint8_t> bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

template <class T>
T at(const std::vector<std::uint8_t>& bytes, std::size_t offset) {
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

void poke(const std::string& path, std::size_t offset, std::int32_t value) {
    const detail::Fd fd = detail::open_or_throw(path, O_RDWR, "a file");
    CHECK(::pwrite(fd.get(), &value, sizeof value, static_cast<off_t>(offset)) == ssize_t{4});
}

const std::vector<std::uint8_t> kPixels{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

void shouldWriteTheFrameheaderByteForByte() {
    const Folder folder;
    DescribedWriter writer(folder / "camera", "frameheader");
    writer.publish(kPixels.data(), FrameGeometry::of8Bit(2, 2, 3), 1'700'000'000'123'456'789U);
    const auto bytes = bytes_of(folder / "camera");
    CHECK_EQUAL(bytes.size(), 36U);
    CHECK_EQUAL(at<std::int32_t>(bytes, 0), 2);
    CHECK_EQUAL(at<std::int32_t>(bytes, 4), 2);
    CHECK_EQUAL(at<std::int32_t>(bytes, 8), 3);
    CHECK_EQUAL(at<std::int64_t>(bytes, 12), 1'700'000'000'123);
    CHECK_EQUAL(at<std::int32_t>(bytes, 20), 1);
    CHECK(std::equal(kPixels.begin(), kPixels.end(), bytes.begin() + 24));
}

void shouldDeliverAFrameOnce() {
    const Folder folder;
    DescribedWriter writer(folder / "camera", "frameheader");
    DescribedReader reader(folder / "camera", "frameheader");
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::detached);
    writer.publish(kPixels.data(), FrameGeometry::of8Bit(2, 2, 3), 5'000'000);
    CHECK(reader.await(frame, 10s) == Look::frame);
    CHECK(frame.info().geometry == FrameGeometry::of8Bit(2, 2, 3));
    CHECK_EQUAL(frame.info().timestampNanos, 5'000'000U);
    CHECK(std::equal(kPixels.begin(), kPixels.end(), frame.data()));
    CHECK(reader.look(frame) == Look::nothing);
}

void shouldGiveStampsThatIncrease() {
    const Folder folder;
    DescribedWriter writer(folder / "camera", "frameheader");
    for (int i = 0; i < 3; ++i) writer.publish(kPixels.data(), FrameGeometry::of8Bit(2, 2, 3), 5'000'000);
    CHECK_EQUAL(at<std::int64_t>(bytes_of(folder / "camera"), 12), 7);
}

void shouldTakeNoFrameThatIsBeingWritten() {
    const Folder folder;
    DescribedWriter writer(folder / "camera", "frameheader");
    DescribedReader reader(folder / "camera", "frameheader");
    FrameBuffer frame;
    writer.publish(kPixels.data(), FrameGeometry::of8Bit(2, 2, 3));
    poke(folder / "camera", 20, 0);
    CHECK(reader.look(frame) == Look::writing);
    poke(folder / "camera", 20, 1);
    CHECK(reader.look(frame) == Look::frame);
    poke(folder / "camera", 20, 7);
    CHECK_THROWS(SegmentException, "a 'valid' of 0 or 1, found 7", reader.look(frame));
}

void shouldTakeNoFrameThatReachesBeyondItsSegment() {
    const Folder folder;
    DescribedWriter writer(folder / "camera", "frameheader");
    DescribedReader reader(folder / "camera", "frameheader");
    FrameBuffer frame;
    writer.publish(kPixels.data(), FrameGeometry::of8Bit(2, 2, 3));
    for (const std::int32_t width : {3, -1, 0, INT32_MAX}) {
        poke(folder / "camera", 0, width);
        CHECK(reader.look(frame) == Look::invalid);
    }
}

void shouldKeepTheStreamsOfSeveralCamerasApart() {
    const Folder folder;
    std::vector<float> values{0.5F, 1.5F};
    FrameBuffer frame;
    for (unsigned stream = 0; stream < 2; ++stream) {
        DescribedOptions options;
        options.streams = 2;
        options.stream = stream;
        DescribedWriter writer(folder / "cameras", "imginf", options);
        values[0] = static_cast<float>(stream);
        writer.publish(values.data(), FrameGeometry::ofType(2, 1, 5));
    }
    const auto bytes = bytes_of(folder / "cameras");
    CHECK_EQUAL(bytes.size(), 2U * 6220812U);
    CHECK_EQUAL(at<std::int32_t>(bytes, 6220812 + 8), 5);
    DescribedOptions second;
    second.streams = 2;
    second.stream = 1;
    DescribedReader reader(folder / "cameras", "imginf", second);
    CHECK(reader.look(frame) == Look::frame);
    float first = 0;
    std::memcpy(&first, frame.data(), sizeof first);
    CHECK_EQUAL(first, 1.0F);
    CHECK_EQUAL(frame.info().geometry.type(), 5);
    CHECK(reader.look(frame) == Look::nothing);
}

void shouldCountFramesBySeqlockAndBySequence() {
    const Folder folder;
    for (const std::string guard : {"seqlock", "sequence"}) {
        const std::string layout = guard + ":u32,width:u16,height:u16,channels:u8,gain:i8";
        DescribedWriter writer(folder / guard, layout);
        DescribedReader reader(folder / guard, layout);
        FrameBuffer frame;
        for (int i = 1; i <= 2; ++i) {
            writer.publish(kPixels.data(), FrameGeometry::of8Bit(2, 2, 3));
            CHECK(reader.await(frame, 10s) == Look::frame);
            CHECK_EQUAL(at<std::uint32_t>(bytes_of(folder / guard), 0), guard == "seqlock" ? 2U * unsigned(i) : unsigned(i));
            CHECK(frame.info().fields.at("gain") == FieldValue(std::int64_t{0}));
        }
        CHECK(reader.look(frame) == Look::nothing);
    }
}

void shouldFollowANewSegment() {
    const Folder folder;
    DescribedReader reader(folder / "camera", "frameheader");
    FrameBuffer frame;
    for (int i = 0; i < 2; ++i) {
        DescribedWriter writer(folder / "camera", "frameheader");
        writer.publish(kPixels.data(), FrameGeometry::of8Bit(2 + unsigned(i), 2, 2));
        CHECK(reader.await(frame, 10s) == Look::frame);
        CHECK_EQUAL(frame.info().geometry.width(), 2U + unsigned(i));
        writer.unlink();
    }
}

void shouldPlaceFieldsAsDescribed() {
    const auto packed = HeaderLayout::parse(" a : u8 , b:i64, _:3, c:char[5]@20 , d:f32");
    CHECK_EQUAL(packed.find("b")->offset, 1U);
    CHECK_EQUAL(packed.find("c")->offset, 20U);
    CHECK_EQUAL(packed.find("d")->offset, 25U);
    CHECK_EQUAL(packed.bytes(), 29U);
    const auto natural = HeaderLayout::parse("a:u8,b:i64,c:u8", true);
    CHECK_EQUAL(natural.find("b")->offset, 8U);
    CHECK_EQUAL(natural.bytes(), 24U);
}

void shouldSayWhatIsWrongWithADescription() {
    CHECK_THROWS(LayoutException, "a type such as i32", HeaderLayout::parse("width:int"));
    CHECK_THROWS(LayoutException, "each name once", HeaderLayout::parse("a:i32,a:i32"));
    CHECK_THROWS(LayoutException, "fields that share no byte", HeaderLayout::parse("a:i32,b:i32@2"));
    CHECK_THROWS(LayoutException, "expected ':' at character 5", HeaderLayout::parse("width"));
    CHECK_THROWS(LayoutException, "a field 'channels' or 'type'", DescribedReader("x", "width:i32,height:i32"));
}

void shouldRefuseAPictureThatTheHeaderCannotSay() {
    const Folder folder;
    DescribedWriter writer(folder / "camera", "width:u8,height:u8,channels:u8");
    const std::vector<std::uint8_t> wide(300);
    CHECK_THROWS(LayoutException, "a value that fits the field 'width', found 300",
                 writer.publish(wide.data(), FrameGeometry::of8Bit(300, 1, 1)));
    CHECK_THROWS(LayoutException, "8-bit values", writer.publish(wide.data(), FrameGeometry::ofType(2, 1, 5)));
}

}  // namespace

int main() {
#define TEST(name) {#name, name}
    return check::run({TEST(shouldWriteTheFrameheaderByteForByte), TEST(shouldDeliverAFrameOnce),
                       TEST(shouldGiveStampsThatIncrease), TEST(shouldTakeNoFrameThatIsBeingWritten),
                       TEST(shouldTakeNoFrameThatReachesBeyondItsSegment), TEST(shouldKeepTheStreamsOfSeveralCamerasApart),
                       TEST(shouldCountFramesBySeqlockAndBySequence), TEST(shouldFollowANewSegment),
                       TEST(shouldPlaceFieldsAsDescribed), TEST(shouldSayWhatIsWrongWithADescription),
                       TEST(shouldRefuseAPictureThatTheHeaderCannotSay)});
}
