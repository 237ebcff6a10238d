// SPDX-License-Identifier: Apache-2.0
//
// One of several cameras in one segment: writes numbered frames into stream K of the layout `imginf`. A process for each
// stream, started in any order.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o imginf_writer imginf_writer.cpp      (older systems: add -lrt)

#include "imginf.hpp"
#include "numbered.hpp"
#include "options.hpp"
#include "segment.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <iostream>
#include <vector>

using namespace shmframe_peers;
using Clock = std::chrono::steady_clock;

namespace {

const char* const kUsage =
    "imginf_writer NAME [--stream 0] [--streams 1] [--width 640] [--height 404] [--type 16 (CV_8UC3)]\n"
    "    [--fps 30 (0 = no pause)] [--frames 0 (endless)] [--seconds 0 (endless)]\n"
    "    The segment stays when the program ends: it belongs to the other streams as well.\n";

}  // namespace

int main(int argc, char** argv) try {
    const Options options(
        argc, argv, {"--stream", "--streams", "--width", "--height", "--type", "--fps", "--frames", "--seconds"}, {});
    const auto streams = std::size_t(options.number("--streams", 1, 1, 64));
    const auto stream = std::size_t(options.number("--stream", 0, 0, double(streams - 1)));
    const ImgInf header{std::int32_t(options.number("--width", 640, 1, 16384)),
                        std::int32_t(options.number("--height", 404, 1, 16384)),
                        std::int32_t(options.number("--type", 16, 0, 0xFFF))};
    const double fps = options.number("--fps", 30, 0, 1e6);
    const auto frames = std::uint64_t(options.number("--frames", 0, 0, 9e15));
    const double seconds = options.number("--seconds", 0, 0, 1e6);
    const auto bytes = payload_bytes(header, kImgInfStream - kImgInfHeader);
    if (!bytes) throw std::invalid_argument("a frame of that size and type does not fit a stream");
    const NumberedPattern pattern(*bytes);

    stop_on_signals();
    const Mapping segment = open_or_create_segment(options.name(), streams * kImgInfStream);
    std::uint8_t* const start = segment.data() + stream * kImgInfStream;
    std::vector<std::uint8_t> frame(*bytes);

    const std::chrono::nanoseconds interval(fps > 0 ? std::int64_t(std::min(1e9 / fps, 1e15)) : 0);
    const auto end = after_seconds(seconds);
    auto due = Clock::now();
    std::uint64_t written = 0;
    while (!stop_requested && (frames == 0 || written < frames) && (seconds == 0 || Clock::now() < end)) {
        pattern.fill(written + 1, frame.data());
        // What such programs do: two copies and no word about when they are finished. Nothing here has a partner in the
        // reader, so nothing keeps it from a frame of which a part is old.
        std::memcpy(start, &header, sizeof header);
        std::memcpy(start + kImgInfHeader, frame.data(), frame.size());
        if (++written == 1) std::cout << "ready" << std::endl;
        if (fps > 0) {
            due = std::max(due + interval, Clock::now());  // late: do not hurry to catch up
            sleep_until(due);
        }
    }
    std::cout << "written=" << written << std::endl;
    return 0;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\n" << kUsage;
    return 2;
} catch (const std::exception& e) {
    std::cerr << "imginf_writer: " << e.what() << std::endl;
    return 1;
}
