// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "description.hpp"
#include "detail/os.hpp"
#include "detail/words.hpp"
#include "geometry.hpp"
#include "info.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

// Pictures behind headers of other people: docs/spec/described.md, of which this covers `width`, `height`, `channels` or
// `type`, the stamps, and the guards `valid`, `seqlock`, `sequence` and none. Handshakes and tensors are left to shmframe.

namespace shmframe {

struct DescribedOptions {
    unsigned stream = 0;           ///< which of several cameras in one segment
    unsigned streams = 1;          ///< how many there are
    std::size_t streamStride = 0;  ///< bytes from one to the next; 0: imginf's, else an equal share of the segment
    bool natural = false;          ///< fields lie on multiples of their size
    std::size_t capacity = 0;      ///< writer: bytes of pixels that a new segment holds; 0: as many as the first frame has
    unsigned permissions = 0600;   ///< writer: of a new segment
};

namespace detail {

/// What reader and writer have in common: the layout, and where the guard, the sizes and the payload lie.
class DescribedStream {
public:
    enum class Guard { valid, seqlock, sequence, none };

    DescribedStream(const std::string& name, const std::string& layout, const DescribedOptions& given)
        : path(segment_path(name)), header(HeaderLayout::parse(layout, given.natural)), options(given) {
        if (options.streams < 1 || options.stream >= options.streams) {
            throw LayoutException("stream", "0 to " + std::to_string(options.streams - 1), std::to_string(options.stream));
        }
        if (layout == "imginf" && options.streamStride == 0 && options.streams > 1) {
            options.streamStride = 1920 * 1080 * 3 + 12;
        }
        width = integer("width", true);
        height = integer("height", true);
        channels = integer("channels", false);
        type = integer("type", false);
        if (channels == nullptr && type == nullptr) throw LayoutException("layout", "a field 'channels' or 'type'", "none");
        if (header.find("status") != nullptr) throw LayoutException("layout", "no handshake ('status')", "one");
        guard = Guard::none;
        for (const auto kind : {Guard::sequence, Guard::seqlock, Guard::valid}) {
            static const char* const kNames[] = {"valid", "seqlock", "sequence"};
            if (const HeaderField* found = integer(kNames[static_cast<int>(kind)], false)) {
                guard = kind;
                word = found;
            }
        }
        for (const char* unit : {"timestampNs", "timestampUs", "timestampMs", "timestampS"}) {
            stamps.push_back(integer(unit, false));
        }
    }

    const HeaderField* integer(const char* name, bool required) const {
        const HeaderField* field = header.find(name);
        if (field == nullptr && !required) return nullptr;
        if (field == nullptr || !field->integer() || field->count != 1) {
            throw LayoutException("layout", std::string("a field '") + name + "' of one integer", "none");
        }
        return field;
    }

    /// Where the stream begins in a segment of so many bytes.
    std::size_t base(std::size_t segment) const noexcept {
        const std::size_t stride = options.streamStride != 0 ? options.streamStride : segment / options.streams;
        return stride * options.stream;
    }
    /// How many bytes it has.
    std::size_t room(std::size_t segment) const noexcept {
        const std::size_t from = base(segment);
        if (from >= segment) return 0;
        const std::size_t stride = options.streamStride != 0 ? options.streamStride : segment / options.streams;
        return options.streams == 1 ? segment - from : std::min(stride, segment - from);
    }

    /// A guard that lies on a multiple of its size is loaded and stored in one piece; on another offset the hardware gives a
    /// plain access, as the layout has it.
    std::int64_t load_guard(const std::uint8_t* stream) const noexcept {
        const std::uint8_t* at = stream + word->offset;
        if (word->size() == 4 && reinterpret_cast<std::uintptr_t>(at) % 4 == 0) {
            const std::uint32_t value = load_acquire32(at);
            return word->isSigned() ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
        }
        if (word->size() == 8 && reinterpret_cast<std::uintptr_t>(at) % 8 == 0) {
            return static_cast<std::int64_t>(load_acquire(at));
        }
        const std::int64_t value = word->read(stream);
        acquire_fence();
        return value;
    }
    void store_guard(std::uint8_t* stream, std::int64_t value) const noexcept {
        std::uint8_t* at = stream + word->offset;
        if (word->size() == 4 && reinterpret_cast<std::uintptr_t>(at) % 4 == 0) {
            store_release32(at, static_cast<std::uint32_t>(value));
        } else if (word->size() == 8 && reinterpret_cast<std::uintptr_t>(at) % 8 == 0) {
            store_release(at, static_cast<std::uint64_t>(value));
        } else {
            release_fence();
            word->write(stream, value);
        }
    }

