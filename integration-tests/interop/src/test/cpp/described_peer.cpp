// SPDX-License-Identifier: Apache-2.0
//
// The independent judge of header descriptions. For each case of descriptions.psv it has a struct as a program in the
// field would have it, and writes and checks frames by that struct alone: offsets come from offsetof, sizes from sizeof,
// and it has never seen the text of a description. What is right is what the compiler makes of the struct; that `read`
// accepts what `write` wrote proves nothing about a description, it only shows that this program is consistent.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -Werror -o described_peer described_peer.cpp
//
//   described_peer list              the names of the cases
//   described_peer write NAME CASE   creates /dev/shm/NAME with one frame in it, prints `ready`; in a handshake it then
//                                    waits until the frame has been taken (a minute at most) and prints `taken`
//   described_peer read NAME CASE    checks a frame that somebody else wrote: `ok`, or one line for each difference
//
// Exit 0: fine; 1: a difference, or something failed; 2: wrong usage. The segment is left to the test.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the structs are little-endian where they do not say otherwise; this code is for little-endian machines"
#endif

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::int64_t kMs = 1'700'000'000'123;
constexpr std::int64_t kUs = 1'700'000'000'123'456;
constexpr std::int64_t kNs = 1'700'000'000'123'456'789;

// --- members -------------------------------------------------------------------------------------------------------

std::string quoted(const std::uint8_t* at, std::size_t size) {
    std::string text = "\"";
    for (std::size_t i = 0; i < size; ++i) {
        char hex[8];
        std::snprintf(hex, sizeof hex, "\\x%02x", at[i]);
        text += at[i] >= 0x20 && at[i] < 0x7F ? std::string(1, char(at[i])) : std::string(hex);
    }
    return text + "\"";
}

/// A value of type T as a person reads it, in the machine's byte order.
template <class T>
std::string shown(const std::uint8_t* at) {
    if constexpr (std::is_array_v<T>) {
        using Element = std::remove_extent_t<T>;
        if constexpr (std::is_same_v<Element, char>) {
            return quoted(at, sizeof(T));
        } else {
            std::string text;
            for (std::size_t i = 0; i < std::extent_v<T>; ++i)
                text += (i == 0 ? "[" : " ") + shown<Element>(at + i * sizeof(Element));
            return text + "]";
        }
    } else {
        T value;
        std::memcpy(&value, at, sizeof value);
        std::ostringstream text;
        text.precision(17);
        text << +value;
        return text.str();
    }
}

/// A member of a struct, by what the compiler says of it.
struct Member {
    const char* name;
    std::size_t offset, size, element;
    std::string (*show)(const std::uint8_t*);
};

/// Of the struct that is called Header where it is used.
#define M(member)                                                                                    \
    Member {                                                                                         \
        #member, offsetof(Header, member), sizeof(Header::member),                                   \
            sizeof(std::remove_all_extents_t<decltype(Header::member)>), &shown<decltype(Header::member)> \
    }

/// Turns each element round, as htonl and its kind do.
void swap_elements(std::uint8_t* at, std::size_t size, std::size_t element) {
    for (std::size_t i = 0; i + element <= size; i += element) std::reverse(at + i, at + i + element);
}

template <class T>
Bytes bytes_of(const T& value) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(&value);
    return Bytes(at, at + sizeof value);
}

// --- a case --------------------------------------------------------------------------------------------------------

enum class Sync { kNone, kValid, kStatus, kSeqlock, kSequence };

/// Where the payload is: so many rows of so many bytes, each so far from the one before.
struct Pixels {
    std::size_t at, rows, row, stride;
    std::size_t size() const { return rows * row; }
    std::size_t end() const { return at + rows * stride; }
};

Pixels block(std::size_t at, std::size_t size) { return {at, 1, size, size}; }

enum class Order { kLittle, kBig };

class Case {
public:
    template <class Header>
    Case(const char* name, const Header& header, Pixels pixels, Order order = Order::kLittle)
        : name(name), pixels(pixels), big(order == Order::kBig), header_(bytes_of(header)) {}

    /// A member that must be found as it was written.
    Case& has(const Member& member) { return has(member, {value(member)}); }

    /// A member of which must be found one of these, each the member's first bytes or all of them.
    Case& has(const Member& member, const std::vector<Bytes>& accepted) {
        fields.push_back({member, value(member), accepted});
        return *this;
    }

    /// The member that says whether the frame is complete; `found` where another writer's first frame has another one.
    Case& says(Sync how, const Member& member) { return says(how, member, value(member)); }
    Case& says(Sync how, const Member& member, const Bytes& found) {
        sync = how;
        flag = fields.size();
        return has(member, {found});
    }

    /// How many bytes of the struct belong to no member: written as 0xEE, never checked.
    Case& unused(std::size_t bytes) {
        unused_ = bytes;
        return *this;
    }

