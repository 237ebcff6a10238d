// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "errors.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace shmframe {

/// The type of each value; the first eight in the order of OpenCV's depths.
enum class ElementType { uint8, int8, uint16, int16, int32, float32, float64, float16, uint32, int64, uint64 };

/// Bytes of a value.
inline std::uint64_t bytes_of(ElementType type) noexcept {
    constexpr std::array<std::uint64_t, 11> kBytes{1, 1, 2, 2, 4, 4, 8, 2, 4, 8, 8};
    return kBytes[static_cast<std::size_t>(type)];
}

/// numpy's `dtype.num`.
inline std::int64_t dtype_of(ElementType type) noexcept {
    constexpr std::array<std::int64_t, 11> kNumbers{2, 1, 4, 3, 5, 11, 12, 23, 6, 7, 8};
    return kNumbers[static_cast<std::size_t>(type)];
}

/// The type of numpy's `dtype.num`, where this library knows it.
inline std::optional<ElementType> element_of_dtype(std::int64_t number) noexcept {
    if (number == 9 || number == 10) number -= 2;  // long long, which has 8 bytes as long has
    for (int i = 0; i < 11; ++i) {
        const auto type = static_cast<ElementType>(i);
        if (dtype_of(type) == number) return type;
    }
    return std::nullopt;
}

/// What the values of a picture mean.
enum class PixelFormat { unknown, gray8, bgr24, rgb24, bgra, yuyv, nv12, i420 };

/// Four letters as a number, the first in the lowest byte, as V4L2 has it.
constexpr std::uint32_t fourcc(const char (&letters)[5]) noexcept {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(letters[0])) |
           static_cast<std::uint32_t>(static_cast<unsigned char>(letters[1])) << 8 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(letters[2])) << 16 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(letters[3])) << 24;
}

inline std::uint32_t fourcc_of(PixelFormat format) noexcept {
    switch (format) {
        case PixelFormat::gray8: return fourcc("GREY");
        case PixelFormat::bgr24: return fourcc("BGR3");
        case PixelFormat::rgb24: return fourcc("RGB3");
        case PixelFormat::bgra: return fourcc("AR24");
        case PixelFormat::yuyv: return fourcc("YUYV");
        case PixelFormat::nv12: return fourcc("NV12");
        case PixelFormat::i420: return fourcc("YU12");
        case PixelFormat::unknown: break;
    }
    return 0;
}

inline PixelFormat format_of_fourcc(std::uint64_t code) noexcept {
    for (const auto format : {PixelFormat::gray8, PixelFormat::bgr24, PixelFormat::rgb24, PixelFormat::bgra,
                              PixelFormat::yuyv, PixelFormat::nv12, PixelFormat::i420}) {
        if (fourcc_of(format) == code) return format;
    }
    return PixelFormat::unknown;
}

/// Rows of one plane of a picture.
struct Plane {
    std::uint64_t offset = 0;    ///< in the payload
    std::uint64_t stride = 0;    ///< bytes from row to row
    std::uint64_t rows = 0;      ///< 0 where the format does not say it
    std::uint64_t rowBytes = 0;  ///< bytes of a row that count
};

/// What a payload is made of: a picture (width, height, channels), a tensor (any shape), or bytes of which nothing more is
/// known. Immutable but for assignment.
class FrameGeometry {
public:
    static constexpr std::uint64_t kMaxChannels = 512;
    static constexpr std::size_t kMaxDimensions = 32;

    /// No bytes.
    FrameGeometry() = default;

    /// A picture of 8-bit channels: 1 is grey, 3 BGR, 4 BGRA.
    static FrameGeometry of8Bit(std::uint64_t width, std::uint64_t height, std::uint64_t channels) {
        return picture(width, height, channels, ElementType::uint8);
    }

    /// A picture of values of one of OpenCV's types.
    static FrameGeometry picture(std::uint64_t width, std::uint64_t height, std::uint64_t channels, ElementType element) {
        PixelFormat format = PixelFormat::unknown;
        if (element == ElementType::uint8) {
            format = channels == 1   ? PixelFormat::gray8
                     : channels == 3 ? PixelFormat::bgr24
                     : channels == 4 ? PixelFormat::bgra
                                     : PixelFormat::unknown;
        }
        return made_picture(width, height, channels, element, format);
    }

    /// A picture of a pixel format; the sides of yuyv, nv12 and i420 are even where the format halves them.
    static FrameGeometry picture(std::uint64_t width, std::uint64_t height, PixelFormat format) {
        static constexpr std::array<std::uint64_t, 8> kChannels{0, 1, 3, 3, 4, 2, 1, 1};
        const std::uint64_t channels = kChannels[static_cast<std::size_t>(format)];
        if (channels == 0) throw LayoutException("pixel format", "one of a known name", "unknown");
        return made_picture(width, height, channels, ElementType::uint8, format);
    }

    /// A picture of OpenCV's type integer, `mat.type()`.
    static FrameGeometry ofType(std::uint64_t width, std::uint64_t height, int type) {
        if (type < 0 || type > 4095) throw LayoutException("type", "0 to 4095", std::to_string(type));
        return picture(width, height, (static_cast<std::uint64_t>(type) >> 3) + 1, static_cast<ElementType>(type & 7));
    }

