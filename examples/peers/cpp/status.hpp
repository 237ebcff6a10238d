// SPDX-License-Identifier: Apache-2.0
//
// The layout that shmframe calls `status`: an array of numbers behind 16 bytes of header, and a handshake.
//
//   byte   0        4        8        12       16
//          | status | ndim   | rows   | cols   | float32, rows * cols of them
//          | int32  | int32  | int32  | int32  |
//
//   status   0 free, 1 written by A, 2 answered by B
//   A        waits for 0, writes, stores 1;  waits for 2, reads the answer, stores 0
//   B        waits for 1, reads, stores 0;   waits for 0, writes the answer, stores 2
//
// For the test every element follows from the number of the round. T is an endless row of floats,
//
//   T[i] = (i * 40503 mod 2^20) * 0.25
//
// and the array of round r (from 1) is T from place r * 7 mod 65521 on; its answer is 2 * x + 1 of each element. All of
// these a float32 holds exactly. 40503 is odd, so elements of T less than 2^20 apart differ: an element of the round
// before is seen wherever it is left. status_server.py and StatusPeersTest use the same formula.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace shmframe_peers {

constexpr std::int32_t kFree = 0;
constexpr std::int32_t kWritten = 1;
constexpr std::int32_t kAnswered = 2;
constexpr std::size_t kStatusHeader = 16;

class StatusArrays {
public:
    explicit StatusArrays(std::size_t elements) {
        for (std::size_t i = 0; i < elements + kStarts; ++i) {
            arrays_.push_back(float(i * 40503 % (1 << 20)) * 0.25F);
            answers_.push_back(2 * arrays_.back() + 1);
        }
    }

    const float* array(std::uint64_t round) const { return arrays_.data() + round * 7 % kStarts; }
    const float* answer(std::uint64_t round) const { return answers_.data() + round * 7 % kStarts; }

private:
    static constexpr std::size_t kStarts = 65521;
    std::vector<float> arrays_, answers_;
};

}  // namespace shmframe_peers
