// SPDX-License-Identifier: Apache-2.0
//
// One end of a ring that dies by SIGKILL at a given step: before any of its stores to shared memory, or of its calls that change a
// file. The client's headers are those of its users; only the names of their stores are made to count.
//
//   step_peer write PATH FRAMES BYTES STEP
//   step_peer read PATH FRAMES STEP [--loan] [--awaited] [--hold SECONDS]
//   step_peer serve PATH BYTES [--unlink]     a frame every 2 ms until its input ends
//
// With STEP 0 it lives, and says `steps N` at its end. Byte i of frame n is (n * 31 + i) mod 251.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <shmframe/detail/words.hpp>

static std::uint64_t fatal_step = 0, steps_done = 0;

inline void step() {
    if (++steps_done == fatal_step) ::raise(SIGKILL);
}

namespace shmframe::detail {
inline void stepping_store_relaxed(std::uint8_t* at, std::uint64_t value) noexcept { step(), store_relaxed(at, value); }
inline void stepping_store_release(std::uint8_t* at, std::uint64_t value) noexcept { step(), store_release(at, value); }
inline void stepping_store_release32(std::uint8_t* at, std::uint32_t value) noexcept { step(), store_release32(at, value); }
}  // namespace shmframe::detail

inline int stepping_rename(const char* from, const char* to) { return step(), ::rename(from, to); }
inline int stepping_unlink(const char* path) { return step(), ::unlink(path); }
inline int stepping_fchmod(int fd, mode_t mode) { return step(), ::fchmod(fd, mode); }

#define store_relaxed stepping_store_relaxed
#define store_release stepping_store_release
#define store_release32 stepping_store_release32
#define rename stepping_rename
#define unlink stepping_unlink
#define fchmod stepping_fchmod
#include <shmframe/ring.hpp>

using namespace shmframe;

namespace {

std::uint8_t byte(std::uint64_t frame, std::size_t i) { return static_cast<std::uint8_t>((frame % 251 * 31 + i) % 251); }

bool whole(const std::uint8_t* data, std::size_t size, std::uint64_t frame) {
    for (std::size_t i = 0; i < size; ++i) {
        if (data[i] != byte(frame, i)) return false;
    }
    return true;
}

void write_one(RingWriter& writer, std::size_t bytes) {
    FrameClaim claim = writer.claim(FrameGeometry::bytes(bytes));
    const std::uint64_t frame = writer.nextSequence();
    for (std::size_t i = 0; i < bytes; ++i) {
        if (i == bytes / 2) step();
        claim.data()[i] = byte(frame, i);
    }
    claim.commit();
}

int write(const std::vector<std::string>& words) {
    const auto frames = std::stoull(words.at(2));
    fatal_step = std::stoull(words.at(4));
    {
        RingWriter writer(words.at(1));
        for (std::uint64_t i = 0; i < frames; ++i) write_one(writer, std::stoull(words.at(3)));
    }
    std::cout << "steps " << steps_done << std::endl;
    return 0;
}

int serve(const std::vector<std::string>& words) {
    RingWriter writer(words.at(1));
    pollfd input{STDIN_FILENO, POLLIN, 0};
    do {
        write_one(writer, std::stoull(words.at(2)));
    } while (::poll(&input, 1, 2) == 0);
    if (words.size() > 3) writer.unlink();
    return 0;
}

int read(const std::vector<std::string>& words) {
    const auto frames = std::stoull(words.at(2));
    fatal_step = std::stoull(words.at(3));
    RingReaderOptions options;
    options.delivery = Delivery::all;
    options.loans = 0;
    options.name = "step_peer";
    double hold = 0;
    for (std::size_t i = 4; i < words.size(); ++i) {
        if (words[i] == "--loan") options.loans = 1;
        if (words[i] == "--awaited") options.awaited = true;
        if (words[i] == "--hold") hold = std::stod(words.at(i + 1));
    }
    RingReader reader(words.at(1), options);
    FrameView view;
    FrameBuffer buffer;
    bool right = true;
    for (std::uint64_t i = 0; i < frames;) {
        if (options.loans == 0) {
            if (reader.await(buffer, std::chrono::seconds(1)) != Look::frame) continue;
            right &= whole(buffer.data(), buffer.size(), buffer.info().sequence);
        } else {
            if (reader.awaitInPlace(view, std::chrono::seconds(1)) != Look::frame) continue;
            right &= whole(view.data(), view.size(), view.info().sequence);
            if (hold > 0) {
                std::cout << (view.shared() ? "holds" : "copied") << std::endl;
                std::this_thread::sleep_for(std::chrono::duration<double>(hold));
                hold = 0;
                right &= whole(view.data(), view.size(), view.info().sequence);
                std::cout << "held" << std::endl;
            }
            view.close();
        }
        ++i;
    }
    reader.close();
    std::cout << "steps " << steps_done << std::endl;
    return right ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.at(0) == "write") return write(words);
    if (words.at(0) == "serve") return serve(words);
    if (words.at(0) == "read") return read(words);
    throw std::invalid_argument("expected write, serve or read, found '" + words.at(0) + "'");
} catch (const std::exception& e) {
    std::cerr << "step_peer: " << e.what() << std::endl;
    return 2;
}
