// SPDX-License-Identifier: Apache-2.0
//
// Waits for images in the first region of a segment of the layout `raw` and writes the processed ones into the second.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o raw_server raw_server.cpp      (older systems: add -lrt)

#include "options.hpp"
#include "raw.hpp"
#include "segment.hpp"

#include <cstring>
#include <exception>
#include <iostream>
#include <vector>

using namespace shmframe_peers;
using Clock = std::chrono::steady_clock;

namespace {

const char* const kUsage =
    "raw_server NAME [--width 640] [--height 404] [--seconds 60] [--answer-channels 1 (grey) | 3 (inverted)]\n"
    "    exit 0: fine; 1: no image within --seconds\n";

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--width", "--height", "--seconds", "--answer-channels"}, {});
    const int width = int(options.number("--width", 640, 1, 16384));
    const int height = int(options.number("--height", 404, 1, 16384));
    const auto deadline = after_seconds(options.number("--seconds", 60, 0.1, 1e6));
    const RawProcessing processing(width, height, int(options.number("--answer-channels", 1, 1, 3)));

    stop_on_signals();
    const std::size_t bytes = processing.image_bytes();
    const Mapping segment = await_segment(options.name(), bytes + processing.answer_bytes(), PROT_READ | PROT_WRITE, deadline);
    std::cout << "ready" << std::endl;
    const std::uint8_t* const original = segment.data();
    std::uint8_t* const processed = segment.data() + bytes;
    std::vector<std::uint8_t> last(bytes), image(bytes), answer;  // a new segment is all zeros: that is no image
    std::uint64_t answered = 0;
    while (!stop_requested && Clock::now() < deadline) {
        std::memcpy(image.data(), original, bytes);
        sleep_until(Clock::now() + std::chrono::milliseconds(1));
        // Has no partner: in this layout the other side stores no flag that one could be paired with. It only keeps the
        // second look after the first. An image that was written in part only can be the same in both; then the whole one
        // follows, differs, and is answered too.
        std::atomic_thread_fence(std::memory_order_acquire);
        if (image == last || std::memcmp(image.data(), original, bytes) != 0) continue;
        processing.process(image.data(), answer);
        std::memcpy(processed, answer.data(), answer.size());
        last.swap(image);
        ++answered;
    }
    std::cout << "answered=" << answered << std::endl;
    if (answered == 0 && !stop_requested) {
        std::cerr << "raw_server: the time is over, and no image came" << std::endl;
        return 1;
    }
    return 0;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\n" << kUsage;
    return 2;
} catch (const std::exception& e) {
    std::cerr << "raw_server: " << e.what() << std::endl;
    return 1;
}
