// SPDX-License-Identifier: Apache-2.0
//
// What all peers of the ring have in common, so that only the way between the two processes differs: numbered frames, the pace, the
// check, the latencies, the processor time, and the line that the benchmarks parse.
//
//   PEER write PLACE BYTES SECONDS FPS [WARM]       WARM: seconds of frames at full speed before the measurement
//   PEER read PLACE BYTES SECONDS FPS
//
// FPS 0 is as fast as both can. The writer prints `frames=.. fps=.. cpu=..`, and lives until its standard input ends, so that nobody
// loses its last frame with it. The reader prints `frames=.. fps=.. p50=.. p99=.. cpu=.. wrong=..`; latencies are in microseconds from the
// moment at which a frame was due (not from when it was sent, so that a frame that waits behind a slow one counts with all its
// waiting) until its reader has its own copy. `cpu` is percent of one core, of all threads.
#pragma once

#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace peer {

inline std::int64_t nanos_of(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return now.tv_sec * std::int64_t(1'000'000'000) + now.tv_nsec;
}

/// The same clock in all processes of the machine, and in Java's System.nanoTime.
inline std::int64_t now() { return nanos_of(CLOCK_MONOTONIC); }

/// Of all threads of this process, also of those that have ended.
inline std::int64_t cpu() { return nanos_of(CLOCK_PROCESS_CPUTIME_ID); }

/// Ends a process that hangs. That its parent has gone is no reason to die at once: the writer sees it at its end, and takes away what
/// it has made.
inline void watchdog(double seconds) { alarm(static_cast<unsigned>(seconds) + 1); }

inline void sleep_until(std::int64_t when) {
    const timespec at{when / 1'000'000'000, when % 1'000'000'000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr) == EINTR) {
    }
}

/// Exactly then: the kernel may let a sleeper lie 50 microseconds longer, which would be in each peer's latency.
inline void wait_until_exactly(std::int64_t when) {
    constexpr std::int64_t kSlack = 150'000;
    if (now() < when - kSlack) sleep_until(when - kSlack);
    while (now() < when) {
    }
}

/// Memory of a process's own, all pages there. It begins half a page beyond a page's start: where source and target lie at nearly
/// the same place of their pages, processors take loads for dependent on stores.
class Buffer {
public:
    explicit Buffer(std::size_t bytes) : mapped_(bytes + kPage) {
        void* at = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED) throw std::runtime_error("no memory for a frame");
        start_ = static_cast<std::uint8_t*>(at);
        std::uint64_t random = 1;
        for (std::size_t i = 0; i < mapped_; ++i) {
            random = random * 6364136223846793005 + 1442695040888963407;
            start_[i] = static_cast<std::uint8_t>(random >> 56);
        }
    }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { munmap(start_, mapped_); }

    std::uint8_t* data() const { return start_ + kPage / 2; }

private:
    static constexpr std::size_t kPage = 4096;
    std::size_t mapped_;
    std::uint8_t* start_;
};

enum class Phase : std::uint64_t { warm, measured, end };

/// What a frame has in its first bytes; its number is in its last eight as well.
struct Stamp {
    std::uint64_t number;
    std::int64_t due;
    Phase phase;

    void into(std::uint8_t* frame, std::size_t bytes) const {
        std::memcpy(frame, this, sizeof *this);
        std::memcpy(frame + bytes - sizeof number, &number, sizeof number);
    }
    static Stamp of(const std::uint8_t* frame) {
        Stamp stamp;
        std::memcpy(&stamp, frame, sizeof stamp);
        return stamp;
    }
    bool ends(const std::uint8_t* frame, std::size_t bytes) const {
        return std::memcmp(frame + bytes - sizeof number, &number, sizeof number) == 0;
    }
};

struct Arguments {
    bool writes = false;
    std::string place;
    std::size_t bytes = 0;
    double seconds = 0, fps = 0, warm = 0.3;

