// SPDX-License-Identifier: Apache-2.0
//
// Role A of the layout `status`: writes arrays and waits for the answers, every element of which it checks. B is
// status_server.py or a Camel route.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o status_client status_client.cpp      (older systems: add -lrt)

#include "options.hpp"
#include "segment.hpp"
#include "status.hpp"

#include <cstring>
#include <exception>
#include <iostream>

using namespace shmframe_peers;
using Clock = std::chrono::steady_clock;

namespace {

const char* const kUsage =
    "status_client NAME [--rounds 1000] [--rows 512] [--cols 512] [--one-way (awaits no answer)] [--keep]\n"
    "    exit 0: fine; 1: a wrong answer, or none within 10 s\n";

constexpr std::chrono::seconds kPatience(10);

class Status {
public:
    // The mapping begins on a page, so `status` at offset 0 is aligned: indivisible loads and stores.
    explicit Status(const Mapping& segment) : status_(reinterpret_cast<std::int32_t*>(segment.data())) {}

    void await(std::int32_t wanted) const {
        const auto start = Clock::now();
        for (int looks = 0;; ++looks) {
            // Pairs with the release store of B, whoever that is: what B did before it stored `wanted`, its answer or the
            // end of its reading, lies before what comes next.
            const std::int32_t seen = __atomic_load_n(status_, __ATOMIC_ACQUIRE);
            if (seen == wanted) return;
            const auto now = Clock::now();
            if (now - start >= kPatience || stop_requested)
                throw std::runtime_error("waited for status " + std::to_string(wanted) + " and saw status " +
                                         std::to_string(seen) + (stop_requested ? " when told to stop" : " for 10 s"));
            if (looks > 100) sleep_until(now + std::chrono::microseconds(50));
        }
    }

    void store(std::int32_t value) {
        // Pairs with the acquire load of B that sees `value`: the array lies before it, or our reading of the answer does.
        __atomic_store_n(status_, value, __ATOMIC_RELEASE);
    }

private:
    std::int32_t* status_;
};

/// The segment's name goes with this program, however that ends.
struct Removal {
    ~Removal() {
        if (!keep) ::shm_unlink(name.c_str());
    }
    std::string name;
    bool keep;
};

/// How many elements of the answer are wrong; says which one is the first.
std::size_t wrong_elements(const std::uint8_t* payload, const float* expected, std::size_t elements, std::uint64_t round) {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < elements; ++i) {
        float element;
        std::memcpy(&element, payload + i * sizeof element, sizeof element);
        if (element == expected[i]) continue;
        if (wrong++ == 0)
            std::cerr << "status_client: round " << round << ", element " << i << " is " << element << " and not "
                      << expected[i] << std::endl;
    }
    return wrong;
}

}  // namespace

int main(int argc, char** argv) try {
    const Options options(argc, argv, {"--rounds", "--rows", "--cols"}, {"--one-way", "--keep"});
    const auto rounds = std::uint64_t(options.number("--rounds", 1000, 1, 9e15));
    const auto rows = std::int32_t(options.number("--rows", 512, 1, 16384));
    const auto cols = std::int32_t(options.number("--cols", 512, 1, 16384));
    const bool one_way = options.has("--one-way");
    const std::size_t elements = std::size_t(rows) * std::size_t(cols);
    const std::size_t bytes = elements * sizeof(float);
    const StatusArrays arrays(elements);

    stop_on_signals();
    const Mapping segment = create_segment(options.name(), kStatusHeader + bytes);  // all zeros: the status is "free"
    const Removal removal{segment_name(options.name()), options.has("--keep")};
    Status status(segment);
    std::uint8_t* const payload = segment.data() + kStatusHeader;
    std::cout << "ready" << std::endl;
    std::uint64_t round = 0, wrong = 0;
    while (round < rounds) {
        ++round;
        status.await(kFree);
        const std::int32_t shape[] = {2, rows, cols};
        std::memcpy(segment.data() + sizeof(std::int32_t), shape, sizeof shape);
        std::memcpy(payload, arrays.array(round), bytes);
        status.store(kWritten);
        if (one_way) continue;
        status.await(kAnswered);
        if (wrong_elements(payload, arrays.answer(round), elements, round) != 0) ++wrong;
        status.store(kFree);
    }
    status.await(kFree);  // one way: until the last one has been read
    std::cout << "rounds=" << round << " wrong=" << wrong << std::endl;
    return wrong > 0 ? 1 : 0;
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\n" << kUsage;
    return 2;
} catch (const std::exception& e) {
    std::cerr << "status_client: " << e.what() << std::endl;
    return 1;
}