    std::size_t segment() const { return std::max(header_.size(), pixels.end()); }

    /// Which bytes of the segment have a meaning.
    std::vector<bool> covered() const {
        std::vector<bool> bytes(segment());
        for (const Field& field : fields) {
            for (std::size_t i = 0; i < field.member.size; ++i) {
                if (bytes[field.member.offset + i]) broken("two members of one byte");
                bytes[field.member.offset + i] = true;
            }
        }
        const auto unused = std::count(bytes.begin(), bytes.begin() + std::ptrdiff_t(header_.size()), false);
        if (std::size_t(unused) != unused_) broken("a member is missing");
        for (std::size_t y = 0; y < pixels.rows; ++y) {
            for (std::size_t i = 0; i < pixels.row; ++i) {
                if (bytes[pixels.at + y * pixels.stride + i]) broken("the payload is in the header");
                bytes[pixels.at + y * pixels.stride + i] = true;
            }
        }
        return bytes;
    }

    std::uint8_t pixel(std::size_t i) const {
        std::uint32_t seed = 17;
        for (const char c : name) seed = seed * 33 + std::uint8_t(c);
        return std::uint8_t(i * 31 + (i >> 8) * 7 + seed);
    }

    struct Field {
        Member member;
        Bytes value;                  // as the segment has it
        std::vector<Bytes> accepted;  // likewise
    };

    std::string name;
    Pixels pixels;
    bool big;
    Sync sync = Sync::kNone;
    std::size_t flag = 0;  // which field, where sync is not kNone
    std::vector<Field> fields;

private:
    Bytes value(const Member& member) const {
        const auto at = header_.begin() + std::ptrdiff_t(member.offset);
        Bytes bytes(at, at + std::ptrdiff_t(member.size));
        if (big) swap_elements(bytes.data(), bytes.size(), member.element);
        return bytes;
    }

    [[noreturn]] void broken(const char* why) const {
        std::fprintf(stderr, "described_peer: case %s: %s\n", name.c_str(), why);
        std::exit(1);
    }

    Bytes header_;
    std::size_t unused_ = 0;
};

// --- the structs ---------------------------------------------------------------------------------------------------

// The common picture: 7x5 pixels of 3 bytes.
constexpr std::size_t kPicture = 7 * 5 * 3;

#pragma pack(push, 1)

Case packed() {
    struct Header {
        std::int32_t width, height, channels;
        std::int64_t timestamp_ms;
        std::int32_t valid;
    };
    static_assert(sizeof(Header) == 24 && offsetof(Header, timestamp_ms) == 12 && offsetof(Header, valid) == 20, "");
    return Case("packed", Header{7, 5, 3, kMs, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).has(M(timestamp_ms)).says(Sync::kValid, M(valid));
}

Case flag_byte() {
    struct Header {
        std::int32_t width, height, channels;
        std::uint8_t valid;
    };
    static_assert(sizeof(Header) == 13 && offsetof(Header, valid) == 12, "");
    return Case("flag-byte", Header{7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid));
}

Case flag_unaligned() {
    struct Header {
        char camera;
        std::int32_t valid;
        std::uint16_t width, height;
        std::uint8_t channels;
    };
    static_assert(sizeof(Header) == 10 && offsetof(Header, valid) == 1 && offsetof(Header, width) == 5, "");
    return Case("flag-unaligned", Header{'B', 1, 7, 5, 3}, block(sizeof(Header), kPicture))
        .has(M(camera)).says(Sync::kValid, M(valid)).has(M(width)).has(M(height)).has(M(channels));
}

Case sizes_u16() {
    struct Header {
        std::uint16_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 8 && offsetof(Header, valid) == 6, "");
    return Case("sizes-u16", Header{7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid));
}

Case big_endian() {
    struct Header {
        std::uint32_t width, height, channels;
        std::uint64_t timestamp_ms;
        std::uint32_t valid;
    };
    static_assert(sizeof(Header) == 24 && offsetof(Header, timestamp_ms) == 12, "");
    return Case("big-endian", Header{7, 5, 3, std::uint64_t(kMs), 1}, block(sizeof(Header), kPicture), Order::kBig)
        .has(M(width)).has(M(height)).has(M(channels)).has(M(timestamp_ms)).says(Sync::kValid, M(valid));
}

Case big_endian_more() {
    struct Header {
        char name[6];
        float gains[3];
        double temperature;
        std::uint16_t levels[4];
        std::int64_t serial;
        std::uint16_t width, height, channels;
        std::uint32_t sequence;
    };
    static_assert(sizeof(Header) == 52 && offsetof(Header, temperature) == 18 && offsetof(Header, serial) == 34, "");
    return Case("big-endian-more",
                Header{"right", {0.5F, -1.25F, 3}, 36.75, {1, 258, 40000, 65535}, -81985529216486896, 7, 5, 3, 1},
                block(sizeof(Header), kPicture), Order::kBig)
        .has(M(name)).has(M(gains)).has(M(temperature)).has(M(levels)).has(M(serial))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kSequence, M(sequence));
}

