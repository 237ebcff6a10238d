// SPDX-License-Identifier: Apache-2.0
//
// What a plain C loop of memcpy reaches on a segment of as many slots as a ring has, used in turn: the limit that the ring's
// benchmarks compare with. With one slot it is the limit of a segment that has one frame.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -Werror -o memcpy_slots memcpy_slots.cpp
//
//   memcpy_slots BYTES SLOTS SECONDS
//
// Half of the seconds each: a private buffer into the next slot; the same and back into a private buffer. Prints frames a
// second: `in_fps=.. inout_fps=..`.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

constexpr std::size_t kPage = 4096;

/// The compiler must take it that somebody reads and writes all memory here, so it cannot drop or merge copies.
inline void memory_is_looked_at() { asm volatile("" ::: "memory"); }

/// Memory that begins half a page beyond a page's start: where source and target lie at nearly the same place of their pages,
/// processors take loads for dependent on stores (4K aliasing), and this is to be the limit without that.
std::uint8_t* private_buffer(std::size_t size, int value) {
    void* mapped = mmap(nullptr, size + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return nullptr;
    std::memset(mapped, value, size + kPage);
    return static_cast<std::uint8_t*>(mapped) + kPage / 2;
}

template <class Copy>
double per_second(double seconds, std::uint64_t warm, Copy copy) {
    using Clock = std::chrono::steady_clock;
    for (std::uint64_t i = 0; i < warm; ++i) copy();
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
    const std::size_t size = argc == 4 ? std::strtoull(argv[1], nullptr, 10) : 0;
    const std::size_t slots = argc == 4 ? std::strtoull(argv[2], nullptr, 10) : 0;
    const double seconds = argc == 4 ? std::atof(argv[3]) : 0;
    if (size < 1 || size > (std::size_t(1) << 30) || slots < 1 || slots > 1024 || seconds <= 0) {
        std::fprintf(stderr, "memcpy_slots BYTES SLOTS SECONDS\n");
        return 2;
    }
    const std::size_t stride = (size + kPage - 1) / kPage * kPage;
    std::string name = "/dev/shm/memcpy_slots_XXXXXX";
    const int fd = mkstemp(name.data());
    if (fd < 0) {
        std::perror(name.c_str());
        return 1;
    }
    unlink(name.c_str());  // the mapping stays, and nothing is left behind however this ends
    if (const int error = posix_fallocate(fd, 0, off_t(stride * slots)); error != 0) {
        std::fprintf(stderr, "no room for %zu bytes: %s\n", stride * slots, std::strerror(error));
        return 1;
    }
    void* mapped = mmap(nullptr, stride * slots, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    std::uint8_t* source = private_buffer(size, 1);
    std::uint8_t* target = private_buffer(size, 2);
    if (mapped == MAP_FAILED || source == nullptr || target == nullptr) {
        std::perror("mmap");
        return 1;
    }
    std::uint8_t* const segment = static_cast<std::uint8_t*>(mapped);

    std::size_t next = 0;
    const auto in = [&] {
        next = (next + 1) % slots;
        std::memcpy(segment + next * stride, source, size);
        memory_is_looked_at();
    };
    const auto in_and_out = [&] {
        in();
        std::memcpy(target, segment + next * stride, size);
        memory_is_looked_at();
    };
    const double in_fps = per_second(seconds / 2, 2 * slots, in);
    const double inout_fps = per_second(seconds / 2, 2 * slots, in_and_out);
    std::printf("in_fps=%.1f inout_fps=%.1f\n", in_fps, inout_fps);
    return 0;
}