    /// An array, the last index running fastest. A shape without dimensions is a single value.
    static FrameGeometry tensor(ElementType element, const std::vector<std::uint64_t>& shape) {
        if (shape.size() > kMaxDimensions) {
            throw LayoutException("shape", "at most 32 dimensions", std::to_string(shape.size()));
        }
        FrameGeometry made;
        made.kind_ = Kind::tensor;
        made.element_ = element;
        made.dimensions_ = shape.size();
        for (std::size_t i = 0; i < shape.size(); ++i) made.shape_[i] = shape[i];
        made.count();
        return made;
    }

    /// So many bytes.
    static FrameGeometry bytes(std::uint64_t count) {
        FrameGeometry made;
        made.dimensions_ = 1;
        made.shape_[0] = count;
        made.bytes_ = count;
        return made;
    }

    bool isPicture() const noexcept { return kind_ == Kind::picture; }
    bool isTensor() const noexcept { return kind_ == Kind::tensor; }
    ElementType element() const noexcept { return element_; }
    PixelFormat format() const noexcept { return format_; }

    /// Pixels in a row of a picture, else 0.
    std::uint64_t width() const noexcept { return isPicture() ? shape_[1] : 0; }
    /// Rows of a picture, else 0.
    std::uint64_t height() const noexcept { return isPicture() ? shape_[0] : 0; }
    /// Values of a pixel, of a planar picture in its first plane; 1 where there are no pixels.
    std::uint64_t channels() const noexcept { return isPicture() ? shape_[2] : 1; }
    /// OpenCV's type integer, of a planar picture that of its first plane; -1 where there is none.
    int type() const noexcept {
        const int depth = static_cast<int>(element_);
        return isPicture() && depth < 8 ? static_cast<int>(channels() - 1) * 8 + depth : -1;
    }
    std::size_t dimensions() const noexcept { return dimensions_; }
    /// Length of a dimension, of a picture height, width, channels.
    std::uint64_t length(std::size_t dimension) const noexcept {
        return dimension < dimensions_ ? shape_[dimension] : 0;
    }
    /// Bytes of the payload, rows without gaps.
    std::uint64_t bytes() const noexcept { return bytes_; }
    /// Bytes of a row, of a planar picture of its first plane.
    std::uint64_t rowBytes() const noexcept { return width() * channels() * bytes_of(element_); }
    bool planar() const noexcept { return format_ == PixelFormat::nv12 || format_ == PixelFormat::i420; }

    /// Where the rows of a picture lie, without gaps; empty for anything else.
    std::vector<Plane> planes() const {
        if (!isPicture()) return {};
        const std::uint64_t row = rowBytes(), rows = height();
        const Plane first{0, row, rows, row};
        if (format_ == PixelFormat::nv12) return {first, {rows * row, row, rows / 2, row}};
        if (format_ == PixelFormat::i420) {
            const std::uint64_t half = row / 2, behind = rows * row;
            return {first, {behind, half, rows / 2, half}, {behind + rows / 2 * half, half, rows / 2, half}};
        }
        return {first};
    }

    bool operator==(const FrameGeometry& other) const noexcept {
        return kind_ == other.kind_ && element_ == other.element_ && format_ == other.format_ &&
               dimensions_ == other.dimensions_ && shape_ == other.shape_;
    }
    bool operator!=(const FrameGeometry& other) const noexcept { return !(*this == other); }

    /// `640 x 404 x 3`, `tensor of 512 x 512`, `100 bytes`.
    std::string text() const {
        if (isPicture()) {
            return std::to_string(width()) + " x " + std::to_string(height()) + " x " + std::to_string(channels());
        }
        if (!isTensor()) return std::to_string(bytes_) + " bytes";
        std::string text = "tensor of";
        for (std::size_t i = 0; i < dimensions_; ++i) text += (i == 0 ? " " : " x ") + std::to_string(shape_[i]);
        return text;
    }

private:
    enum class Kind { bytes, picture, tensor };

    static FrameGeometry made_picture(std::uint64_t width, std::uint64_t height, std::uint64_t channels,
                                      ElementType element, PixelFormat format) {
        if (width < 1 || height < 1) {
            throw LayoutException("picture", "at least 1 x 1 pixels", std::to_string(width) + " x " + std::to_string(height));
        }
        if (channels < 1 || channels > kMaxChannels) {
            throw LayoutException("channels", "1 to 512", std::to_string(channels));
        }
        if (static_cast<int>(element) > 7) throw LayoutException("picture", "values of one of OpenCV's types", "others");
        FrameGeometry made;
        made.kind_ = Kind::picture;
        made.element_ = element;
        made.format_ = format;
        made.dimensions_ = 3;
        made.shape_[0] = height;
        made.shape_[1] = width;
        made.shape_[2] = channels;
        const bool half = made.planar();
        if (((half || format == PixelFormat::yuyv) && width % 2 != 0) || (half && height % 2 != 0)) {
            throw LayoutException("picture", "even sides in this pixel format", made.text());
        }
        made.count();
        return made;
    }

    void count() {
        std::uint64_t product = bytes_of(element_);
        for (std::size_t i = 0; i < dimensions_; ++i) {
            if (__builtin_mul_overflow(product, shape_[i], &product)) product = UINT64_MAX;
            if (product > (std::uint64_t{1} << 62)) throw LayoutException("frame", "at most 2^62 bytes", text());
        }
        bytes_ = planar() ? product + product / 2 : product;
    }

    Kind kind_ = Kind::bytes;
    ElementType element_ = ElementType::uint8;
    PixelFormat format_ = PixelFormat::unknown;
    std::size_t dimensions_ = 0;
    std::array<std::uint64_t, kMaxDimensions> shape_{};
    std::uint64_t bytes_ = 0;
};

}  // namespace shmframe