Case camera_name() {
    struct Header {
        char name[16];
        std::int32_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 32 && offsetof(Header, width) == 16, "");
    return Case("camera-name", Header{"front-left", 7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(name)).has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid));
}

Case full_name() {
    struct Header {
        char name[8];  // all eight in use, so no NUL ends it
        std::int32_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 24 && offsetof(Header, width) == 8, "");
    return Case("full-name", Header{{'c', 'a', 'm', '-', '0', '0', '4', '2'}, 7, 5, 3, 1},
                block(sizeof(Header), kPicture))
        .has(M(name)).has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid));
}

Case stamp_us() {
    struct Header {
        std::uint32_t width, height;
        std::int64_t timestamp_us;
        std::uint32_t valid;
    };
    static_assert(sizeof(Header) == 20 && offsetof(Header, timestamp_us) == 8, "");
    return Case("stamp-us", Header{7, 5, kUs, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(timestamp_us)).says(Sync::kValid, M(valid));
}

Case seqlock_u32() {
    struct Header {
        std::uint32_t seqlock;
        std::int32_t width, height, channels;
    };
    static_assert(sizeof(Header) == 16 && offsetof(Header, width) == 4, "");
    return Case("seqlock-u32", Header{2, 7, 5, 3}, block(sizeof(Header), kPicture))
        .says(Sync::kSeqlock, M(seqlock)).has(M(width)).has(M(height)).has(M(channels));
}

Case counter_u32() {
    struct Header {
        std::int32_t width, height, channels;
        std::uint32_t sequence;
    };
    static_assert(sizeof(Header) == 16 && offsetof(Header, sequence) == 12, "");
    // A writer that has run for long; another one begins with 1.
    return Case("counter-u32", Header{7, 5, 3, 4'000'000'000}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kSequence, M(sequence), bytes_of(std::uint32_t(1)));
}

Case counter_and_flag() {
    struct Header {
        std::uint64_t sequence;
        std::uint32_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 24 && offsetof(Header, valid) == 20, "");
    return Case("counter-and-flag", Header{(std::uint64_t(1) << 33) + 5, 7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(sequence), {bytes_of(std::uint64_t(1))})
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid));
}

Case status_shape() {
    struct Header {
        std::int32_t status, ndim, shape[2];
    };
    static_assert(sizeof(Header) == 16 && offsetof(Header, shape) == 8, "");
    return Case("status-shape", Header{1, 2, {6, 4}}, block(sizeof(Header), 6 * 4 * sizeof(float)))
        .says(Sync::kStatus, M(status)).has(M(ndim)).has(M(shape));
}

Case status_picture() {
    struct Header {
        std::uint32_t width, height, channels, status;
    };
    static_assert(sizeof(Header) == 16 && offsetof(Header, status) == 12, "");
    return Case("status-picture", Header{7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kStatus, M(status));
}

Case header_behind() {
    struct Header {  // the whole segment
        std::uint8_t pixels[108];
        std::int32_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 124 && offsetof(Header, width) == 108, "");
    return Case("header-behind", Header{{}, 7, 5, 3, 1}, block(offsetof(Header, pixels), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid))
        .unused(sizeof(Header::pixels));
}

Case header_amid() {
    struct Header {  // likewise; some of it before the pixels, some behind them
        std::uint32_t valid;
        std::uint8_t pixels[kPicture];
        std::uint16_t width, height, channels;
    };
    static_assert(sizeof(Header) == 115 && offsetof(Header, pixels) == 4 && offsetof(Header, width) == 109, "");
    return Case("header-amid", Header{1, {}, 7, 5, 3}, block(offsetof(Header, pixels), kPicture))
        .says(Sync::kValid, M(valid)).has(M(width)).has(M(height)).has(M(channels)).unused(kPicture);
}

Case page_boundary() {
    struct Header {
        std::uint32_t magic;
        std::uint8_t reserved[12];
        std::int32_t width, height, channels;
        std::uint8_t more_reserved[36];
        std::int64_t timestamp_ns;
        std::int32_t valid;
    };
    struct Segment {
        Header header;
        std::uint8_t gap[4096 - sizeof(Header)];
        std::uint8_t pixels[kPicture];
    };
    static_assert(offsetof(Header, timestamp_ns) == 64 && offsetof(Segment, pixels) == 4096, "");
    return Case("page-boundary", Header{0x31304D46, {}, 7, 5, 3, {}, kNs, 1},
                block(offsetof(Segment, pixels), kPicture))
        .has(M(magic)).has(M(width)).has(M(height)).has(M(channels)).has(M(timestamp_ns))
        .says(Sync::kValid, M(valid)).unused(sizeof(Header::reserved) + sizeof(Header::more_reserved));
}

Case stride_field() {
    struct Header {
        std::int32_t width, height, channels, stride, valid;
    };
    static_assert(sizeof(Header) == 20 && offsetof(Header, stride) == 12, "");
    return Case("stride-field", Header{7, 5, 3, 32, 1}, {sizeof(Header), 5, 7 * 3, 32})
        .has(M(width)).has(M(height)).has(M(channels)).has(M(stride)).says(Sync::kValid, M(valid));
}

Case stride_option() {
    struct Header {
        std::int32_t width, height, valid;
    };
    static_assert(sizeof(Header) == 12, "");
    return Case("stride-option", Header{7, 5, 1}, {sizeof(Header), 5, 7, 16})
        .has(M(width)).has(M(height)).says(Sync::kValid, M(valid));
}

Case size_field() {
    struct Header {
        std::uint32_t width, height, channels, size;
        std::uint8_t valid;
    };
    static_assert(sizeof(Header) == 17 && offsetof(Header, size) == 12, "");
    return Case("size-field", Header{7, 5, 3, kPicture, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).has(M(size)).says(Sync::kValid, M(valid));
}

Case opaque() {
    struct Header {
        std::uint32_t size, sequence;
    };
    static_assert(sizeof(Header) == 8, "");
    return Case("opaque", Header{37, 1}, block(sizeof(Header), 37)).has(M(size)).says(Sync::kSequence, M(sequence));
}

Case opencv_type() {
    struct Header {
        std::int32_t width, height, type, valid;
    };
    static_assert(sizeof(Header) == 16 && offsetof(Header, type) == 8, "");
    return Case("opencv-type", Header{7, 5, 21 /* CV_32FC3 */, 1}, block(sizeof(Header), 7 * 5 * 3 * sizeof(float)))
        .has(M(width)).has(M(height)).has(M(type)).says(Sync::kValid, M(valid));
}

Case opencv_no_flag() {
    struct Header {
        std::int32_t width, height, type;
    };
    static_assert(sizeof(Header) == 12, "");
    return Case("opencv-no-flag", Header{5, 4, 6 /* CV_64FC1 */}, block(sizeof(Header), 5 * 4 * sizeof(double)))
        .has(M(width)).has(M(height)).has(M(type));
}

Case numpy_number() {
    struct Header {
        std::int32_t dtype, ndim;
        std::int64_t shape[4];
        std::uint64_t sequence;
    };
    static_assert(sizeof(Header) == 48 && offsetof(Header, shape) == 8 && offsetof(Header, sequence) == 40, "");
    // ndim is 3, so what is in shape[3] must not matter.
    return Case("numpy-number", Header{4 /* uint16 */, 3, {2, 3, 5, 99}, 1},
                block(sizeof(Header), 2 * 3 * 5 * sizeof(std::uint16_t)))
        .has(M(dtype)).has(M(ndim)).has(M(shape), {bytes_of<std::int64_t[3]>({2, 3, 5})})
        .says(Sync::kSequence, M(sequence));
}

Case numpy_name() {
    struct Header {
        char dtype[8];
        std::int32_t ndim, shape[3], valid;
    };
    static_assert(sizeof(Header) == 28 && offsetof(Header, shape) == 12, "");
    return Case("numpy-name", Header{"float32", 3, {2, 3, 4}, 1}, block(sizeof(Header), 2 * 3 * 4 * sizeof(float)))
        .has(M(dtype)).has(M(ndim)).has(M(shape)).says(Sync::kValid, M(valid));
}

Case numpy_typestr() {
    struct Header {
        char dtype[8];
        std::uint32_t ndim, shape[2], valid;
    };
    static_assert(sizeof(Header) == 24 && offsetof(Header, ndim) == 8, "");
    // Both ways of saying it are numpy's: the name, and the typestr of its array interface; up to the NUL each.
    return Case("numpy-typestr", Header{"<f8", 2, {3, 2}, 1}, block(sizeof(Header), 3 * 2 * sizeof(double)))
        .has(M(dtype), {bytes_of("<f8"), bytes_of("float64")})
        .has(M(ndim)).has(M(shape)).says(Sync::kValid, M(valid));
}

Case tensor_by_options() {
    struct Header {
        std::uint64_t sequence;
    };
    return Case("tensor-by-options", Header{1}, block(sizeof(Header), 4 * 3 * sizeof(std::int16_t)))
        .says(Sync::kSequence, M(sequence));
}

constexpr std::uint32_t fourcc(const char (&letters)[5]) {  // v4l2_fourcc of videodev2.h
    return std::uint32_t(std::uint8_t(letters[0])) | std::uint32_t(std::uint8_t(letters[1])) << 8 |
           std::uint32_t(std::uint8_t(letters[2])) << 16 | std::uint32_t(std::uint8_t(letters[3])) << 24;
}

Case fourcc_nv12() {
    struct Header {
        std::uint32_t format, width, height, valid;
    };
    static_assert(sizeof(Header) == 16, "");
    return Case("fourcc-nv12", Header{fourcc("NV12"), 8, 6, 1}, block(sizeof(Header), 8 * 6 * 3 / 2))
        .has(M(format)).has(M(width)).has(M(height)).says(Sync::kValid, M(valid));
}

Case fourcc_bgra() {
    struct Header {
        std::uint32_t width, height, format, sequence;
    };
    static_assert(sizeof(Header) == 16, "");
    return Case("fourcc-bgra", Header{7, 5, fourcc("AR24"), 1}, block(sizeof(Header), 7 * 5 * 4))
        .has(M(width)).has(M(height)).has(M(format)).says(Sync::kSequence, M(sequence));
}

Case format_name() {
    struct Header {
        char format[8];
        std::int32_t width, height;
        std::int64_t timestamp_ms;
        std::int32_t valid;
    };
    static_assert(sizeof(Header) == 28 && offsetof(Header, timestamp_ms) == 16, "");
    return Case("format-name", Header{"RGB24", 7, 5, kMs, 1}, block(sizeof(Header), kPicture))
        .has(M(format)).has(M(width)).has(M(height)).has(M(timestamp_ms)).says(Sync::kValid, M(valid));
}

Case yuyv() {
    struct Header {
        std::int32_t width, height, valid;
    };
    static_assert(sizeof(Header) == 12, "");
    return Case("yuyv", Header{8, 3, 1}, block(sizeof(Header), 8 * 3 * 2))
        .has(M(width)).has(M(height)).says(Sync::kValid, M(valid));
}

Case i420() {
    struct Header {
        std::int32_t width, height;
        std::uint32_t sequence;
    };
    static_assert(sizeof(Header) == 12, "");
    return Case("i420", Header{8, 6, 1}, block(sizeof(Header), 8 * 6 * 3 / 2))
        .has(M(width)).has(M(height)).says(Sync::kSequence, M(sequence));
}

Case depth_by_option() {
    struct Header {
        std::int32_t width, height, valid;
    };
    static_assert(sizeof(Header) == 12, "");
    return Case("depth-by-option", Header{7, 5, 1}, block(sizeof(Header), 7 * 5 * sizeof(std::uint16_t)))
        .has(M(width)).has(M(height)).says(Sync::kValid, M(valid));
}

Case exposure_and_pose() {
    struct Header {
        std::int32_t width, height, channels;
        float exposure, gain[3];
        double pose[6];
        std::int32_t valid;
    };
    static_assert(sizeof(Header) == 80 && offsetof(Header, pose) == 28 && offsetof(Header, valid) == 76, "");
    return Case("exposure-and-pose",
                Header{7, 5, 3, 0.0078125F, {1, 1.5F, -2.25F}, {0.1, -2.5, 1e300, 0, 3.141592653589793, -1e-300}, 1},
                block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).has(M(exposure)).has(M(gain)).has(M(pose))
        .says(Sync::kValid, M(valid));
}

Case bytes_field() {
    struct Header {
        std::uint8_t mac[6];
        std::int32_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 22 && offsetof(Header, width) == 6, "");
    return Case("bytes-field", Header{{0, 27, 68, 17, 128, 255}, 7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(mac)).has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid));
}

Case magic_version() {
    struct Header {
        std::uint32_t magic, version, width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 24, "");
    return Case("magic-version", Header{0xCAFEBABE, 3, 7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(magic)).has(M(version)).has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid));
}

Case valid_first() {
    struct Header {
        std::int32_t valid, channels, height;
        std::int64_t timestamp_ms;
        std::int32_t width;
    };
    static_assert(sizeof(Header) == 24 && offsetof(Header, width) == 20, "");
    return Case("valid-first", Header{1, 3, 5, kMs, 7}, block(sizeof(Header), kPicture))
        .says(Sync::kValid, M(valid)).has(M(channels)).has(M(height)).has(M(timestamp_ms)).has(M(width));
}

Case two_stamps() {
    struct Header {
        std::int32_t width, height, channels;
        std::int64_t timestamp_ms, timestamp_ns;
        std::int32_t valid;
    };
    static_assert(sizeof(Header) == 32 && offsetof(Header, timestamp_ns) == 20, "");
    return Case("two-stamps", Header{7, 5, 3, kMs, kNs, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).has(M(timestamp_ms)).has(M(timestamp_ns))
        .says(Sync::kValid, M(valid));
}

Case second_stamp_unknown() {
    struct Header {
        std::int64_t timestamp_us, received_us;
        std::int32_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 32 && offsetof(Header, width) == 16, "");
    return Case("second-stamp-unknown", Header{kUs, kUs + 1234, 7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(timestamp_us)).has(M(received_us)).has(M(width)).has(M(height)).has(M(channels))
        .says(Sync::kValid, M(valid));
}

Case skipped_only() {
    struct Header {
        std::uint8_t somebody_elses[16];
    };
    return Case("skipped-only", Header{}, block(sizeof(Header), kPicture)).unused(sizeof(Header));
}

Case lone_field() {
    struct Header {
        float temperature;
    };
    return Case("lone-field", Header{-12.5F}, block(sizeof(Header), kPicture)).has(M(temperature));
}

Case reserved_tail() {
    struct Header {
        std::int32_t width, height, channels, valid;
        std::uint8_t reserved[48];
    };
    static_assert(sizeof(Header) == 64, "");
    return Case("reserved-tail", Header{7, 5, 3, 1, {}}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid)).unused(sizeof(Header::reserved));
}

#pragma pack(pop)

// From here on as the compiler lays them out.

Case natural() {
    struct Header {
        std::int32_t width, height, channels;
        std::int64_t timestamp_ms;
        std::int32_t valid;
    };
    static_assert(sizeof(Header) == 32 && offsetof(Header, timestamp_ms) == 16 && offsetof(Header, valid) == 24, "");
    return Case("natural", Header{7, 5, 3, kMs, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).has(M(timestamp_ms)).says(Sync::kValid, M(valid)).unused(8);
}

Case natural_mixed() {
    struct Header {
        char name[5];
        std::int16_t gain;
        std::uint8_t bits;
        float exposure;
        std::uint8_t levels[3];
        double temperature;
        std::uint16_t width, height;
        std::uint8_t channels, valid;
    };
    static_assert(sizeof(Header) == 40 && offsetof(Header, gain) == 6 && offsetof(Header, exposure) == 12 &&
                      offsetof(Header, temperature) == 24 && offsetof(Header, valid) == 37, "");
    return Case("natural-mixed", Header{"left", -300, 12, 0.25F, {1, 2, 255}, 21.5, 7, 5, 3, 1},
                block(sizeof(Header), kPicture))
        .has(M(name)).has(M(gain)).has(M(bits)).has(M(exposure)).has(M(levels)).has(M(temperature))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid)).unused(1 + 3 + 5 + 2);
}

Case sizes_u64() {
    struct Header {
        std::uint64_t width, height;
        std::uint32_t channels;
        std::uint64_t sequence;
    };
    static_assert(sizeof(Header) == 32 && offsetof(Header, sequence) == 24, "");
    return Case("sizes-u64", Header{7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kSequence, M(sequence)).unused(4);
}

Case stamp_ns() {
    struct Header {
        std::uint32_t valid;
        std::uint64_t timestamp_ns;
        std::uint32_t width, height, channels;
    };
    static_assert(sizeof(Header) == 32 && offsetof(Header, timestamp_ns) == 8, "");
    return Case("stamp-ns", Header{1, std::uint64_t(kNs), 7, 5, 3}, block(sizeof(Header), kPicture))
        .says(Sync::kValid, M(valid)).has(M(timestamp_ns)).has(M(width)).has(M(height)).has(M(channels)).unused(8);
}

Case stamp_f64() {
    struct Header {
        double timestamp_ms;  // as Python's time.time() * 1000 gives it
        std::int32_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 24, "");
    return Case("stamp-f64", Header{double(kMs) + 0.5, 7, 5, 3, 1}, block(sizeof(Header), kPicture))
        .has(M(timestamp_ms)).has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid));
}

Case seqlock_u64() {
    struct Header {
        std::int32_t width, height, channels;
        std::int64_t timestamp_ns;
        std::uint64_t seqlock;
    };
    static_assert(sizeof(Header) == 32 && offsetof(Header, seqlock) == 24, "");
    return Case("seqlock-u64", Header{7, 5, 3, kNs, (std::uint64_t(1) << 40) + 2}, block(sizeof(Header), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).has(M(timestamp_ns))
        .says(Sync::kSeqlock, M(seqlock), bytes_of(std::uint64_t(2))).unused(4);
}

Case far_flag() {
    struct Header {
        std::int32_t width, height, channels;
        alignas(64) std::uint32_t valid;  // in a cache line of its own
    };
    struct Segment {
        Header header;
        std::uint8_t pixels[kPicture];
    };
    static_assert(sizeof(Header) == 128 && offsetof(Header, valid) == 64 && offsetof(Segment, pixels) == 128, "");
    return Case("far-flag", Header{7, 5, 3, 1}, block(offsetof(Segment, pixels), kPicture))
        .has(M(width)).has(M(height)).has(M(channels)).says(Sync::kValid, M(valid)).unused(128 - 16);
}

Case every_integer() {
    struct Header {
        std::int8_t temperature;
        std::uint8_t iso;
        std::int16_t tilt;
        std::uint16_t shutter;
        std::int32_t lens;
        std::uint32_t serial;
        std::int64_t position;
        std::uint64_t frames;
        std::int64_t axes[2];
        std::uint32_t crops[2];
        std::uint32_t width, height, channels, valid;
    };
    static_assert(sizeof(Header) == 72 && offsetof(Header, tilt) == 2 && offsetof(Header, lens) == 8 &&
                      offsetof(Header, position) == 16 && offsetof(Header, valid) == 68, "");
    return Case("every-integer",
                Header{-5, 200, -12345, 54321, -2'000'000'000, 4'000'000'000, -9'000'000'000'000'000'000,
                       1'234'567'890'123'456'789, {-1, 5'000'000'000}, {7, 4'294'967'295}, 7, 5, 3, 1},
                block(sizeof(Header), kPicture))
        .has(M(temperature)).has(M(iso)).has(M(tilt)).has(M(shutter)).has(M(lens)).has(M(serial)).has(M(position))
        .has(M(frames)).has(M(axes)).has(M(crops)).has(M(width)).has(M(height)).has(M(channels))
        .says(Sync::kValid, M(valid)).unused(2);
}

std::vector<Case> all_cases() {
    return {packed(),          natural(),         natural_mixed(),    flag_byte(),         flag_unaligned(),
            sizes_u16(),       sizes_u64(),       big_endian(),       big_endian_more(),   camera_name(),
            full_name(),       stamp_us(),        stamp_ns(),         stamp_f64(),         two_stamps(),
            second_stamp_unknown(), seqlock_u32(), seqlock_u64(),     counter_u32(),       counter_and_flag(),
            status_shape(),    status_picture(),  header_behind(),    header_amid(),       page_boundary(),
            far_flag(),        reserved_tail(),   stride_field(),     stride_option(),     size_field(),
            opaque(),          opencv_type(),     opencv_no_flag(),   depth_by_option(),   numpy_number(),
            numpy_name(),      numpy_typestr(),   tensor_by_options(), fourcc_nv12(),      fourcc_bgra(),
            format_name(),     yuyv(),            i420(),             exposure_and_pose(), bytes_field(),
            magic_version(),   valid_first(),     every_integer(),    skipped_only(),      lone_field()};
}

// --- the segment ---------------------------------------------------------------------------------------------------

[[noreturn]] void die(const std::string& what) {
    std::perror(what.c_str());
    std::exit(1);
}

std::uint64_t number(const Bytes& bytes, bool big) {
    Bytes little = bytes;
    if (big) std::reverse(little.begin(), little.end());
    std::uint64_t value = 0;
    std::memcpy(&value, little.data(), little.size());
    return value;
}

/// One store, where the processor has one for it: a flag must not be seen half written.
void store_flag(std::uint8_t* at, std::size_t size, std::uint64_t value, bool big) {
    std::uint8_t bytes[8];
    std::memcpy(bytes, &value, 8);
    if (big) std::reverse(bytes, bytes + size);
    const bool aligned = reinterpret_cast<std::uintptr_t>(at) % size == 0;
    const auto store = [&](auto zero) {
        decltype(zero) whole;
        std::memcpy(&whole, bytes, sizeof whole);
        if (aligned) __atomic_store_n(reinterpret_cast<decltype(zero)*>(at), whole, __ATOMIC_RELAXED);
        else std::memcpy(at, &whole, sizeof whole);  // one instruction all the same on processors that can
    };
    if (size == 1) store(std::uint8_t(0));
    else if (size == 2) store(std::uint16_t(0));
    else if (size == 4) store(std::uint32_t(0));
    else store(std::uint64_t(0));
}

int write(const std::string& path, const Case& frame) {
    const std::size_t size = frame.segment();
    unlink(path.c_str());
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) die(path);
    if ((errno = posix_fallocate(fd, 0, off_t(size))) != 0) die("no room for " + path);
    void* mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) die("mmap");
    auto* segment = static_cast<std::uint8_t*>(mapped);

    const Case::Field* flag = frame.sync == Sync::kNone ? nullptr : &frame.fields[frame.flag];
    const std::uint64_t done = flag ? number(flag->value, frame.big) : 0;
    const auto set_flag = [&](std::uint64_t value) {
        store_flag(segment + flag->member.offset, flag->member.size, value, frame.big);
    };

    if (frame.sync == Sync::kValid) set_flag(0);
    if (frame.sync == Sync::kSeqlock) set_flag(done - 1);
    // The status of a new segment is 0: it is ours to write. A counter is not touched before the frame is there.
    // Pairs with a reader's acquire fence after its copy.
    std::atomic_thread_fence(std::memory_order_release);
    for (const Case::Field& field : frame.fields)
        if (&field != flag) std::memcpy(segment + field.member.offset, field.value.data(), field.value.size());
    for (std::size_t y = 0, i = 0; y < frame.pixels.rows; ++y)
        for (std::size_t x = 0; x < frame.pixels.row; ++x)
            segment[frame.pixels.at + y * frame.pixels.stride + x] = frame.pixel(i++);
    const std::vector<bool> covered = frame.covered();
    for (std::size_t i = 0; i < size; ++i)
        if (!covered[i]) segment[i] = 0xEE;
    // Pairs with a reader's acquire fence after it has seen the flag: all of the frame is seen by then.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (flag) set_flag(done);
    std::puts("ready");
    std::fflush(stdout);

    if (frame.sync == Sync::kStatus) {
        const auto* status = reinterpret_cast<const std::uint32_t*>(segment + flag->member.offset);
        std::uint32_t found = 1;
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (std::chrono::steady_clock::now() < end) {
            // Pairs with the reader's release when it stores 0: it has taken the frame.
            found = __atomic_load_n(status, __ATOMIC_ACQUIRE);
            if (found == 0) {
                std::puts("taken");
                return 0;
            }
            const timespec duration{0, 1'000'000};
            nanosleep(&duration, nullptr);
        }
        std::fprintf(stderr, "nobody took the frame within a minute: the status is %u\n", found);
        return 1;
    }
    return 0;
}

