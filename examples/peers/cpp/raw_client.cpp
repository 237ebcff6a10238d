// SPDX-License-Identifier: Apache-2.0
//
// Writes colour images into the first region of a segment of the layout `raw`, and waits for the processed ones in the
// second. Whoever processes them (raw_server, a Camel route) finds nothing but pixels there, and so does this program.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o raw_client raw_client.cpp      (older systems: add -lrt)
//
// With -DSHMFRAME_BOOST the segment is made by Boost.Interprocess instead of shm_open; Debian: libboost-dev.

#include "numbered.hpp"
#include "options.hpp"
#include "raw.hpp"

#ifdef SHMFRAME_BOOST
#include <boost/interprocess/mapped_region.hpp>
#include <boost/interprocess/shared_memory_object.hpp>
#else
#include "segment.hpp"
#endif

#include <atomic>
#include <cstring>
#include <exception>
#include <iostream>
#include <vector>

using namespace shmframe_peers;
using Clock = std::chrono::steady_clock;

namespace {

const char* const kUsage =
    "raw_client NAME [--width 640] [--height 404] [--rounds 100] [--answer-channels 1 (grey) | 3 (inverted)] [--keep]\n"
    "    exit 0: fine; 1: within 10 s there was no answer, or a wrong one only\n";

constexpr std::chrono::seconds kPatience(10);

#ifdef SHMFRAME_BOOST
namespace ipc = boost::interprocess;

class Segment {
public:
    Segment(const std::string& name, std::size_t size) : name_(name) {
        remove();
        object_ = ipc::shared_memory_object(ipc::create_only, name.c_str(), ipc::read_write);
        object_.truncate(ipc::offset_t(size));
        region_ = ipc::mapped_region(object_, ipc::read_write);
    }
    std::uint8_t* data() const { return static_cast<std::uint8_t*>(region_.get_address()); }
    void remove() { ipc::shared_memory_object::remove(name_.c_str()); }

private:
    std::string name_;
    ipc::shared_memory_object object_;
    ipc::mapped_region region_;
};
#else
class Segment {
public:
    Segment(const std::string& name, std::size_t size) : name_(segment_name(name)) {
        mapping_ = create_segment(name, size);
    }
    std::uint8_t* data() const { return mapping_.data(); }
    void remove() { ::shm_unlink(name_.c_str()); }

private:
    std::string name_;
    Mapping mapping_;
};
#endif

/// The answer as it lies in the second region. It may be there in part only, and nothing says so, not even two looks
/// that agree, for whoever writes it may have been interrupted. A program that knows what it is waiting for, as this one
/// does, goes on looking. Others have to take what they see.
///
/// @param before what lay there before the image was written: an answer may come sooner than one thinks
bool await_answer(const std::uint8_t* region, const std::vector<std::uint8_t>& before,
                  const std::vector<std::uint8_t>& expected) {
    std::vector<std::uint8_t> look(expected.size());
    bool changed = false;
    for (const auto deadline = Clock::now() + kPatience; !stop_requested && Clock::now() < deadline;) {
        std::memcpy(look.data(), region, look.size());
        // Has no partner: in this layout the other side stores no flag that one could be paired with. It only keeps the
        // second look after the first.
        std::atomic_thread_fence(std::memory_order_acquire);
        const bool same = std::memcmp(look.data(), region, look.size()) == 0;
        changed = changed || look != before;
        if (changed && same && look == expected) return true;
        sleep_until(Clock::now() + std::chrono::microseconds(200));
    }
    if (!stop_requested)
        std::cerr << "raw_client: the second region " << (changed ? "changed, but not to what it should be" : "has not changed")
                  << " within " << kPatience.count() << " s" << std::endl;
    return false;
}

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--width", "--height", "--rounds", "--answer-channels"}, {"--keep"});
    const int width = int(options.number("--width", 640, 1, 16384));
    const int height = int(options.number("--height", 404, 1, 16384));
    const auto rounds = std::uint64_t(options.number("--rounds", 100, 1, 9e15));
    const RawProcessing processing(width, height, int(options.number("--answer-channels", 1, 1, 3)));
    const NumberedPattern pattern(processing.image_bytes());

    stop_on_signals();
    Segment segment(options.name(), 2 * processing.image_bytes());
    std::cout << "ready" << std::endl;
    std::uint8_t* const original = segment.data();
    const std::uint8_t* const processed = original + processing.image_bytes();
    std::vector<std::uint8_t> image(processing.image_bytes()), expected;
    std::uint64_t round = 0, wrong = 0;
    while (!stop_requested && round < rounds && wrong == 0) {
        pattern.fill(++round, image.data());
        processing.process(image.data(), expected);
        const std::vector<std::uint8_t> before(processed, processed + expected.size());
        std::memcpy(original, image.data(), image.size());
        if (!await_answer(processed, before, expected)) ++wrong;
    }
    if (!options.has("--keep")) segment.remove();
    std::cout << "rounds=" << round << " wrong=" << wrong << std::endl;
    return wrong > 0 ? 1 : 0;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\n" << kUsage;
    return 2;
} catch (const std::exception& e) {
    std::cerr << "raw_client: " << e.what() << std::endl;
    return 1;
}
