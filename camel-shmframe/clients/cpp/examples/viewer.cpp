// SPDX-License-Identifier: Apache-2.0
//
// Reads a ring, and says once a second how fast frames come, how old they are and how many were missed.
//
//   viewer NAME [--frames 0 (endless)] [--seconds 0 (endless)] [--all] [--ppm picture.ppm]

#include "options.hpp"

#include <shmframe/ring.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>

using namespace shmframe;
using Clock = std::chrono::steady_clock;

namespace {

void save(const std::string& path, const FrameView& frame) {
    const FrameInfo& info = frame.info();
    if (info.geometry.type() != 16) throw LayoutException(path, "a BGR picture of 8 bits", info.geometry.text());
    std::ofstream file(path, std::ios::binary);
    file << "P6 " << info.geometry.width() << " " << info.geometry.height() << " 255\n";
    for (std::uint64_t y = 0; y < info.geometry.height(); ++y) {
        const std::uint8_t* row = frame.data() + info.planes[0].offset + y * info.planes[0].stride;
        for (std::uint64_t x = 0; x < info.geometry.width(); ++x) {
            file.put(static_cast<char>(row[3 * x + 2])).put(static_cast<char>(row[3 * x + 1])).put(static_cast<char>(row[3 * x]));
        }
    }
}

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--frames", "--seconds", "--ppm"}, {"--all"});
    const auto frames = static_cast<std::uint64_t>(options.number("--frames", 0));
    const auto seconds = options.number("--seconds", 0);
    const std::string ppm = options.text("--ppm", "");
    stop_on_signals();

    RingReaderOptions reading;
    reading.delivery = options.has("--all") ? Delivery::all : Delivery::latest;
    reading.name = "viewer";
    RingReader reader(options.name(), reading);
    FrameView frame;  // a loan: the writer passes over it until the next one is taken
    const auto begin = Clock::now();
    auto second = begin;
    std::uint64_t counted = 0;
    for (bool end = false; !end && !stop_requested && (frames == 0 || reader.counters().delivered < frames);) {
        if (seconds > 0 && std::chrono::duration<double>(Clock::now() - begin).count() >= seconds) break;
        const Look found = reader.awaitInPlace(frame, std::chrono::milliseconds(500));
        if (found == Look::detached) std::cout << "waiting for segment " << options.name() << std::endl;
        if (found != Look::frame) continue;
        ++counted;
        const FrameInfo& info = frame.info();
        end = info.has(END_OF_STREAM);
        if (!ppm.empty() && (end || reader.counters().delivered == frames)) save(ppm, frame);
        const double spent = std::chrono::duration<double>(Clock::now() - second).count();
        if (spent < 1) continue;
        const double age = static_cast<double>(detail::wall_nanos()) - static_cast<double>(info.timestampNanos);
        std::printf("%s  %.1f fps  age %.2f ms  missed %llu  %s\n", info.geometry.text().c_str(),
                    static_cast<double>(counted) / spent, age / 1e6, static_cast<unsigned long long>(reader.counters().missed),
                    frame.shared() ? "on loan" : "copied");
        std::fflush(stdout);
        counted = 0;
        second = Clock::now();
    }
    const ReaderCounters& counters = reader.counters();
    std::cout << "frames=" << counters.delivered << " missed=" << counters.missed << " torn=" << counters.torn << std::endl;
    return counters.delivered > 0 ? 0 : 1;
} catch (const std::exception& e) {
    std::cerr << "viewer: " << e.what() << std::endl;
    return 1;
}