    Arguments(int argc, char** argv) {
        if (argc < 6) throw std::invalid_argument("write|read PLACE BYTES SECONDS FPS [WARM]");
        writes = std::string(argv[1]) == "write";
        place = argv[2];
        bytes = std::stoull(argv[3]);
        seconds = std::stod(argv[4]);
        fps = std::stod(argv[5]);
        if (argc > 6) warm = std::stod(argv[6]);
        watchdog(seconds + warm + 30);
    }

    bool flat_out() const { return fps <= 0; }
};

/// Until the benchmarks have heard the reader.
inline void await_release() {
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
}

/// Writes all frames of a measurement; `publish` takes a Stamp, and returns when the frame is on its way.
template <class Publish>
void write_frames(const Arguments& arguments, Publish publish) {
    // Numbers of the measurement begin with 1: a reader that missed the first knows.
    for (const std::int64_t until = now() + static_cast<std::int64_t>(arguments.warm * 1e9); now() < until;) {
        publish(Stamp{0, now(), Phase::warm});
    }
    const auto period = static_cast<std::int64_t>(arguments.flat_out() ? 0 : 1e9 / arguments.fps);
    std::int64_t due = now() + period;
    if (period > 0) wait_until_exactly(due);
    const std::int64_t begin = now();
    const std::int64_t until = begin + static_cast<std::int64_t>(arguments.seconds * 1e9);
    const std::int64_t used = cpu();
    std::uint64_t number = 0;
    do {
        publish(Stamp{++number, period > 0 ? due : now(), Phase::measured});
        if (period > 0) wait_until_exactly(due += period);
    } while (now() < until);
    const auto spent = static_cast<double>(now() - begin);
    const auto busy = static_cast<double>(cpu() - used);
    publish(Stamp{number + 1, now(), Phase::end});
    std::printf("frames=%llu fps=%.1f cpu=%.2f\n", static_cast<unsigned long long>(number),
                static_cast<double>(number) * 1e9 / spent, busy * 100 / spent);
    std::fflush(stdout);
}

/// Checks frames, which lie in the reader's own memory, and measures.
class Frames {
public:
    /// @return whether there is more to come
    bool take(const std::uint8_t* frame, std::size_t bytes) {
        const Stamp stamp = Stamp::of(frame);
        if (!stamp.ends(frame, bytes)) ++wrong_;
        if (stamp.phase == Phase::warm) return true;
        if (begin_ == 0) {
            begin_ = now();
            used_ = cpu();
        }
        if (stamp.number != last_ + 1) ++wrong_;  // lost, doubled or out of order
        last_ = stamp.number;
        if (stamp.phase != Phase::end) {
            latencies_.push_back(now() - stamp.due);
            return true;
        }
        end_ = now();
        used_ = cpu() - used_;
        return false;
    }

    std::uint64_t wrong() const { return wrong_; }

    void print() {
        if (latencies_.empty()) throw std::runtime_error("no frame of the measurement has come");
        std::sort(latencies_.begin(), latencies_.end());
        const auto spent = static_cast<double>(end_ - begin_);
        std::printf("frames=%zu fps=%.1f p50=%.2f p99=%.2f cpu=%.2f wrong=%llu\n", latencies_.size(),
                    static_cast<double>(latencies_.size()) * 1e9 / spent, percentile(0.50), percentile(0.99),
                    static_cast<double>(used_) * 100 / spent, static_cast<unsigned long long>(wrong_));
        std::fflush(stdout);
    }

private:
    double percentile(double share) const {
        const auto at = static_cast<std::size_t>(share * static_cast<double>(latencies_.size() - 1) + 0.5);
        return static_cast<double>(latencies_[at]) / 1000;
    }

    std::vector<std::int64_t> latencies_;
    std::uint64_t last_ = 0, wrong_ = 0;
    std::int64_t begin_ = 0, end_ = 0, used_ = 0;
};

/// The main program of a peer: what throws is said, and is exit 1.
template <class Run>
int run(int argc, char** argv, Run run) {
    try {
        run(Arguments(argc, argv));
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 1;
    }
}

}  // namespace peer
