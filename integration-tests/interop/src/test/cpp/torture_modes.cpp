// SPDX-License-Identifier: Apache-2.0
//
// Numbered frames as torture_writer has them, for every way of synchronising other than `frameheader`:
//
//   --sync seqlock    seqlock:u32,width:i32,height:i32,channels:i32        odd while it writes, even when it is done
//   --sync sequence   width:i32,height:i32,channels:i32,sequence:u32       a counter, stored after the payload
//   --sync none       width:i32,height:i32,type:i32                        nothing at all
//   --sync valid      valid:u8,_:3,width:i32,height:i32,channels:i32       a flag, and no stamp beside it
//   --sync status     status:i32,width:i32,height:i32,channels:i32         role A of the handshake: waits for 0, stores 1
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -Werror -o torture_modes torture_modes.cpp
//
// It shares no code with the peers in examples/, so that a mistake there is not repeated here. Prints `ready` when the
// first frame is complete, `written=N` at the end (SIGTERM and SIGINT end it after a frame, and in the middle of the
// handshake's wait, the one wait here: it has no time limit of its own because --seconds and the test have one).
// It leaves the segment: the test looks at it and removes it.
#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

const char kUsage[] =
    "torture_modes NAME --sync seqlock|sequence|none|valid|status --width W --height H [--channels 3] [--frames N]\n"
    "    [--seconds S] [--pause-us MAX] [--seed 1]\n";

[[noreturn]] void usage(const std::string& why) {
    std::fprintf(stderr, "%s\n%s", why.c_str(), kUsage);
    std::exit(2);
}

[[noreturn]] void die(const char* what) {
    std::perror(what);
    std::exit(1);
}

std::uint64_t whole(const std::string& option, const std::string& text) {
    char* end = nullptr;
    errno = 0;
    const unsigned long long value = std::strtoull(text.c_str(), &end, 10);
    if (text.empty() || text[0] == '-' || *end != '\0' || errno != 0) usage("cannot use " + option + " " + text);
    return value;
}

volatile std::sig_atomic_t stop_requested = 0;

/// Sleeps most of it and spins the rest: nanosleep alone is late by 50 microseconds and more.
void pause_for(std::chrono::microseconds pause) {
    const auto until = Clock::now() + pause;
    if (pause >= std::chrono::microseconds(100)) {
        const long long ns = 1000LL * (pause.count() - 80);
        const timespec duration{time_t(ns / 1'000'000'000), long(ns % 1'000'000'000)};
        nanosleep(&duration, nullptr);
    }
    while (Clock::now() < until && !stop_requested) {
    }
}

struct SeqlockHeader {
    std::uint32_t seqlock;
    std::int32_t width, height, channels;
};
struct SequenceHeader {
    std::int32_t width, height, channels;
    std::uint32_t sequence;
};
struct BareHeader {
    std::int32_t width, height, type;
};
struct ValidHeader {
    std::uint8_t valid, unused[3];
    std::int32_t width, height, channels;
};
struct StatusHeader {
    std::int32_t status, width, height, channels;
};
static_assert(sizeof(SeqlockHeader) == 16 && offsetof(SeqlockHeader, seqlock) == 0, "");
static_assert(sizeof(SequenceHeader) == 16 && offsetof(SequenceHeader, sequence) == 12, "");
static_assert(sizeof(BareHeader) == 12 && offsetof(BareHeader, type) == 8, "");
static_assert(sizeof(ValidHeader) == 16 && offsetof(ValidHeader, width) == 4, "");
static_assert(sizeof(StatusHeader) == 16 && offsetof(StatusHeader, width) == 4, "");

/// What a frame is made of.
struct Frame {
    std::uint64_t number;
    std::int32_t width, height, channels;
    const std::uint8_t* source;
    std::size_t size;
    void store(std::uint8_t* pixels) const {
        const std::size_t half = size / 2;  // at least 8
        std::memcpy(pixels, source, half);
        std::memcpy(pixels, &number, sizeof number);
        std::memcpy(pixels + half, source + half, size - half);
    }
    template <class Header>
    void store_size(Header* header) const {
        header->width = width;
        header->height = height;
        header->channels = channels;
    }
};

void write_seqlock(std::uint8_t* segment, const Frame& frame) {
    auto* header = reinterpret_cast<SeqlockHeader*>(segment);
    const std::uint32_t odd = std::uint32_t(frame.number * 2 - 1);
    __atomic_store_n(&header->seqlock, odd, __ATOMIC_RELAXED);
    // Pairs with a reader's acquire fence after its copy: who has copied a byte of this frame then finds the odd number,
    // or a later one.
    std::atomic_thread_fence(std::memory_order_release);
    frame.store_size(header);
    frame.store(segment + sizeof *header);
    // Pairs with a reader's acquire after it has read the number: who has seen the even one sees the whole frame.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    __atomic_store_n(&header->seqlock, odd + 1, __ATOMIC_RELAXED);
}

void write_sequence(std::uint8_t* segment, const Frame& frame) {
    auto* header = reinterpret_cast<SequenceHeader*>(segment);
    frame.store_size(header);
    frame.store(segment + sizeof *header);
    // Pairs with a reader's acquire after it has read the counter: who has seen the new number sees the whole frame.
    // Nothing tells that the next one has been begun, so a reader may well see some of that, too.
    __atomic_store_n(&header->sequence, std::uint32_t(frame.number), __ATOMIC_RELEASE);
}

