// SPDX-License-Identifier: Apache-2.0
//
// A camera without a camera: writes a moving picture into a ring.
//
//   camera_writer NAME [--width 640] [--height 404] [--fps 30 (0: as fast as can be)] [--frames 0 (endless)] [--keep]

#include "options.hpp"

#include <shmframe/ring.hpp>

#include <algorithm>
#include <cstring>
#include <iostream>
#include <thread>
#include <vector>

using namespace shmframe;
using Clock = std::chrono::steady_clock;

namespace {

/// Four bars that wander to the left; a frame is windows of one table.
class Bars {
public:
    explicit Bars(std::size_t width) : width_(width) {
        static const std::uint8_t kColours[4][3] = {{235, 64, 16}, {16, 235, 64}, {64, 16, 235}, {9, 9, 9}};
        for (std::size_t x = 0; x < 2 * width; ++x) {
            const auto* bgr = kColours[x % width * 4 / width];
            row_.insert(row_.end(), bgr, bgr + 3);
        }
    }
    void fill(FrameClaim& frame, std::uint64_t number) const {
        const std::uint8_t* row = row_.data() + number * 2 % width_ * 3;
        for (std::size_t at = 0; at < frame.size(); at += frame.stride()) std::memcpy(frame.data() + at, row, frame.stride());
    }

private:
    std::size_t width_;
    std::vector<std::uint8_t> row_;
};

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--width", "--height", "--fps", "--frames"}, {"--keep"});
    const auto width = static_cast<std::size_t>(options.number("--width", 640));
    const auto frames = static_cast<std::uint64_t>(options.number("--frames", 0));
    const auto fps = options.number("--fps", 30);
    const auto geometry = FrameGeometry::of8Bit(width, static_cast<std::uint64_t>(options.number("--height", 404)), 3);
    const Bars bars(width);
    stop_on_signals();

    RingWriter writer(options.name());
    auto due = Clock::now();
    std::uint64_t written = 0;
    while (!stop_requested && (frames == 0 || written < frames)) {
        FrameTags tags;
        tags.fields["camera"] = std::string("bars");
        if (written + 1 == frames) tags.flags = END_OF_STREAM;
        FrameClaim frame = writer.claim(geometry, tags);
        bars.fill(frame, written++);  // straight into the segment
        frame.commit();
        if (fps <= 0) continue;
        due = std::max(due + std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / fps)), Clock::now());
        std::this_thread::sleep_until(due);
    }
    if (!options.has("--keep")) writer.unlink();
    std::cout << "written=" << written << std::endl;
    return 0;
} catch (const std::exception& e) {
    std::cerr << "camera_writer: " << e.what() << std::endl;
    return 1;
}
