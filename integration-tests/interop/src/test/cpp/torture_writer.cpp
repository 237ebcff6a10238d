// SPDX-License-Identifier: Apache-2.0
//
// Writes numbered frames into a `frameheader` segment as a home-made C++ program does, and misbehaves on request: never
// pauses, stamps badly, dies or stops in the middle of a frame, starts again on a new file or on the old one.
// It shares no code with the peers in examples/, so that a mistake there is not repeated here.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -Werror -o torture_writer torture_writer.cpp
//
// Prints `ready` when the first frame is complete, `written=N` at the end (SIGTERM and SIGINT end it after a frame).
// It leaves the segment: the test looks at it and removes it.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
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
    "torture_writer NAME --width W --height H [--channels 3] [--frames N] [--seconds S] [--first 1] [--pause-us MAX]\n"
    "    [--stamp now|constant|coarse] [--new-file | --same-file] [--seed 1]\n"
    "    [--kill-at STEP --kill-frame k] [--stop-at STEP --stop-frame k]\n"
    "NAME: the file /dev/shm/NAME, or a path if it has a slash beyond its first character.\n"
    "STEP of frame number k (counted as --first counts), just after the store that it is named for:\n"
    "    valid0 (valid = 0), fields, half (half the pixels), pixels (all of them), valid1 (valid = 1)\n"
    "--new-file (the default) unlinks the name and creates another file; --same-file goes on in the one that is there.\n";

[[noreturn]] void usage(const std::string& why) {
    std::fprintf(stderr, "%s\n%s", why.c_str(), kUsage);
    std::exit(2);
}

[[noreturn]] void die(const char* what) {
    std::perror(what);
    std::exit(1);
}

enum Step { kNever, kValid0, kFields, kHalf, kPixels, kValid1 };

Step step_of(const std::string& name) {
    const char* names[] = {"", "valid0", "fields", "half", "pixels", "valid1"};
    for (int step = kValid0; step <= kValid1; ++step)
        if (name == names[step]) return Step(step);
    usage("no step '" + name + "'");
}

std::uint64_t whole(const std::string& option, const std::string& text) {
    char* end = nullptr;
    errno = 0;
    const unsigned long long value = std::strtoull(text.c_str(), &end, 10);
    if (text.empty() || text[0] == '-' || *end != '\0' || errno != 0) usage("cannot use " + option + " " + text);
    return value;
}

volatile std::sig_atomic_t stop_requested = 0;

struct Accident {
    Step step = kNever;
    std::uint64_t frame = 0;
    int signal = 0;
    void at(Step now, std::uint64_t number) const {
        if (now == step && number == frame) std::raise(signal);
    }
};

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

}  // namespace

int main(int argc, char** argv) {
    std::string path, stamp = "now";
    std::uint64_t width = 0, height = 0, channels = 3, frames = 0, first = 1, max_pause_us = 0, seed = 1;
    double seconds = 0;
    bool same_file = false;
    Accident kill, stop;
    kill.signal = SIGKILL;
    stop.signal = SIGSTOP;
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        if (option.rfind("--", 0) != 0) {
            if (!path.empty()) usage("one name only");
            path = option;
            continue;
        }
        if (option == "--new-file") { same_file = false; continue; }
        if (option == "--same-file") { same_file = true; continue; }
        if (++i == argc) usage(option + " wants a value");
        const std::string value = argv[i];
        if (option == "--width") width = whole(option, value);
        else if (option == "--height") height = whole(option, value);
        else if (option == "--channels") channels = whole(option, value);
        else if (option == "--frames") frames = whole(option, value);
        else if (option == "--seconds") seconds = std::atof(value.c_str());
        else if (option == "--first") first = whole(option, value);
        else if (option == "--pause-us") max_pause_us = whole(option, value);
        else if (option == "--stamp") stamp = value;
        else if (option == "--kill-at") kill.step = step_of(value);
        else if (option == "--kill-frame") kill.frame = whole(option, value);
        else if (option == "--stop-at") stop.step = step_of(value);
        else if (option == "--stop-frame") stop.frame = whole(option, value);
        else if (option == "--seed") seed = whole(option, value);
        else usage("no option " + option);
    }
    if (path.empty()) usage("the NAME is missing");
    if (path.find('/', 1) == std::string::npos) path = "/dev/shm/" + path.substr(path[0] == '/' ? 1 : 0);
    if (width < 1 || height < 1 || channels < 1 || width > 16384 || height > 16384 || channels > 4)
        usage("--width, --height or --channels out of range");
    if (stamp != "now" && stamp != "constant" && stamp != "coarse") usage("no --stamp " + stamp);
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

    const std::size_t size = 24 + payload;
    int fd;
    if (same_file) {
        fd = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0) die(path.c_str());
        struct stat status {};
        if (fstat(fd, &status) != 0) die("fstat");
        if (std::uint64_t(status.st_size) < size) usage("the file that is there is too small for this frame");
    } else {
        unlink(path.c_str());
        fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0) die(path.c_str());
        if (ftruncate(fd, off_t(size)) != 0) die("ftruncate");
    }
    auto* segment = static_cast<std::uint8_t*>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    if (segment == MAP_FAILED) die("mmap");
    auto* valid = reinterpret_cast<std::int32_t*>(segment + 20);
    std::uint8_t* pixels = segment + 24;

    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::uint64_t> pause(0, max_pause_us);
    const auto start = Clock::now();
    std::uint64_t written = 0;
    while (!stop_requested && (frames == 0 || written < frames) &&
           (seconds <= 0 || Clock::now() - start < std::chrono::duration<double>(seconds))) {
        const std::uint64_t number = first + written;
        const auto accident = [&](Step step) {
            kill.at(step, number);
            stop.at(step, number);
        };

        __atomic_store_n(valid, 0, __ATOMIC_RELAXED);
        accident(kValid0);
        std::atomic_thread_fence(std::memory_order_release);  // pairs with a reader's acquire fence after its copy
        const std::int32_t header[] = {std::int32_t(width), std::int32_t(height), std::int32_t(channels)};
        using std::chrono::milliseconds;
        std::int64_t ms = std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        if (stamp == "constant") ms = 1'700'000'000'000;
        if (stamp == "coarse") ms = ms / 1000 * 1000;
        std::memcpy(segment, header, sizeof header);
        std::memcpy(segment + 12, &ms, sizeof ms);
        accident(kFields);
        const auto* source = reinterpret_cast<const std::uint8_t*>(words.data() + number % 65521);
        const std::size_t half = payload / 2;  // at least 8
        std::memcpy(pixels, source, half);
        std::memcpy(pixels, &number, sizeof number);
        accident(kHalf);
        std::memcpy(pixels + half, source + half, payload - half);
        accident(kPixels);
        std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with a reader's acquire fence after valid = 1
        __atomic_store_n(valid, 1, __ATOMIC_RELAXED);
        accident(kValid1);

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
