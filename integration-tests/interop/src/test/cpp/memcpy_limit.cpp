// SPDX-License-Identifier: Apache-2.0
//
// What a plain C loop of memcpy reaches on a segment in /dev/shm: the limit that the benchmarks compare with.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -Werror -o memcpy_limit memcpy_limit.cpp
//
//   memcpy_limit W H C SECONDS [NAME]
//
// A third of the seconds each: private buffer to segment, segment to private buffer, one after the other. Prints frames a
// second: `in_fps=.. out_fps=.. inout_fps=..`.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

/// A buffer that begins half a page beyond a page's start. It matters: where the target lies a few bytes further into its
/// page than the source into its own (malloc gives 16, the segment's pixels begin at 24), processors take the loads for
/// dependent on the stores (4K aliasing), and a copy of half a megabyte was measured 13 times slower. This is the limit,
/// so it is measured without that.
class PrivateBuffer {
public:
    PrivateBuffer(std::size_t size, std::uint8_t value) : bytes_(size + 2 * kPage, value) {}
    std::uint8_t* data() {
        const auto address = reinterpret_cast<std::uintptr_t>(bytes_.data());
        return bytes_.data() + (kPage - address % kPage) + kPage / 2;
    }

private:
    static constexpr std::size_t kPage = 4096;
    std::vector<std::uint8_t> bytes_;
};

/// The compiler must take it that somebody reads and writes all memory here, so it cannot drop or merge copies.
inline void memory_is_looked_at() { asm volatile("" ::: "memory"); }

template <class Copy>
double per_second(double seconds, Copy copy) {
    using Clock = std::chrono::steady_clock;
    for (int i = 0; i < 3; ++i) copy();  // warm
    const auto start = Clock::now();
    std::uint64_t frames = 0;
    std::chrono::duration<double> spent{};
    do {
        copy();
        ++frames;
        spent = Clock::now() - start;
    } while (spent.count() < seconds);
    return double(frames) / spent.count();
}

}  // namespace

int main(int argc, char** argv) {
    const double width = argc > 1 ? std::atof(argv[1]) : 0;
    const double height = argc > 2 ? std::atof(argv[2]) : 0;
    const double channels = argc > 3 ? std::atof(argv[3]) : 0;
    const double seconds = argc > 4 ? std::atof(argv[4]) : 0;
    if (argc < 5 || argc > 6 || width < 1 || height < 1 || channels < 1 || seconds <= 0 ||
        width * height * channels > 1e9) {
        std::fprintf(stderr, "memcpy_limit W H C SECONDS [NAME]\n");
        return 2;
    }
    const std::size_t size = std::size_t(width) * std::size_t(height) * std::size_t(channels);
    const std::string name = argc > 5 ? argv[5] : "memcpy_limit_" + std::to_string(getpid());

    const int fd = shm_open(("/" + name).c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd < 0) {
        std::perror(name.c_str());
        return 1;
    }
    shm_unlink(("/" + name).c_str());  // the mapping stays, and nothing is left behind however this ends
    if (const int error = posix_fallocate(fd, 0, off_t(24 + size)); error != 0) {
        std::fprintf(stderr, "no room for %zu bytes: %s\n", size, std::strerror(error));
        return 1;
    }
    void* mapped = mmap(nullptr, 24 + size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) {
        std::perror("mmap");
        return 1;
    }
    std::uint8_t* segment = static_cast<std::uint8_t*>(mapped) + 24;  // pixels lie behind a header, as in real segments
    PrivateBuffer source(size, 1), target(size, 2);
    std::memset(segment, 3, size);

    const auto in = [&] {
        std::memcpy(segment, source.data(), size);
        memory_is_looked_at();
    };
    const auto out = [&] {
        std::memcpy(target.data(), segment, size);
        memory_is_looked_at();
    };
    const double in_fps = per_second(seconds / 3, in);
    const double out_fps = per_second(seconds / 3, out);
    const double inout_fps = per_second(seconds / 3, [&] { in(); out(); });
    std::printf("in_fps=%.1f out_fps=%.1f inout_fps=%.1f\n", in_fps, out_fps, inout_fps);
    return 0;
}
