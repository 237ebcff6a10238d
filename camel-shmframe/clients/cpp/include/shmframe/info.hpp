// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "geometry.hpp"
#include "metadata.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace shmframe {

/// What a writer may say of a frame; combined with `|`.
enum FrameFlag : std::uint64_t {
    DISCONTINUITY = 1,         ///< frames before it are lost
    CORRUPT = 2,               ///< its content is known to be damaged
    END_OF_STREAM = 4,         ///< no frame follows
    CONFIGURATION_CHANGED = 8  ///< size, type or coding changed with this frame
};

/// Whether the values of a picture use the whole range.
enum class ColourRange : std::uint64_t { unknown = 0, limited = 1, full = 2 };

/// What is written of a frame besides its payload and its geometry.
struct FrameTags {
    std::uint64_t timestampNanos = 0;         ///< when it was taken, nanoseconds since 1970; 0: when it is claimed
    std::uint64_t capturedMonotonicNanos = 0; ///< the same by CLOCK_MONOTONIC; 0 unknown
    Fields fields;                            ///< metadata
    std::string encoding = "raw";             ///< or a lower-case codec name of at most four letters: `jpeg`, `h264`
    std::uint64_t flags = 0;                  ///< of FrameFlag
    ColourRange colourRange = ColourRange::unknown;
    std::uint64_t width = 0, height = 0;      ///< of an encoded picture, where known
};

/// What is known of a frame besides its payload.
struct FrameInfo {
    FrameGeometry geometry;                      ///< of an encoded frame so many bytes
    std::vector<Plane> planes;                   ///< of a picture: where its rows lie
    std::uint64_t timestampNanos = 0;            ///< when it was taken, nanoseconds since 1970; 0 unknown
    std::uint64_t capturedMonotonicNanos = 0;    ///< the same by CLOCK_MONOTONIC; 0 unknown
    std::uint64_t publishedNanos = 0;            ///< when it was published, nanoseconds since 1970
    std::uint64_t publishedMonotonicNanos = 0;   ///< the same by CLOCK_MONOTONIC; 0 unknown
    std::uint64_t sequence = 0;                  ///< number of the frame, from 1, without gaps
    std::uint64_t ticket = 0;                    ///< its place in the ring
    std::uint64_t missed = 0;                    ///< frames that passed since the one taken before
    std::uint64_t torn = 0;                      ///< looks in vain since the one taken before
    std::uint64_t payloadBytes = 0;
    std::uint64_t flags = 0;                     ///< of FrameFlag
    std::string encoding = "raw";
    std::uint32_t fourcc = 0;                    ///< as it stands in the segment
    std::uint64_t encodedWidth = 0, encodedHeight = 0;  ///< of an encoded picture; 0 unknown
    ColourRange colourRange = ColourRange::unknown;
    Fields fields;                               ///< metadata

    bool has(FrameFlag flag) const noexcept { return (flags & flag) != 0; }
};

/// What a look at a segment found.
enum class Look {
    frame,     ///< a fresh and whole frame, which has been taken
    nothing,   ///< nothing that has not been delivered before
    writing,   ///< the writer is in the middle of a frame (described headers only)
    torn,      ///< a fresh frame, but it was overwritten while it was being copied
    invalid,   ///< a descriptor that cannot be true; it is counted and passed over
    detached   ///< no segment to look at
};

/// Memory of the reader's own that frames are copied to. It grows, and is used again.
class FrameBuffer {
public:
    const std::uint8_t* data() const noexcept { return memory_.get(); }
    std::uint8_t* data() noexcept { return memory_.get(); }
    std::size_t size() const noexcept { return size_; }
    const FrameInfo& info() const noexcept { return info_; }
    FrameInfo& info() noexcept { return info_; }

    /// Makes room; what was there is lost. The bytes are not set.
    std::uint8_t* reserve(std::size_t size) {
        if (size > capacity_ || memory_ == nullptr) {
            const std::size_t room = size == 0 ? 1 : size;
            memory_.reset(new std::uint8_t[room]);
            capacity_ = room;
        }
        size_ = size;
        return memory_.get();
    }

private:
    std::unique_ptr<std::uint8_t[]> memory_;
    std::size_t capacity_ = 0, size_ = 0;
    FrameInfo info_;
};

}  // namespace shmframe
