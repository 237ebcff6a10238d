// SPDX-License-Identifier: Apache-2.0
//
// Writes strings into a segment of the layout `text`: UTF-8 from its first byte on, ended by a NUL. String n is
//
//   text <n> äöü€ <n * 37 mod half of the segment's bytes letters, the i-th of them 'a' + (n + i) mod 26>
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o text_writer text_writer.cpp      (older systems: add -lrt)

#include "options.hpp"
#include "segment.hpp"

#include <cstring>
#include <exception>
#include <iostream>
#include <string>

using namespace shmframe_peers;
using Clock = std::chrono::steady_clock;

namespace {

const char* const kUsage =
    "text_writer NAME [--bytes 4096] [--count 0 (endless)] [--every-ms 20]\n"
    "    The segment, with the last string, stays when the program ends.\n";

std::string text(std::uint64_t number, std::size_t bytes) {
    std::string text = "text " + std::to_string(number) + " \u00e4\u00f6\u00fc\u20ac ";
    const std::uint64_t letters = number * 37 % (bytes / 2);
    for (std::uint64_t i = 0; i < letters; ++i) text += char('a' + (number + i) % 26);
    return text;
}

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--bytes", "--count", "--every-ms"}, {});
    const auto bytes = std::size_t(options.number("--bytes", 4096, 128, 1 << 30));
    const auto count = std::uint64_t(options.number("--count", 0, 0, 9e15));
    const auto every = std::chrono::microseconds(std::int64_t(options.number("--every-ms", 20, 0, 1e6) * 1000));

    stop_on_signals();
    const Mapping segment = open_or_create_segment(options.name(), bytes);
    std::uint64_t written = 0;
    while (!stop_requested && (count == 0 || written < count)) {
        const std::string next = text(++written, bytes);
        // With its NUL. Has no flag and no partner in the reader, who may see the beginning of this string and the rest of
        // the one before, and looks twice for that reason.
        std::memcpy(segment.data(), next.c_str(), next.size() + 1);
        if (written == 1) std::cout << "ready" << std::endl;
        sleep_until(Clock::now() + every);
    }
    std::cout << "written=" << written << std::endl;
    return 0;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\n" << kUsage;
    return 2;
} catch (const std::exception& e) {
    std::cerr << "text_writer: " << e.what() << std::endl;
    return 1;
}