    std::string path;
    HeaderLayout header;
    DescribedOptions options;
    Guard guard = Guard::none;
    const HeaderField* word = nullptr;  // the guard's field; null without one
    const HeaderField *width = nullptr, *height = nullptr, *channels = nullptr, *type = nullptr;
    std::vector<const HeaderField*> stamps;  // nanoseconds, micro, milli, seconds; null where there is none

    DescribedStream(const DescribedStream&) = delete;
    DescribedStream& operator=(const DescribedStream&) = delete;
};

}  // namespace detail

/// Writes pictures behind a described header, each over the one before. One thread at a time, and no second writer.
class DescribedWriter {
public:
    /// @param name of a segment in /dev/shm, or a path
    /// @param layout a description, or `frameheader`, `imginf`
    DescribedWriter(const std::string& name, const std::string& layout, DescribedOptions options = {})
        : stream_(name, layout, options) {}

    /// Copies a picture into the segment; the first one makes it, if it is not there.
    /// @param timestampNanos when it was taken; 0: now. The stamp that is written is larger than the one before
    /// @throws LayoutException if the header cannot say what the picture is
    /// @throws SegmentException if the segment cannot be had or is too small
    void publish(const void* pixels, const FrameGeometry& geometry, std::uint64_t timestampNanos = 0) {
        if (!geometry.isPicture() || geometry.planar()) {
            throw LayoutException(stream_.path, "a picture of one plane", geometry.text());
        }
        if (stream_.type == nullptr && geometry.element() != ElementType::uint8) {
            throw LayoutException(stream_.path, "8-bit values, as the header has no 'type'", geometry.text());
        }
        const auto need = static_cast<std::size_t>(geometry.bytes());
        open(need);
        std::uint8_t* at = segment_.base() + stream_.base(segment_.length());
        if (stream_.header.bytes() + need > stream_.room(segment_.length())) {
            throw SegmentException(SegmentException::Reason::too_small, stream_.path,
                                   std::to_string(stream_.header.bytes() + need) + " bytes for the stream",
                                   std::to_string(stream_.room(segment_.length())));
        }
        if (detail::status(file_, stream_.path).size < segment_.length()) {
            segment_.reset();
            throw SegmentException(SegmentException::Reason::truncated, stream_.path, "the segment as it was",
                                   "a file that was cut");
        }
        require_fit(stream_.width, geometry.width());
        require_fit(stream_.height, geometry.height());
        require_fit(stream_.channels, geometry.channels());
        const std::int64_t before = begin(at);
        put(at, stream_.width, geometry.width());
        put(at, stream_.height, geometry.height());
        put(at, stream_.channels, geometry.channels());
        if (stream_.type != nullptr) stream_.type->write(at, geometry.type());
        put_stamps(at, timestampNanos != 0 ? timestampNanos : detail::wall_nanos());
        std::memcpy(at + stream_.header.bytes(), pixels, need);
        // Full fence: pairs with the reader's acquire load of the guard.
        detail::full_fence();
        if (stream_.word == nullptr) return;
        stream_.store_guard(at, stream_.guard == Guard::valid ? 1 : before + 1);
    }

    /// Removes the segment's name.
    void unlink() noexcept { ::unlink(stream_.path.c_str()); }

private:
    using Guard = detail::DescribedStream::Guard;

    /// Withdraws the frame that is there.
    std::int64_t begin(std::uint8_t* at) {
        std::int64_t value = stream_.word == nullptr ? 0 : stream_.word->read(at);
        if (stream_.guard == Guard::seqlock) value |= 1;  // one that a dead writer left odd stays odd
        if (stream_.guard == Guard::valid) value = 0;
        if (stream_.guard == Guard::valid || stream_.guard == Guard::seqlock) stream_.store_guard(at, value);
        // Release fence: pairs with the reader's acquire fence before its second look at the guard.
        detail::release_fence();
        return value;
    }

    static void put(std::uint8_t* at, const HeaderField* field, std::uint64_t value) noexcept {
        if (field != nullptr) field->write(at, static_cast<std::int64_t>(value));
    }

    void require_fit(const HeaderField* field, std::uint64_t value) const {
        if (field == nullptr || field->fits(static_cast<std::int64_t>(value))) return;
        throw LayoutException(stream_.path, "a value that fits the field '" + field->name + "'", std::to_string(value));
    }

