// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../info.hpp"
#include "../layout.hpp"

#include <cstdint>
#include <cstring>

namespace shmframe::detail {

/// A copy of a descriptor, which nobody else can change any more.
struct DescriptorCopy {
    alignas(8) std::uint8_t bytes[RingLayout::kDescriptorBytes];

    std::uint64_t field(std::size_t at) const noexcept { return load_relaxed(bytes + at); }
    std::int64_t number(std::size_t at) const noexcept { return static_cast<std::int64_t>(field(at)); }
};

/// Lower case, without the spaces at the end; empty if it is none.
inline std::string encoding_of(std::uint32_t code) {
    std::string text;
    for (int shift = 0; shift < 32; shift += 8) {
        const char c = static_cast<char>(code >> shift & 0xFFU);
        text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
    return text;
}

/// The code of an encoding's name; 0 if it has none.
inline std::uint32_t fourcc_of_encoding(const std::string& encoding) noexcept {
    if (encoding.empty() || encoding.size() > 4) return 0;
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const char c = i < encoding.size() ? encoding[i] : ' ';
        if (c < ' ' || c > '~') return 0;
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        code |= static_cast<std::uint32_t>(static_cast<unsigned char>(upper)) << (8 * i);
    }
    return code;
}

/// Checks the planes against the payload. Of further planes of a format that is not known here nobody knows the rows.
inline bool read_planes(const DescriptorCopy& from, FrameInfo& info, std::uint64_t height, std::uint64_t row) {
    const std::uint64_t count = from.field(descriptor::kPlanes);
    if (count < 1) return false;
    const PixelFormat format = format_of_fourcc(info.fourcc);
    const bool nv12 = format == PixelFormat::nv12, i420 = format == PixelFormat::i420;
    if (count < (nv12 ? 2U : i420 ? 3U : 1U)) return false;
    for (std::size_t i = 0; i < count; ++i) {
        const bool half = i > 0 && (nv12 || i420), known = i == 0 || half;
        Plane plane{from.field(descriptor::kPlane + 16 * i), from.field(descriptor::kPlane + 16 * i + 8),
                    !known ? 0 : half ? height / 2 : height, !known ? 0 : half && i420 ? row / 2 : row};
        if (plane.offset > info.payloadBytes) return false;
        if (known && (plane.stride < plane.rowBytes || plane.stride > INT64_MAX)) return false;
        if (plane.rows > 0) {
            const std::uint64_t room = info.payloadBytes - plane.offset;
            if (plane.rowBytes > room) return false;
            if (plane.rows > 1 && plane.stride > (room - plane.rowBytes) / (plane.rows - 1)) return false;
        }
        info.planes.push_back(plane);
    }
    return true;
}

inline bool read_image(const DescriptorCopy& from, FrameInfo& info) {
    const std::uint64_t width = from.field(descriptor::kWidth), height = from.field(descriptor::kHeight);
    const std::uint64_t channels = from.field(descriptor::kChannels);
    const std::int64_t type = from.number(descriptor::kType);
    const std::uint64_t most = RingLayout::kMaxFile;  // so that no product below has more than 63 bits
    if (width < 1 || width > most || height < 1 || height > most || channels < 1 || channels > 512) return false;
    if (type < 0 || static_cast<std::uint64_t>(type >> 3) + 1 != channels) return false;
    const auto element = static_cast<ElementType>(type & 7);
    const PixelFormat format = format_of_fourcc(info.fourcc);
    const bool planar = format == PixelFormat::nv12 || format == PixelFormat::i420;
    if (planar && channels != 1) return false;
    if (!read_planes(from, info, height, width * channels * bytes_of(element))) return false;
    try {
        info.geometry = FrameGeometry::picture(width, height, channels, element);
        if (format != PixelFormat::unknown && element == ElementType::uint8 && (!planar || (width | height) % 2 == 0) &&
            (format != PixelFormat::yuyv || width % 2 == 0)) {
            const FrameGeometry exact = FrameGeometry::picture(width, height, format);
            if (exact.channels() == channels) info.geometry = exact;  // else the code contradicts the type, which counts
        }
    } catch (const LayoutException&) {
        return false;
    }
    return true;
}

inline bool read_tensor(const DescriptorCopy& from, FrameInfo& info) {
    const auto element = element_of_dtype(from.number(descriptor::kDtype));
    const std::uint64_t dimensions = from.field(descriptor::kNdim);
    std::vector<std::uint64_t> shape;
    std::uint64_t values = 1;
    for (std::size_t i = 0; i < dimensions; ++i) {
        const std::uint64_t length = from.field(descriptor::kShape + 8 * i);
        if (length < 1 || __builtin_mul_overflow(values, length, &values) || values > info.payloadBytes) return false;
        shape.push_back(length);
    }
    if (values * (element ? bytes_of(*element) : 1) > info.payloadBytes) return false;
    if (element) info.geometry = FrameGeometry::tensor(*element, shape);  // else bytes: nobody here knows the values
    return true;
}

/// Whether the descriptor holds together. Nothing of `info` is to be used if not.
inline bool read_descriptor(const DescriptorCopy& from, std::uint64_t ticket, const RingLayout& layout, FrameInfo& info) {
    namespace d = descriptor;
    info.payloadBytes = from.field(d::kPayloadBytes);
    if (from.field(d::kTicket) != ticket || info.payloadBytes > layout.capacity) return false;
    info.ticket = ticket;
    info.sequence = from.field(d::kSequence);
    info.timestampNanos = from.field(d::kCaptured);
    info.capturedMonotonicNanos = from.field(d::kCapturedMonotonic);
    info.publishedNanos = from.field(d::kPublishedAt);
    info.publishedMonotonicNanos = from.field(d::kPublishedMonotonic);
    info.flags = from.field(d::kFlags);
    info.fourcc = static_cast<std::uint32_t>(from.field(d::kFourcc));
    const std::uint64_t range = from.field(d::kColourRange);
    info.colourRange = range > 2 ? ColourRange::unknown : static_cast<ColourRange>(range);
    info.encoding = "raw";
    info.encodedWidth = info.encodedHeight = 0;
    info.planes.clear();
    const std::int64_t type = from.number(d::kType);
    if (type < -1 || type > 4095 || from.number(d::kKind) < 0 || from.field(d::kPlanes) > 4) return false;
    if (from.field(d::kNdim) > FrameGeometry::kMaxDimensions) return false;
    const std::uint64_t metadata = from.field(d::kMetadataBytes);
    if (metadata > Metadata::kMaxBytes) return false;
    if (!Metadata::decode(from.bytes + d::kMetadata, static_cast<std::size_t>(metadata), info.fields)) return false;
    info.geometry = FrameGeometry::bytes(info.payloadBytes);
    switch (from.field(d::kKind)) {
        case d::kOpaque: return true;
        case d::kImage: return read_image(from, info);
        case d::kTensor: return read_tensor(from, info);
        case d::kEncoded:
            info.encoding = encoding_of(info.fourcc);
            info.encodedWidth = from.field(d::kWidth);
            info.encodedHeight = from.field(d::kHeight);
            return true;
        default: return true;  // of a later version: so many bytes
    }
}

/// Stores all fields but `lock` and the times of publishing. The frame's slot is marked, so plain order is enough.
inline void write_descriptor(std::uint8_t* to, const FrameGeometry& geometry, const FrameTags& tags, const Bytes& metadata,
                             std::uint64_t payload) noexcept {
    namespace d = descriptor;
    const std::uint32_t encoded = tags.encoding == "raw" ? 0 : fourcc_of_encoding(tags.encoding);
    const bool picture = encoded == 0 && geometry.isPicture(), tensor = encoded == 0 && geometry.isTensor();
    const std::uint64_t none = ~std::uint64_t{0};
    store_relaxed(to + d::kCaptured, tags.timestampNanos);
    store_relaxed(to + d::kCapturedMonotonic, tags.capturedMonotonicNanos);
    store_relaxed(to + d::kPayloadBytes, payload);
    store_relaxed(to + d::kKind, encoded != 0 ? d::kEncoded : picture ? d::kImage : tensor ? d::kTensor : d::kOpaque);
    store_relaxed(to + d::kFourcc, encoded != 0 ? encoded : fourcc_of(geometry.format()));
    store_relaxed(to + d::kType, picture ? static_cast<std::uint64_t>(geometry.type()) : none);
    store_relaxed(to + d::kWidth, picture ? geometry.width() : encoded != 0 ? tags.width : 0);
    store_relaxed(to + d::kHeight, picture ? geometry.height() : encoded != 0 ? tags.height : 0);
    store_relaxed(to + d::kChannels, picture ? geometry.channels() : 0);
    store_relaxed(to + d::kColourRange, static_cast<std::uint64_t>(tags.colourRange));
    const auto planes = picture ? geometry.planes() : std::vector<Plane>();
    store_relaxed(to + d::kPlanes, planes.size());
    for (std::size_t i = 0; i < 4; ++i) {
        store_relaxed(to + d::kPlane + 16 * i, i < planes.size() ? planes[i].offset : 0);
        store_relaxed(to + d::kPlane + 16 * i + 8, i < planes.size() ? planes[i].stride : 0);
    }
    const bool shaped = picture || tensor;
    store_relaxed(to + d::kDtype, shaped ? static_cast<std::uint64_t>(dtype_of(geometry.element())) : none);
    const std::size_t dimensions = shaped ? geometry.dimensions() : 0;
    store_relaxed(to + d::kNdim, dimensions);
    for (std::size_t i = 0; i < FrameGeometry::kMaxDimensions; ++i) {
        store_relaxed(to + d::kShape + 8 * i, i < dimensions ? geometry.length(i) : 0);
    }
    store_relaxed(to + d::kPayloadCrc, 0);
    store_relaxed(to + d::kMetadataBytes, metadata.size());
    if (!metadata.empty()) std::memcpy(to + d::kMetadata, metadata.data(), metadata.size());
}

}  // namespace shmframe::detail
