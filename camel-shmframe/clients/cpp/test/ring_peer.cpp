// SPDX-License-Identifier: Apache-2.0
//
// One end of a ring for tests between languages; ring_peer.py is its twin, with the same command line and the same frames.
//
//   ring_peer write PATH FRAMES BYTES [--fps N] [--slots N] [--overflow overwrite|block|fail] [--seconds N]
//   ring_peer read PATH FRAMES [--loan] [--all] [--naive] [--awaited] [--seconds N]
//
// Byte i of frame n is (n * 31 + i) mod 251. The writer flags its last frame as the end of the stream; the reader ends with it,
// after FRAMES frames (0: any number) or after --seconds, and prints one line of JSON. It says `ready` on the error stream when it begins to
// look, and exits with 1 if a frame was wrong.

#include <shmframe/ring.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

using namespace shmframe;

namespace {

using Clock = std::chrono::steady_clock;

/// All frames are windows of one table of bytes that repeats itself after 251.
class Pattern {
public:
    explicit Pattern(std::size_t bytes) : table_(bytes + 251) {
        for (std::size_t i = 0; i < table_.size(); ++i) table_[i] = static_cast<std::uint8_t>(i % 251);
    }
    const std::uint8_t* of(std::uint64_t number) const { return table_.data() + number % 251 * 31 % 251; }
    std::size_t bytes() const { return table_.size() - 251; }

private:
    std::vector<std::uint8_t> table_;
};

class Arguments {
public:
    Arguments(int argc, char** argv) : words_(argv + 1, argv + argc) {}
    const std::string& at(std::size_t i) const {
        if (i >= words_.size()) throw std::invalid_argument("ring_peer write PATH FRAMES BYTES ... | read PATH FRAMES ...");
        return words_[i];
    }
    bool has(const std::string& name) const {
        for (const auto& word : words_) {
            if (word == name) return true;
        }
        return false;
    }
    std::string text(const std::string& name, const std::string& otherwise) const {
        for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
            if (words_[i] == name) return words_[i + 1];
        }
        return otherwise;
    }
    double number(const std::string& name, double otherwise) const {
        return std::stod(text(name, std::to_string(otherwise)));
    }

private:
    std::vector<std::string> words_;
};

std::chrono::nanoseconds seconds(double count) { return std::chrono::nanoseconds(static_cast<std::int64_t>(count * 1e9)); }

int write(const Arguments& arguments) {
    const auto frames = std::stoull(arguments.at(2));
    const Pattern pattern(std::stoull(arguments.at(3)));
    RingWriterOptions options;
    options.slots = static_cast<std::uint64_t>(arguments.number("--slots", 0));
    const std::string overflow = arguments.text("--overflow", "overwrite");
    options.overflow = overflow == "block" ? Overflow::block : overflow == "fail" ? Overflow::fail : Overflow::overwrite;
    options.blockTimeout = seconds(arguments.number("--seconds", 60));
    const double fps = arguments.number("--fps", 0);
    RingWriter writer(arguments.at(1), options);
    const auto begin = Clock::now();
    std::uint64_t refused = 0, sequence = 0;
    for (std::uint64_t i = 0; i < frames; ++i) {
        FrameTags tags;
        if (i + 1 == frames) tags.flags = END_OF_STREAM;
        // The sequence goes on where a writer before left it: what the bytes are is known only once it is known.
        for (;;) {
            try {
                FrameClaim claim = writer.claim(FrameGeometry::bytes(pattern.bytes()), tags);
                std::memcpy(claim.data(), pattern.of(writer.nextSequence()), pattern.bytes());
                sequence = claim.commit();
                break;
            } catch (const OverrunException&) {
                ++refused;
                std::this_thread::yield();
            }
        }
        if (fps > 0) std::this_thread::sleep_until(begin + seconds(static_cast<double>(i + 1) / fps));
    }
    const double spent = std::chrono::duration<double>(Clock::now() - begin).count();
    std::printf("{\"published\":%llu,\"refused\":%llu,\"last\":%llu,\"seconds\":%.3f}\n", frames,
                static_cast<unsigned long long>(refused), static_cast<unsigned long long>(sequence), spent);
    return 0;
}

