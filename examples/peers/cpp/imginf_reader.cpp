// SPDX-License-Identifier: Apache-2.0
//
// Reads stream K of a segment of the layout `imginf`, whoever writes it, and checks every byte of the numbered frames.
//
// The layout has no flag. A frame is taken when it was the same in two looks, a millisecond apart. That is all one can do,
// and not enough: a writer that is interrupted for longer than that in the middle of a frame leaves half of one, which is
// the same in two looks. Such a frame counts as wrong.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o imginf_reader imginf_reader.cpp      (older systems: add -lrt)

#include "imginf.hpp"
#include "numbered.hpp"
#include "options.hpp"
#include "segment.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <iostream>
#include <memory>
#include <vector>

using namespace shmframe_peers;
using Clock = std::chrono::steady_clock;

namespace {

const char* const kUsage =
    "imginf_reader NAME [--stream 0] [--frames 30] [--seconds 60] [--check numbered]\n"
    "    exit 0: fine; 1: a wrong frame, or fewer than --frames within --seconds\n";

class ImgInfReader {
public:
    /// `stream`: where its header is; `limit`: how many bytes of pixels there is room for.
    ImgInfReader(const std::uint8_t* stream, std::size_t limit) : stream_(stream), limit_(limit) {}

    /// Two looks. Whether they agree on a frame of another number than the last one that was taken.
    bool try_read() {
        std::memcpy(&header, stream_, sizeof header);
        const auto bytes = payload_bytes(header, limit_);  // the peer is not trusted: nothing beyond the segment is read
        if (!bytes || *bytes < 16) return false;
        if (NumberedPattern::number_of(stream_ + kImgInfHeader) == last_) return false;
        frame.resize(*bytes);
        std::memcpy(frame.data(), stream_ + kImgInfHeader, *bytes);

        sleep_until(Clock::now() + std::chrono::milliseconds(1));
        // Has no partner: the layout's writer stores no flag that one could be paired with. It only keeps the second look
        // after the first.
        std::atomic_thread_fence(std::memory_order_acquire);
        if (std::memcmp(&header, stream_, sizeof header) != 0) return false;
        if (std::memcmp(frame.data(), stream_ + kImgInfHeader, *bytes) != 0) return false;
        last_ = NumberedPattern::number_of(frame.data());
        return true;
    }

    ImgInf header{};
    std::vector<std::uint8_t> frame;

private:
    const std::uint8_t* stream_;
    std::size_t limit_;
    std::uint64_t last_ = 0;  // frames are numbered from 1: the zeros of a new segment are none
};

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--stream", "--frames", "--seconds", "--check"}, {});
    const auto stream = std::size_t(options.number("--stream", 0, 0, 63));
    const auto wanted = std::uint64_t(options.number("--frames", 30, 1, 9e15));
    const auto deadline = after_seconds(options.number("--seconds", 60, 0.1, 1e6));
    const bool check = options.has("--check");
    if (check && options.text("--check", "") != "numbered") throw std::invalid_argument("--check knows 'numbered' only");

    stop_on_signals();
    const std::size_t offset = stream * kImgInfStream;
    const Mapping segment = await_segment(options.name(), offset + kImgInfHeader + 16, PROT_READ, deadline);
    std::cout << "ready" << std::endl;
    ImgInfReader reader(segment.data() + offset,
                        std::min(kImgInfStream, segment.size() - offset) - kImgInfHeader);
    std::unique_ptr<NumberedPattern> pattern;
    ImgInf header{};
    std::uint64_t frames = 0, wrong = 0, number = 0;
    while (!stop_requested && frames < wanted && Clock::now() < deadline) {
        if (!reader.try_read()) {
            sleep_until(Clock::now() + std::chrono::microseconds(500));
            continue;
        }
        ++frames;
        header = reader.header;
        if (!check) continue;
        if (!pattern || pattern->size() != reader.frame.size())
            pattern = std::make_unique<NumberedPattern>(reader.frame.size());
        const std::uint64_t before = number;
        number = NumberedPattern::number_of(reader.frame.data());
        if (number <= before || !pattern->matches(reader.frame.data())) ++wrong;
    }
    if (frames < wanted && !stop_requested) std::cerr << "imginf_reader: the time is over" << std::endl;
    std::cout << "frames=" << frames << " wrong=" << wrong << " width=" << header.width << " height=" << header.height
              << " type=" << header.type << std::endl;
    return wrong > 0 || (frames < wanted && !stop_requested) ? 1 : 0;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\n" << kUsage;
    return 2;
} catch (const std::exception& e) {
    std::cerr << "imginf_reader: " << e.what() << std::endl;
    return 1;
}
