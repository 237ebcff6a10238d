// SPDX-License-Identifier: Apache-2.0
//
// Reads frames from shared memory, whoever writes them (camera_writer, its twin in Python, a Camel route), and says once a
// second what it sees.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o viewer_reader viewer_reader.cpp      (older systems: add -lrt)

#include "frameheader.hpp"
#include "numbered.hpp"
#include "options.hpp"

#include <exception>
#include <iomanip>
#include <iostream>
#include <memory>

using namespace shmframe_peers;
using Clock = std::chrono::steady_clock;

namespace {

const char* const kUsage =
    "viewer_reader NAME [--frames 0 (endless)] [--seconds 0 (endless)] [--check numbered]\n"
    "    exit 0: fine; 1: a wrong frame; 2: fewer than --frames within --seconds\n";

/// Every byte right, and a higher number than the frame before?
class NumberedCheck {
public:
    bool right(const Frame& frame) {
        if (frame.size < 16) return false;
        if (!pattern_ || pattern_->size() != frame.size) pattern_ = std::make_unique<NumberedPattern>(frame.size);
        const std::uint64_t number = NumberedPattern::number_of(frame.pixels);
        const bool higher = !any_ || number > last_;
        any_ = true;
        last_ = number;
        return higher && pattern_->matches(frame.pixels);
    }

private:
    std::unique_ptr<NumberedPattern> pattern_;
    bool any_ = false;
    std::uint64_t last_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--frames", "--seconds", "--check"}, {});
    const auto wanted = std::uint64_t(options.number("--frames", 0, 0, 9e15));
    const double seconds = options.number("--seconds", 0, 0, 1e6);
    const bool check = options.has("--check");
    if (check && options.text("--check", "") != "numbered") throw std::invalid_argument("--check knows 'numbered' only");

    stop_on_signals();
    FrameHeaderReader reader(options.name());
    NumberedCheck numbered;
    std::uint64_t frames = 0, wrong = 0, frames_before = 0;
    int width = 0, height = 0, channels = 0;
    std::int64_t age_ms = 0;
    bool said_waiting = false;
    const auto start = Clock::now();
    auto line_at = start;

    while (!stop_requested && (wanted == 0 || frames < wanted)) {
        const std::optional<Frame> frame = reader.try_read();
        if (frame) {
            ++frames;
            width = frame->width;
            height = frame->height;
            channels = frame->channels;
            age_ms = now_ms() - frame->timestamp_ms;
            if (check && !numbered.right(*frame)) ++wrong;
        } else if (!reader.attached() && !said_waiting) {
            said_waiting = true;
            std::cout << "waiting for segment " << options.name() << std::endl;
        }

        const auto now = Clock::now();
        if (seconds > 0 && now - start >= std::chrono::duration<double>(seconds)) break;
        const std::chrono::duration<double> since_line = now - line_at;
        if (since_line.count() >= 1 && (frames > frames_before || reader.attached())) {
            if (frames > frames_before) {
                std::cout << std::fixed << std::setprecision(1) << width << "x" << height << "x" << channels << "  "
                          << double(frames - frames_before) / since_line.count() << " fps  age " << age_ms << " ms";
            } else {
                std::cout << "no new frame";
            }
            std::cout << "  torn looks " << reader.torn();
            if (reader.refused() > 0) std::cout << "  unusable headers " << reader.refused();
            if (check) std::cout << "  wrong " << wrong;
            std::cout << std::endl;
            frames_before = frames;
            line_at = now;
        }
        if (!frame) sleep_until(now + std::chrono::microseconds(reader.attached() ? 200 : 20'000));
    }

    std::cout << "frames=" << frames << " wrong=" << wrong << " torn=" << reader.torn() << " width=" << width
              << " height=" << height << std::endl;
    if (wrong > 0) return 1;
    return frames < wanted && !stop_requested ? 2 : 0;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\n" << kUsage;
    return 2;
} catch (const std::exception& e) {
    std::cerr << "viewer_reader: " << e.what() << std::endl;
    return 1;
}