int read(const std::string& path, const Case& frame) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) die(path);
    struct stat status {};
    if (fstat(fd, &status) != 0) die("fstat");
    if (std::uint64_t(status.st_size) < frame.segment()) {
        // Touching what is not there would end this program.
        std::printf("segment: expected %zu bytes or more found %lld\n", frame.segment(), (long long)status.st_size);
        return 1;
    }
    void* mapped = mmap(nullptr, frame.segment(), PROT_READ, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) die("mmap");
    const auto* segment = static_cast<const std::uint8_t*>(mapped);
    // The writer has returned: nothing moves, and whatever told us so ordered its stores before.

    int differences = 0;
    for (const Case::Field& field : frame.fields) {
        const std::uint8_t* at = segment + field.member.offset;
        const auto as_found = [&](const Bytes& wanted) { return std::memcmp(at, wanted.data(), wanted.size()) == 0; };
        if (std::any_of(field.accepted.begin(), field.accepted.end(), as_found)) continue;
        ++differences;
        const auto show = [&](const std::uint8_t* bytes, std::size_t size) {
            Bytes whole(bytes, bytes + size);
            whole.resize(field.member.size);  // of the elements beyond, nothing is wanted
            if (frame.big) swap_elements(whole.data(), whole.size(), field.member.element);
            return field.member.show(whole.data());
        };
        const Bytes& wanted = field.accepted.front();
        std::printf("%s: expected %s found %s\n", field.member.name, show(wanted.data(), wanted.size()).c_str(),
                    show(at, wanted.size()).c_str());
    }
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < frame.pixels.size(); ++i) {
        const std::size_t at = frame.pixels.at + i / frame.pixels.row * frame.pixels.stride + i % frame.pixels.row;
        if (segment[at] == frame.pixel(i)) continue;
        if (++wrong <= 3)
            std::printf("payload byte %zu (at %zu): expected %u found %u\n", i, at, frame.pixel(i), segment[at]);
    }
    if (wrong > 3) std::printf("payload: expected 0 found %zu wrong bytes of %zu\n", wrong, frame.pixels.size());
    if (differences > 0 || wrong > 0) return 1;
    std::puts("ok");
    return 0;
}

int usage(const std::string& why) {
    std::fprintf(stderr, "%s\ndescribed_peer list | write NAME CASE | read NAME CASE\n", why.c_str());
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<Case> cases = all_cases();
    for (const Case& one : cases) one.covered();  // each is checked for what its author may have forgotten
    const std::string command = argc > 1 ? argv[1] : "";
    if (command == "list" && argc == 2) {
        for (const Case& one : cases) std::puts(one.name.c_str());
        return 0;
    }
    if ((command != "write" && command != "read") || argc != 4) return usage("cannot use this");
    const std::string name = argv[2], wanted = argv[3];
    if (name.empty() || name.find('/') != std::string::npos) return usage("not a segment name: '" + name + "'");
    const auto found = std::find_if(cases.begin(), cases.end(), [&](const Case& one) { return one.name == wanted; });
    if (found == cases.end()) return usage("no case '" + wanted + "'");
    return command == "write" ? write("/dev/shm/" + name, *found) : read("/dev/shm/" + name, *found);
}
