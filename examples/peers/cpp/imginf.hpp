// SPDX-License-Identifier: Apache-2.0
//
// The layout that shmframe calls `imginf`: several cameras in one segment, each behind 12 bytes of header.
//
//   stream K begins at byte K * (1920 * 1080 * 3 + 12):
//
//   byte   0        4         8       12
//          | width  | height  | type  | pixels: width * height * channels * bytes of the depth
//          | int32  | int32   | int32 |
//
// `type` is OpenCV's: 16 = CV_8UC3, 0 = CV_8UC1, 2 = CV_16UC1, 21 = CV_32FC3, 6 = CV_64FC1. There is no flag: nothing says
// that a frame is complete.
#pragma once

#include "frameheader.hpp"

#include <cstdint>
#include <optional>

namespace shmframe_peers {

struct ImgInf {
    std::int32_t width, height, type;
};

constexpr std::size_t kImgInfHeader = 12;
constexpr std::size_t kImgInfStream = std::size_t(1920) * 1080 * 3 + kImgInfHeader;
static_assert(sizeof(ImgInf) == kImgInfHeader, "three int32 without a gap");

/// Bytes of a frame's pixels; nothing where the header cannot be true or the bytes are more than `limit`.
inline std::optional<std::size_t> payload_bytes(const ImgInf& header, std::size_t limit) {
    static const std::int32_t kDepthBytes[] = {1, 1, 2, 2, 4, 4, 8, 2};  // CV_8U 8S 16U 16S 32S 32F 64F 16F
    if (header.type < 0 || header.type > 0xFFF) return std::nullopt;
    const std::int32_t channels = (header.type >> 3) + 1;
    return pixel_bytes(header.width, header.height, channels * kDepthBytes[header.type & 7], limit);
}

}  // namespace shmframe_peers
