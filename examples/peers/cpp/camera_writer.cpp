// SPDX-License-Identifier: Apache-2.0
//
// A camera without a camera: writes moving colour bars into shared memory, for viewer_reader, for its twin in Python,
// or for a Camel route to read.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o camera_writer camera_writer.cpp      (older systems: add -lrt)

#include "frameheader.hpp"
#include "numbered.hpp"
#include "options.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <iostream>

using namespace shmframe_peers;

namespace {

const char* const kUsage =
    "camera_writer NAME [--width 640] [--height 404] [--channels 3] [--fps 30 (0 = no pause)]\n"
    "    [--frames 0 (endless)] [--pattern bars|numbered] [--first 1] [--keep]\n";

/// Colour bars that wander to the left, and a white line that wanders down.
class BarsPattern {
public:
    BarsPattern(int width, int height, int channels)
        : height_(std::size_t(height)), pixel_(std::size_t(channels)), row_(std::size_t(width) * pixel_) {
        static const std::uint8_t kBgr[8][3] = {{235, 235, 235}, {16, 235, 235}, {235, 235, 16}, {16, 235, 16},
                                                {235, 16, 235},  {16, 16, 235},  {235, 16, 16},  {16, 16, 16}};
        std::vector<std::uint8_t> row;
        for (int x = 0; x < width; ++x) {
            const auto bar = std::size_t(std::int64_t(x) * 8 / width);
            const std::uint8_t* bgr = kBgr[bar];
            if (channels == 1) {
                row.push_back(std::uint8_t(235 - 30 * bar));
            } else {
                for (int c = 0; c < channels; ++c) row.push_back(c < 3 ? bgr[c] : 255);
            }
        }
        // One row more than a frame has: a frame that is cut out of it some pixels later has its bars wander.
        for (std::size_t y = 0; y <= height_; ++y) rows_.insert(rows_.end(), row.begin(), row.end());
    }

    void fill(std::uint64_t number, std::uint8_t* frame) const {
        const std::size_t width = row_ / pixel_;
        std::memcpy(frame, rows_.data() + number * 2 % width * pixel_, height_ * row_);
        const std::size_t thickness = height_ / 40 + 1;
        const std::size_t top = number * 2 % (height_ - thickness + 1);
        std::memset(frame + top * row_, 255, thickness * row_);
    }

private:
    std::size_t height_, pixel_, row_;
    std::vector<std::uint8_t> rows_;
};

/// Writes until it has written enough, or is told to stop. `pattern` is BarsPattern or NumberedPattern.
template <class Pattern>
std::uint64_t write_frames(const Pattern& pattern, const Options& options, int width, int height, int channels) {
    const double fps = options.number("--fps", 30, 0, 1e6);
    const auto frames = std::uint64_t(options.number("--frames", 0, 0, 9e15));
    const auto first = std::uint64_t(options.number("--first", 1, 0, 9e15));
    FrameHeaderWriter writer(options.name(), std::size_t(width) * std::size_t(height) * std::size_t(channels));
    std::cout << "writing " << width << "x" << height << "x" << channels << " frames to " << options.name()
              << std::endl;

    using namespace std::chrono;
    const nanoseconds interval(fps > 0 ? std::int64_t(std::min(1e9 / fps, 1e15)) : 0);
    auto due = steady_clock::now();
    std::uint64_t written = 0;
    while (!stop_requested && (frames == 0 || written < frames)) {
        pattern.fill(first + written, writer.begin(width, height, channels));  // straight into the segment
        writer.commit();
        ++written;
        if (fps > 0) {
            due = std::max(due + interval, steady_clock::now());  // late: do not hurry to catch up
            sleep_until(due);
        }
    }
    if (!options.has("--keep")) writer.remove();
    return written;
}

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--width", "--height", "--channels", "--fps", "--frames", "--pattern", "--first"},
                          {"--keep"});
    const int width = int(options.number("--width", 640, 1, 16384));
    const int height = int(options.number("--height", 404, 1, 16384));
    const int channels = int(options.number("--channels", 3, 1, 4));
    const std::string pattern = options.text("--pattern", "bars");
    if (pattern != "bars" && pattern != "numbered") throw std::invalid_argument("no pattern '" + pattern + "'");

    stop_on_signals();
    const std::size_t size = std::size_t(width) * std::size_t(height) * std::size_t(channels);
    const std::uint64_t written =
        pattern == "bars" ? write_frames(BarsPattern(width, height, channels), options, width, height, channels)
                          : write_frames(NumberedPattern(size), options, width, height, channels);
    std::cout << "written=" << written << std::endl;
    return 0;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\n" << kUsage;
    return 2;
} catch (const std::exception& e) {
    std::cerr << "camera_writer: " << e.what() << std::endl;
    return 1;
}