    void put_stamps(std::uint8_t* at, std::uint64_t nanos) {
        static constexpr std::uint64_t kUnits[] = {1, 1000, 1'000'000, 1'000'000'000};
        for (std::size_t i = 0; i < 4; ++i) {
            if (stream_.stamps[i] == nullptr) continue;
            if (last_ != 0 && nanos / kUnits[i] <= last_ / kUnits[i]) nanos = (last_ / kUnits[i] + 1) * kUnits[i];
            break;  // the finest decides
        }
        last_ = nanos;
        for (std::size_t i = 0; i < 4; ++i) {
            if (stream_.stamps[i] != nullptr) stream_.stamps[i]->write(at, static_cast<std::int64_t>(nanos / kUnits[i]));
        }
    }

    void open(std::size_t need) {
        if (segment_.base() != nullptr) return;
        file_ = detail::open_file(stream_.path, O_RDWR);
        if (!file_) {
            if (errno != ENOENT) detail::throw_errno(stream_.path, "a segment that may be written", errno);
            create(stream_.header.bytes() + std::max(need, stream_.options.capacity));
        }
        const auto found = detail::status(file_, stream_.path);
        if (!found.regular || found.size < stream_.header.bytes()) {
            throw SegmentException(SegmentException::Reason::too_small, stream_.path,
                                   std::to_string(stream_.header.bytes() + need) + " bytes", std::to_string(found.size));
        }
        segment_ = detail::Mapping(file_, static_cast<std::size_t>(found.size), true, stream_.path);
    }

    /// Whole, under another name, so that nobody sees half of it.
    void create(std::size_t each) {
        const std::size_t streams = stream_.options.streams;
        const std::size_t stride = stream_.options.streamStride;
        const std::size_t bytes = streams == 1 ? each : streams * (stride != 0 ? stride : each);
        const std::string fresh = stream_.path + "~new-" + detail::hex(detail::random_id());
        file_ = detail::open_or_throw(fresh, O_RDWR | O_CREAT | O_EXCL, "to be made", 0600);
        try {
            detail::allocate(file_, bytes, stream_.path);
            ::fchmod(file_.get(), static_cast<mode_t>(stream_.options.permissions));
            if (::rename(fresh.c_str(), stream_.path.c_str()) != 0) {
                detail::throw_errno(stream_.path, "to get its name", errno);
            }
        } catch (...) {
            ::unlink(fresh.c_str());
            file_.reset();
            throw;
        }
    }

    detail::DescribedStream stream_;
    detail::Fd file_;
    detail::Mapping segment_;
    std::uint64_t last_ = 0;
};

/// Reads pictures behind a described header. One thread at a time may use it.
class DescribedReader {
public:
    DescribedReader(const std::string& name, const std::string& layout, DescribedOptions options = {})
        : stream_(name, layout, options) {}

    /// Takes a fresh and whole frame if there is one. What "whole" is worth depends on the guard: docs/spec/described.md.
    /// @throws SegmentException if what lies there does not fit the description; the next look tries again
    Look look(FrameBuffer& target) {
        if (!attach()) return Look::detached;
        const std::uint8_t* at = segment_.base() + stream_.base(segment_.length());
        const std::int64_t guard = stream_.word == nullptr ? 0 : stream_.load_guard(at);  // R1
        if (stream_.guard == Guard::valid && guard != 0 && guard != 1) {
            throw SegmentException(SegmentException::Reason::layout, stream_.path, "a 'valid' of 0 or 1",
                                   std::to_string(guard));
        }
        if (stream_.guard == Guard::valid && guard == 0) return Look::writing;
        if (stream_.guard == Guard::seqlock && (guard & 1) != 0) return Look::writing;
        if ((stream_.guard == Guard::seqlock || stream_.guard == Guard::sequence) && guard == 0) return Look::nothing;
        header_.assign(at, at + stream_.header.bytes());  // R2
        if (!same_guard(at, guard)) return Look::torn;
        if (std::all_of(header_.begin(), header_.end(), [](std::uint8_t b) { return b == 0; })) return Look::nothing;
        if (fresh_by_header() && taken_ && header_ == last_) return Look::nothing;
        FrameInfo& info = target.info();
        if (!understand(info)) return Look::invalid;  // R3
        const auto size = static_cast<std::size_t>(info.payloadBytes);
        std::uint8_t* copy = next_.reserve(size);
        const std::uint8_t* pixels = at + stream_.header.bytes();
        std::memcpy(copy, pixels, size);  // R4
        if (!same(at, guard)) return Look::torn;  // R5
        if (stream_.guard != Guard::seqlock) {  // R6
            if (stream_.guard != Guard::valid) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (std::memcmp(copy, pixels, size) != 0 || !same(at, guard)) return Look::torn;
        }
        if (!fresh_by_header() && taken_ && header_ == last_ && target.size() == size &&
            std::memcmp(target.data(), copy, size) == 0) {
            return Look::nothing;
        }
        last_ = header_;
        taken_ = true;
        next_.info() = info;
        std::swap(target, next_);
        return Look::frame;
    }

