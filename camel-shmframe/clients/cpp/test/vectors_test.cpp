// SPDX-License-Identifier: Apache-2.0
//
// The test vectors of docs/spec/vectors, which all clients read: the folder is the argument, or SHMFRAME_VECTORS.
#include "check.hpp"

#include <shmframe/ring.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>

using namespace shmframe;
using check::Folder;

namespace {

std::string vectors;

/// `key=value` lines.
class Expected {
public:
    explicit Expected(const std::string& name) {
        std::ifstream file(vectors + "/" + name + ".txt");
        if (!file) throw check::Failure{"no vector " + name + " in " + vectors};
        for (std::string line; std::getline(file, line);) {
            const auto at = line.find('=');
            values_[line.substr(0, at)] = line.substr(at + 1);
        }
    }
    std::string text(const std::string& key) const {
        const auto found = values_.find(key);
        if (found == values_.end()) throw check::Failure{"no " + key};
        return found->second;
    }
    std::int64_t number(const std::string& key) const { return std::stoll(text(key)); }
    std::uint64_t word(const std::string& key) const { return static_cast<std::uint64_t>(number(key)); }
    std::size_t count(const std::string& key) const { return static_cast<std::size_t>(number(key + ".count")); }

private:
    std::map<std::string, std::string> values_;
};

Bytes unhex(const std::string& text) {
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

/// The length, then lines of `offset: bytes`; what is not named is 0.
void copy(const std::string& vector, const std::string& to) {
    std::ifstream file(vectors + "/" + vector);
    std::string line;
    if (!std::getline(file, line)) throw check::Failure{"no " + vector};
    Bytes bytes(std::stoul(line));
    while (std::getline(file, line)) {
        const auto colon = line.find(": ");
        const Bytes part = unhex(line.substr(colon + 2));
        std::copy(part.begin(), part.end(), bytes.begin() + std::stol(line.substr(0, colon)));
    }
    std::ofstream(to, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}

void install(const Expected& expected, const Folder& folder) {
    copy(expected.text("segment"), folder / "ring");
    const std::string table = expected.text("tableName");
    copy(expected.text("table"), folder / ("ring" + table.substr(table.find('~'))));
}

void same_metadata(const FrameInfo& info, const Expected& expected, const std::string& frame) {
    const std::size_t count = expected.count(frame + ".metadata");
    CHECK_EQUAL(info.fields.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string entry = frame + ".metadata." + std::to_string(i);
        const auto found = info.fields.find(expected.text(entry + ".key"));
        CHECK(found != info.fields.end());
        const std::string type = expected.text(entry + ".type"), value = expected.text(entry + ".value");
        if (type == "text") CHECK(std::get<std::string>(found->second) == value);
        if (type == "long") CHECK_EQUAL(std::get<std::int64_t>(found->second), std::stoll(value));
        if (type == "double") CHECK_EQUAL(std::get<double>(found->second), std::stod(value));
        if (type == "truth") CHECK_EQUAL(std::get<bool>(found->second), value == "true");
        if (type == "bytes") CHECK(std::get<Bytes>(found->second) == unhex(value));
    }
}

void same(const std::uint8_t* data, std::size_t size, const FrameInfo& info, const Expected& expected,
          const std::string& frame) {
    const Bytes payload = unhex(expected.text(frame + ".payload"));
    CHECK_EQUAL(info.ticket, expected.word(frame + ".ticket"));
    CHECK_EQUAL(info.sequence, expected.word(frame + ".sequence"));
    CHECK_EQUAL(info.timestampNanos, expected.word(frame + ".captured"));
    CHECK_EQUAL(info.capturedMonotonicNanos, expected.word(frame + ".capturedMonotonic"));
    CHECK_EQUAL(info.publishedNanos, expected.word(frame + ".publishedAt"));
    CHECK_EQUAL(info.publishedMonotonicNanos, expected.word(frame + ".publishedMonotonic"));
    CHECK_EQUAL(info.flags, expected.word(frame + ".flags"));
    CHECK_EQUAL(std::uint64_t{info.fourcc}, expected.word(frame + ".fourcc"));
    CHECK_EQUAL(static_cast<std::uint64_t>(info.colourRange), expected.word(frame + ".colourRange"));
    CHECK_EQUAL(size, payload.size());
    CHECK(std::equal(payload.begin(), payload.end(), data));
    const std::int64_t kind = expected.number(frame + ".kind");
    CHECK_EQUAL(info.geometry.isPicture(), kind == 1);
    CHECK_EQUAL(info.encoding != "raw", kind == 3);
    if (kind == 1) {
        CHECK_EQUAL(info.geometry.width(), expected.word(frame + ".width"));
        CHECK_EQUAL(info.geometry.height(), expected.word(frame + ".height"));
        CHECK_EQUAL(info.geometry.channels(), expected.word(frame + ".channels"));
        CHECK_EQUAL(std::int64_t{info.geometry.type()}, expected.number(frame + ".type"));
        CHECK_EQUAL(info.planes.size(), expected.count(frame + ".planes"));
        for (std::size_t i = 0; i < info.planes.size(); ++i) {
            const std::string plane = frame + ".planes." + std::to_string(i);
            CHECK_EQUAL(info.planes[i].offset, expected.word(plane + ".offset"));
            CHECK_EQUAL(info.planes[i].stride, expected.word(plane + ".stride"));
        }
    }
    if (kind == 2 && info.geometry.isTensor()) {
        CHECK_EQUAL(info.geometry.dimensions(), expected.count(frame + ".shape"));
        for (std::size_t i = 0; i < info.geometry.dimensions(); ++i) {
            CHECK_EQUAL(info.geometry.length(i), expected.word(frame + ".shape." + std::to_string(i)));
        }
        CHECK_EQUAL(dtype_of(info.geometry.element()), expected.number(frame + ".dtype"));
    }
    if (kind == 3) CHECK_EQUAL(info.encodedWidth, expected.word(frame + ".width"));
    same_metadata(info, expected, frame);
}

void refused(const Expected& expected, const Folder& folder) {
    const std::string error = expected.text("error");
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    const std::string part = error == "version" ? "found version " : error == "crc" ? "CRC" : "";
    CHECK_THROWS(SegmentException, part, reader.look(frame));
}

/// Frames in order and on loan, the newest, and what a writer makes of it.
void read(const std::string& name) {
    const Expected expected(name);
    const Folder folder;
    install(expected, folder);
    if (expected.text("error") != "none") return refused(expected, folder);
    const RingFigures figures = RingFigures::of(folder / "ring");
    CHECK_EQUAL(figures.id, expected.word("control.id"));
    CHECK_EQUAL(figures.head, expected.word("control.head"));
    CHECK_EQUAL(figures.skipped, expected.word("control.skipped"));
    RingReaderOptions all, copies;
    all.delivery = copies.delivery = Delivery::all;
    copies.loans = 0;
    RingReader copying(folder / "ring", copies), lending(folder / "ring", all), newest(folder / "ring");
    FrameBuffer frame;
    FrameView view;
    const std::size_t count = expected.count("all");
    std::size_t copied = 0, lent = 0, loans = 0;
    for (Look found = Look::invalid; found == Look::invalid || found == Look::frame;) {
        found = copying.look(frame);
        if (found != Look::frame) continue;
        CHECK(copied < count);
        same(frame.data(), frame.size(), frame.info(), expected, "frames." + std::to_string(copied++));
    }
    CHECK_EQUAL(copied, count);
    CHECK_EQUAL(copying.counters().invalid, expected.count("invalid"));
    for (Look found = Look::invalid; found == Look::invalid || found == Look::frame;) {
        found = lending.lookInPlace(view);
        if (found != Look::frame) continue;
        loans += view.shared() ? 1 : 0;
        same(view.data(), view.size(), view.info(), expected, "frames." + std::to_string(lent++));
    }
    CHECK_EQUAL(lent, count);
    CHECK(loans == (figures.pins > 0 ? count : 0));
    const bool fresh = newest.look(frame) == Look::frame;
    CHECK_EQUAL(fresh ? frame.info().ticket : 0, expected.word("latest"));
    RingWriter writer(folder / "ring");
    const std::uint8_t byte = 1;
    const std::uint64_t sequence = writer.publish(&byte, FrameGeometry::bytes(1));
    CHECK_EQUAL(RingFigures::of(folder / "ring").id == figures.id, expected.text("takeover.fits") == "true");
    if (expected.text("takeover.fits") == "true") {
        CHECK_EQUAL(sequence, expected.word("takeover.nextSequence"));
        CHECK(RingFigures::of(folder / "ring").head >= expected.word("takeover.searchFrom"));
    }
}

/// What our writer says of the frames of a vector is what the vector says, word for word.
void write(const std::string& name) {
    const Expected expected(name);
    const Folder folder;
    install(expected, folder);
    RingReaderOptions all;
    all.delivery = Delivery::all;
    RingReader reader(folder / "ring", all);
    FrameBuffer frame;
    while (reader.look(frame) == Look::frame) {
        const FrameInfo& info = frame.info();
        if (info.geometry.isPicture() && info.planes[0].stride != info.geometry.rowBytes()) continue;
        FrameTags tags;
        tags.timestampNanos = info.timestampNanos;
        tags.capturedMonotonicNanos = info.capturedMonotonicNanos;
        tags.fields = info.fields;
        tags.encoding = info.encoding;
        tags.colourRange = info.colourRange;
        tags.width = info.encodedWidth;
        tags.height = info.encodedHeight;
        RingWriterOptions options;
        options.checksum = (info.flags & descriptor::kCrcCounts) != 0;
        RingWriter writer(folder / "own", options);
        writer.publish(frame.data(), info.geometry, tags);
        const auto from = detail::Attachment::open(folder / "ring"), own = detail::Attachment::open(folder / "own");
        detail::DescriptorCopy given{}, made{};
        from->copy_descriptor(info.ticket, given);
        own->copy_descriptor(own->head(), made);
        for (std::size_t at = descriptor::kPayloadBytes; at < descriptor::kMetadataBytes; at += 8) {
            if (at == descriptor::kFlags) continue;
            if (at == descriptor::kCaptured && info.timestampNanos == 0) continue;
            if (given.field(at) != made.field(at)) {
                throw check::Failure{name + ": word at " + std::to_string(at) + " of ticket " + std::to_string(info.ticket)};
            }
        }
        writer.unlink();
    }
}

/// What a number of a descriptor that is opaque makes of it: the second one of a vector.
void spoil(std::size_t offset, std::int64_t value, Look expected) {
    const Expected vector("ring-encoded-with-metadata");
    const Folder folder;
    install(vector, folder);
    std::fstream file(folder / "ring", std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(4096 + 2 * 2048 + offset));
    file.write(reinterpret_cast<const char*>(&value), sizeof value);
    file.close();
    RingReaderOptions all;
    all.delivery = Delivery::all;
    RingReader reader(folder / "ring", all);
    FrameBuffer frame;
    CHECK(reader.look(frame) == Look::frame);
    CHECK(reader.look(frame) == expected);
    CHECK(reader.look(frame) == Look::frame);
}

}  // namespace

int main(int argc, char** argv) {
    const char* folder = std::getenv("SHMFRAME_VECTORS");
    vectors = argc > 1 ? argv[1] : folder != nullptr ? folder : "docs/spec/vectors";
    check::Tests tests;
    std::size_t found = 0;
    for (const auto& file : detail::siblings(vectors + "/ring-", "")) {
        if (file.size() < 4 || file.compare(file.size() - 4, 4, ".txt") != 0) continue;
        const std::string name = file.substr(vectors.size() + 1, file.size() - vectors.size() - 5);
        tests.emplace_back("shouldReadAVector", [name] {
            try {
                read(name);
            } catch (const check::Failure& failure) {
                throw check::Failure{name + ": " + failure.text};
            }
        });
        ++found;
    }
    for (const char* name : {"ring-image", "ring-nv12", "ring-tensor", "ring-encoded-with-metadata"}) {
        tests.emplace_back("shouldWriteWhatAVectorSays", [name] { write(name); });
    }
    tests.emplace_back("shouldNotLookAtTheChannelsOfAnotherKind", [] { spoil(168, 4711, Look::frame); });
    tests.emplace_back("shouldTakeAKindOfALaterVersionForBytes", [] { spoil(120, 4, Look::frame); });
    tests.emplace_back("shouldPassOverAKindBelowZero", [] { spoil(120, -1, Look::invalid); });
    tests.emplace_back("shouldFindVectors", [found] { CHECK(found > 0); });
    return check::run(tests);
}
