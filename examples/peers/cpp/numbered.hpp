// SPDX-License-Identifier: Apache-2.0
//
// Test frames in which every byte follows from the frame's number, so that one wrong byte is seen.
// A real program needs nothing of this.
//
// P is an endless row of bytes: the outputs of splitmix64, 8 little-endian bytes each. Frame n has n itself in its first
// 8 bytes, and byte i of the rest is P[8 * (n % 65521) + i].
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

namespace shmframe_peers {

class NumberedPattern {
public:
    explicit NumberedPattern(std::size_t frame_size) : size_(frame_size) {
        if (frame_size < 16) throw std::invalid_argument("numbered frames have at least 16 bytes");
        std::vector<std::uint64_t> words((frame_size + 8 * kStarts + 7) / 8);
        std::uint64_t state = 0x53484D4652414D45;  // "SHMFRAME"
        for (std::uint64_t& word : words) {
            state += 0x9E3779B97F4A7C15;
            std::uint64_t z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            word = z ^ (z >> 31);
        }
        words_ = std::move(words);
    }

    std::size_t size() const { return size_; }

    void fill(std::uint64_t number, std::uint8_t* frame) const {
        std::memcpy(frame, bytes_of(number), size_);
        std::memcpy(frame, &number, sizeof number);
    }

    static std::uint64_t number_of(const std::uint8_t* frame) {
        std::uint64_t number;
        std::memcpy(&number, frame, sizeof number);
        return number;
    }

    bool matches(const std::uint8_t* frame) const {
        return std::memcmp(frame + 8, bytes_of(number_of(frame)) + 8, size_ - 8) == 0;
    }

private:
    static constexpr std::size_t kStarts = 65521;  // a prime: neighbours in time begin at different places of P

    const std::uint8_t* bytes_of(std::uint64_t number) const {
        return reinterpret_cast<const std::uint8_t*>(words_.data() + number % kStarts);
    }

    std::size_t size_;
    std::vector<std::uint64_t> words_;
};

}  // namespace shmframe_peers
