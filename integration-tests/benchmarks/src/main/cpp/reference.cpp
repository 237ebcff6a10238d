// SPDX-License-Identifier: Apache-2.0
//
// The floor of a machine: two processes, four slots, and nothing else but a number for each slot. The fastest that C can do for a
// writer who copies in and a reader who copies out, and loses nothing; no crash, no second reader and no other size is thought of.
//
//   reference spin|futex - BYTES SECONDS FPS        both processes are this one's
//
// `spin` looks all the time, `futex` sleeps until the writer wakes it. With frames of 64 bytes and some FPS the latency is that of the
// wake-up; with FPS 0 it is the rate of memcpy. Prints the two lines of peer.hpp, and exits with 1 if a frame was wrong.
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>

#include "peer.hpp"

namespace {

constexpr std::uint64_t kSlots = 4;
constexpr std::size_t kPage = 4096;

/// What the two share beside the frames; one cache line for each.
struct Control {
    struct alignas(64) Word {
        std::atomic<std::uint64_t> value{0};
    };
    Word published[kSlots];                    // which frame lies in the slot
    Word taken;                                // the reader's last one
    alignas(64) std::atomic<std::uint32_t> wake{0};
    std::atomic<std::uint32_t> asleep{0};
};
static_assert(sizeof(Control) <= kPage && std::atomic<std::uint64_t>::is_always_lock_free);

/// Burns the core. At full speed it lets others have it after a while: where more want to run than there are cores, the other side
/// would be what waits for the core.
void relax(unsigned round, bool yields) {
    if (yields && round > 1000) {
        sched_yield();
        return;
    }
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

long futex(std::atomic<std::uint32_t>& word, int what, std::uint32_t value) {
    return syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), what, value, nullptr, nullptr, 0);
}

/// In the same file system as rings, without a name: nothing is left behind however this ends.
std::uint8_t* segment(std::size_t bytes) {
    std::string name = "/dev/shm/shmframe-bench-reference-XXXXXX";
    const int file = mkstemp(name.data());
    if (file < 0) throw std::runtime_error(name + ": " + std::strerror(errno));
    unlink(name.c_str());
    if (const int error = posix_fallocate(file, 0, static_cast<off_t>(bytes)); error != 0) {
        throw std::runtime_error(std::string("no room in /dev/shm: ") + std::strerror(error));
    }
    void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (at == MAP_FAILED) throw std::runtime_error("no segment");
    close(file);
    return static_cast<std::uint8_t*>(at);
}

class Slots {
public:
    Slots(std::size_t bytes, bool sleeps, bool yields)
        : bytes_(bytes), stride_((bytes + kPage - 1) / kPage * kPage), sleeps_(sleeps), yields_(yields),
          memory_(segment(kPage + kSlots * stride_)), control_(*new (memory_) Control) {}

    void write(const std::uint8_t* frame) {
        ++next_;
        for (unsigned round = 0; control_.taken.value.load(std::memory_order_acquire) + kSlots < next_; ++round) relax(round, true);
        std::memcpy(at(next_), frame, bytes_);
        control_.published[next_ % kSlots].value.store(next_, std::memory_order_release);
        if (sleeps_) {
            control_.wake.fetch_add(1);
            if (control_.asleep.load() != 0) futex(control_.wake, FUTEX_WAKE, 1);
        }
    }

    void read(std::uint8_t* target) {
        ++next_;
        const std::atomic<std::uint64_t>& published = control_.published[next_ % kSlots].value;
        for (unsigned round = 0; published.load(std::memory_order_acquire) != next_; ++round) {
            if (sleeps_) {
                sleep(published);
            } else {
                relax(round, yields_);
            }
        }
        std::memcpy(target, at(next_), bytes_);
        control_.taken.value.store(next_, std::memory_order_release);
    }

private:
    std::uint8_t* at(std::uint64_t number) const { return memory_ + kPage + number % kSlots * stride_; }

    void sleep(const std::atomic<std::uint64_t>& published) {
        control_.asleep.store(1);
        const std::uint32_t seen = control_.wake.load();
        if (published.load() != next_) futex(control_.wake, FUTEX_WAIT, seen);
        control_.asleep.store(0);
    }

    std::size_t bytes_, stride_;
    bool sleeps_, yields_;
    std::uint8_t* memory_;
    Control& control_;
    std::uint64_t next_ = 0;
};

void read(const peer::Arguments& arguments, Slots& slots) {
    const peer::Buffer own(arguments.bytes);
    peer::Frames frames;
    do {
        slots.read(own.data());
    } while (frames.take(own.data(), arguments.bytes));
    frames.print();
    if (frames.wrong() > 0) throw std::runtime_error("frames were wrong");
}

void write(const peer::Arguments& arguments, Slots& slots) {
    const peer::Buffer own(arguments.bytes);
    peer::write_frames(arguments, [&](const peer::Stamp& stamp) {
        stamp.into(own.data(), arguments.bytes);
        slots.write(own.data());
    });
}

}  // namespace

int main(int argc, char** argv) {
    return peer::run(argc, argv, [&](const peer::Arguments& arguments) {
        const std::string how = argv[1];
        if ((how != "spin" && how != "futex") || arguments.bytes < 64) throw std::invalid_argument("spin|futex, 64 bytes or more");
        Slots slots(arguments.bytes, how == "futex", arguments.flat_out());
        const pid_t reader = fork();
        if (reader < 0) throw std::runtime_error("fork");
        if (reader == 0) {
            peer::watchdog(arguments.seconds + arguments.warm + 30);
            _exit(peer::run(argc, argv, [&](const peer::Arguments& same) { read(same, slots); }));
        }
        write(arguments, slots);
        int status = 0;
        waitpid(reader, &status, 0);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("the reader failed");
    });
}
