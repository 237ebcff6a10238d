// SPDX-License-Identifier: Apache-2.0
//
// The layout that shmframe calls `raw`: no header at all, two regions of one colour image each. The original lies in the
// first, the processed one in the second; a grey one fills only a third of it.
//
//   byte   0                            width * height * 3
//          | original, BGR              | processed, BGR or grey      |
//
// Here "processed" means: grey, (b + g + r) / 3 of each pixel, or inverted, 255 - x of each byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace shmframe_peers {

class RawProcessing {
public:
    RawProcessing(int width, int height, int answer_channels)
        : pixels_(std::size_t(width) * std::size_t(height)), channels_(std::size_t(answer_channels)) {
        if (answer_channels != 1 && answer_channels != 3)
            throw std::invalid_argument("an answer has 1 channel or 3, not " + std::to_string(answer_channels));
    }

    std::size_t image_bytes() const { return pixels_ * 3; }
    std::size_t answer_bytes() const { return pixels_ * channels_; }

    void process(const std::uint8_t* bgr, std::vector<std::uint8_t>& answer) const {
        answer.resize(answer_bytes());
        if (channels_ == 1) {
            for (std::size_t i = 0; i < pixels_; ++i)
                answer[i] = std::uint8_t((bgr[3 * i] + bgr[3 * i + 1] + bgr[3 * i + 2]) / 3);
        } else {
            for (std::size_t i = 0; i < answer.size(); ++i) answer[i] = std::uint8_t(255 - bgr[i]);
        }
    }

private:
    std::size_t pixels_, channels_;
};

}  // namespace shmframe_peers