struct Result {
    std::uint64_t accepted = 0, wrong = 0, torn = 0, missed = 0, first = 0, last = 0, loans = 0, invalid = 0;
    bool end = false;

    void take(const std::uint8_t* data, std::size_t size, const FrameInfo& info, Pattern& pattern) {
        if (pattern.bytes() < size) pattern = Pattern(size);
        if (std::memcmp(data, pattern.of(info.sequence), size) != 0 || info.sequence <= last) ++wrong;
        ++accepted;
        if (first == 0) first = info.sequence;
        last = info.sequence;
        missed += info.missed;
        end = info.has(END_OF_STREAM);
    }

    int print() const {
        const auto u = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
        std::printf("{\"accepted\":%llu,\"wrong\":%llu,\"torn\":%llu,\"missed\":%llu,\"first\":%llu,\"last\":%llu,"
                    "\"loans\":%llu,\"invalid\":%llu,\"end\":%s}\n",
                    u(accepted), u(wrong), u(torn), u(missed), u(first), u(last), u(loans), u(invalid),
                    end ? "true" : "false");
        return wrong == 0 && invalid == 0 ? 0 : 1;
    }
};

/// What somebody would write who has not read the specification: one slot after the other, and no look at any lock.
Result read_naively(const std::string& name, std::uint64_t frames, Clock::time_point until) {
    Result result;
    Pattern pattern(1);
    std::shared_ptr<detail::Attachment> from;
    std::uint64_t seen = 0;
    while (!result.end && (frames == 0 || result.accepted < frames) && Clock::now() < until) {
        if (!from) from = detail::Attachment::open(detail::segment_path(name));
        const std::uint64_t head = from ? from->head() : 0;
        if (head == seen) continue;
        const std::uint64_t slots = from->layout().slots;
        const std::uint64_t ticket = std::max(seen + 1, head > slots ? head - slots + 1 : 1);
        seen = ticket;
        detail::DescriptorCopy descriptor;
        from->copy_descriptor(ticket, descriptor);
        FrameInfo info;
        info.sequence = descriptor.field(descriptor::kSequence);
        info.flags = descriptor.field(descriptor::kFlags);
        const auto size = static_cast<std::size_t>(
            std::min(descriptor.field(descriptor::kPayloadBytes), from->layout().capacity));
        result.take(from->payload_of(ticket), size, info, pattern);
    }
    return result;
}

int read(const Arguments& arguments) {
    const auto frames = std::stoull(arguments.at(2));
    const auto until = Clock::now() + seconds(arguments.number("--seconds", 60));
    std::cerr << "ready" << std::endl;
    if (arguments.has("--naive")) return read_naively(arguments.at(1), frames, until).print();
    RingReaderOptions options;
    options.delivery = arguments.has("--all") ? Delivery::all : Delivery::latest;
    options.awaited = arguments.has("--awaited");
    options.loans = arguments.has("--loan") ? 1 : 0;
    options.name = "ring_peer";
    RingReader reader(arguments.at(1), options);
    Result result;
    Pattern pattern(1);
    FrameBuffer buffer;
    FrameView view;
    while (!result.end && (frames == 0 || result.accepted < frames)) {
        const auto now = Clock::now();
        if (now >= until) break;
        const auto left = std::min<std::chrono::nanoseconds>(until - now, std::chrono::seconds(1));
        if (options.loans > 0) {
            view.close();
            if (reader.awaitInPlace(view, left) != Look::frame) continue;
            result.loans += view.shared() ? 1 : 0;
            result.take(view.data(), view.size(), view.info(), pattern);
        } else if (reader.await(buffer, left) == Look::frame) {
            result.take(buffer.data(), buffer.size(), buffer.info(), pattern);
        }
    }
    result.torn = reader.counters().torn;
    result.invalid = reader.counters().invalid;
    return result.print();
}

}  // namespace

int main(int argc, char** argv) try {
    const Arguments arguments(argc, argv);
    if (arguments.at(0) == "write") return write(arguments);
    if (arguments.at(0) == "read") return read(arguments);
    throw std::invalid_argument("expected write or read, found '" + arguments.at(0) + "'");
} catch (const std::exception& e) {
    std::cerr << "ring_peer: " << e.what() << std::endl;
    return 2;
}