void write_bare(std::uint8_t* segment, const Frame& frame) {
    auto* header = reinterpret_cast<BareHeader*>(segment);
    header->width = frame.width;
    header->height = frame.height;
    header->type = (frame.channels - 1) << 3;  // CV_8UC(channels)
    frame.store(segment + sizeof *header);
    asm volatile("" ::: "memory");  // the compiler may not put off these stores; they have no partner
}

void write_valid(std::uint8_t* segment, const Frame& frame) {
    auto* header = reinterpret_cast<ValidHeader*>(segment);
    __atomic_store_n(&header->valid, std::uint8_t(0), __ATOMIC_RELAXED);
    std::atomic_thread_fence(std::memory_order_release);  // pairs with a reader's acquire fence after its copy
    frame.store_size(header);
    frame.store(segment + sizeof *header);
    std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with a reader's acquire fence after valid = 1
    __atomic_store_n(&header->valid, std::uint8_t(1), __ATOMIC_RELAXED);
}

/// False where it was told to stop before the other side had taken the frame before.
template <class Over>
bool write_status(std::uint8_t* segment, const Frame& frame, Over over) {
    auto* header = reinterpret_cast<StatusHeader*>(segment);
    // Pairs with the reader's release when it stores 0: its reading of the frame before is over.
    for (int looks = 0; __atomic_load_n(&header->status, __ATOMIC_ACQUIRE) != 0; ++looks) {
        if (over()) return false;
        if (looks > 500) {
            const timespec duration{0, 20'000};
            nanosleep(&duration, nullptr);
        }
    }
    frame.store_size(header);
    frame.store(segment + sizeof *header);
    // Pairs with the reader's acquire when it finds 1: it sees the whole frame.
    __atomic_store_n(&header->status, 1, __ATOMIC_RELEASE);
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    std::string path, sync;
    std::uint64_t width = 0, height = 0, channels = 3, frames = 0, max_pause_us = 0, seed = 1;
    double seconds = 0;
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        if (option.rfind("--", 0) != 0) {
            if (!path.empty()) usage("one name only");
            path = option;
            continue;
        }
        if (++i == argc) usage(option + " wants a value");
        const std::string value = argv[i];
        if (option == "--sync") sync = value;
        else if (option == "--width") width = whole(option, value);
        else if (option == "--height") height = whole(option, value);
        else if (option == "--channels") channels = whole(option, value);
        else if (option == "--frames") frames = whole(option, value);
        else if (option == "--seconds") seconds = std::atof(value.c_str());
        else if (option == "--pause-us") max_pause_us = whole(option, value);
        else if (option == "--seed") seed = whole(option, value);
        else usage("no option " + option);
    }
    if (path.empty()) usage("the NAME is missing");
    if (path.find('/', 1) != std::string::npos) usage("NAME is the file /dev/shm/NAME");
    path = "/dev/shm/" + path.substr(path[0] == '/' ? 1 : 0);
    if (sync != "seqlock" && sync != "sequence" && sync != "none" && sync != "valid" && sync != "status")
        usage("no --sync '" + sync + "'");
    if (width < 1 || height < 1 || channels < 1 || width > 16384 || height > 16384 || channels > 4)
        usage("--width, --height or --channels out of range");
    if (max_pause_us > 60'000'000) usage("--pause-us is a minute at most");
    const std::size_t payload = width * height * channels;
    if (payload < 16) usage("a frame has at least 16 bytes");

    struct sigaction action {};
    action.sa_handler = [](int) { stop_requested = 1; };
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);

    // P: the outputs of splitmix64. Frame n begins at word n % 65521 of it.
    std::vector<std::uint64_t> words((payload + 8 * 65521 + 7) / 8);
    std::uint64_t state = 0x53484D4652414D45;
    for (auto& word : words) {
        std::uint64_t z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        word = z ^ (z >> 31);
    }

    const std::size_t size = (sync == "none" ? sizeof(BareHeader) : sizeof(SeqlockHeader)) + payload;
    unlink(path.c_str());
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) die(path.c_str());
    if ((errno = posix_fallocate(fd, 0, off_t(size))) != 0) die("no room for the segment");
    auto* segment = static_cast<std::uint8_t*>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    if (segment == MAP_FAILED) die("mmap");

    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::uint64_t> pause(0, max_pause_us);
    const auto start = Clock::now();
    const auto over = [&] {
        return stop_requested || (seconds > 0 && Clock::now() - start >= std::chrono::duration<double>(seconds));
    };
    std::uint64_t written = 0;
    while (!over() && (frames == 0 || written < frames)) {
        const std::uint64_t number = written + 1;
        const Frame frame{number, std::int32_t(width), std::int32_t(height), std::int32_t(channels),
                          reinterpret_cast<const std::uint8_t*>(words.data() + number % 65521), payload};
        if (sync == "seqlock") write_seqlock(segment, frame);
        else if (sync == "sequence") write_sequence(segment, frame);
        else if (sync == "none") write_bare(segment, frame);
        else if (sync == "valid") write_valid(segment, frame);
        else if (!write_status(segment, frame, over)) break;

        if (++written == 1) {
            std::puts("ready");
            std::fflush(stdout);
        }
        if (max_pause_us > 0) pause_for(std::chrono::microseconds(pause(random)));
    }
    std::printf("written=%llu\n", static_cast<unsigned long long>(written));
    std::fflush(stdout);
    return 0;
}