    /// Waits for a frame, at most so long; else says what the last look found. Give the same buffer each time.
    Look await(FrameBuffer& target, std::chrono::nanoseconds at_most) {
        const auto until = Clock::now() + at_most;
        for (unsigned round = 0;; ++round) {
            const Look found = look(target);
            if (found == Look::frame || Clock::now() >= until) return found;
            if (round >= 100) std::this_thread::sleep_for(std::chrono::microseconds(found == Look::detached ? 20000 : 500));
        }
    }

private:
    using Guard = detail::DescribedStream::Guard;
    using Clock = std::chrono::steady_clock;

    bool attach() {
        if (segment_.base() != nullptr) {
            const auto now = Clock::now();
            detail::FileStatus found;
            const bool gone = now - looked_ >= std::chrono::milliseconds(100) && detail::status(stream_.path, found) &&
                              found.identity != identity_;
            if (now - looked_ >= std::chrono::milliseconds(100)) looked_ = now;
            if (!gone && detail::status(file_, stream_.path).size >= segment_.length()) return true;
            segment_.reset();
        }
        file_ = detail::open_file(stream_.path, O_RDONLY);
        if (!file_) {
            if (errno == ENOENT) return false;
            detail::throw_errno(stream_.path, "a segment that may be read", errno);
        }
        const auto found = detail::status(file_, stream_.path);
        if (!found.regular) {
            throw SegmentException(SegmentException::Reason::not_a_file, stream_.path, "a file", "something else");
        }
        const auto bytes = static_cast<std::size_t>(found.size);
        if (bytes == 0) return false;  // its writer is about to size it
        if (stream_.room(bytes) < stream_.header.bytes()) {
            throw SegmentException(SegmentException::Reason::too_small, stream_.path,
                                   "a header of " + std::to_string(stream_.header.bytes()) + " bytes",
                                   std::to_string(stream_.room(bytes)));
        }
        segment_ = detail::Mapping(file_, bytes, false, stream_.path);
        identity_ = found.identity;
        looked_ = Clock::now();
        taken_ = false;
        return true;
    }

    bool fresh_by_header() const noexcept {
        if (stream_.guard == Guard::seqlock || stream_.guard == Guard::sequence) return true;
        return std::any_of(stream_.stamps.begin(), stream_.stamps.end(), [](const HeaderField* f) { return f != nullptr; });
    }

    bool same_guard(const std::uint8_t* at, std::int64_t guard) const noexcept {
        // Acquire fence: what was read before this look; pairs with the writer's release fence behind the withdrawal.
        detail::acquire_fence();
        return stream_.word == nullptr || stream_.load_guard(at) == guard;
    }

    bool same(const std::uint8_t* at, std::int64_t guard) const noexcept {
        if (!same_guard(at, guard)) return false;
        if (std::memcmp(at, header_.data(), header_.size()) != 0) return false;
        return same_guard(at, guard);
    }

    bool understand(FrameInfo& info) const {
        const std::int64_t width = stream_.width->read(header_.data()), height = stream_.height->read(header_.data());
        const std::int64_t type = stream_.type == nullptr ? -1 : stream_.type->read(header_.data());
        const std::int64_t channels =
            stream_.channels == nullptr ? (type >> 3) + 1 : stream_.channels->read(header_.data());
        if (width < 1 || height < 1 || channels < 1 || channels > 512) return false;
        if (stream_.type != nullptr && (type < 0 || type > 4095 || (type >> 3) + 1 != channels)) return false;
        if (width > INT32_MAX || height > INT32_MAX) return false;
        try {
            info = FrameInfo();
            info.geometry = FrameGeometry::picture(
                static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(channels),
                stream_.type == nullptr ? ElementType::uint8 : static_cast<ElementType>(type & 7));
        } catch (const LayoutException&) {
            return false;
        }
        info.planes = info.geometry.planes();
        info.payloadBytes = info.geometry.bytes();
        if (info.payloadBytes > stream_.room(segment_.length()) - stream_.header.bytes()) return false;
        static constexpr std::uint64_t kUnits[] = {1, 1000, 1'000'000, 1'000'000'000};
        for (std::size_t i = 0; i < 4; ++i) {
            if (stream_.stamps[i] == nullptr) continue;
            const std::int64_t stamp = stream_.stamps[i]->read(header_.data());
            if (stamp > 0) info.timestampNanos = static_cast<std::uint64_t>(stamp) * kUnits[i];
            break;
        }
        for (const auto& field : stream_.header.fields()) {
            if (field.integer() && field.count == 1) info.fields[field.name] = field.read(header_.data());
        }
        if (stream_.guard == Guard::sequence) {
            info.sequence = static_cast<std::uint64_t>(stream_.word->read(header_.data()));
        }
        return true;
    }

    detail::DescribedStream stream_;
    detail::Fd file_;
    detail::Mapping segment_;
    detail::Identity identity_;
    Clock::time_point looked_{};
    std::vector<std::uint8_t> header_, last_;
    FrameBuffer next_;
    bool taken_ = false;
};

}  // namespace shmframe
