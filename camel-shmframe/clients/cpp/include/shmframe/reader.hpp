// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detail/attachment.hpp"
#include "info.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace shmframe {

/// Which frames a reader takes: the newest, or each in order as far back as the ring holds.
enum class Delivery { latest, all };

/// How a reader waits: asleep until the writer wakes it (behind a writer that cannot, as backoff); burning a core; that, but letting others have it; asleep for
/// longer and longer up to a millisecond.
enum class WaitStrategy { futex, spin, yielding, backoff };

struct RingReaderOptions {
    Delivery delivery = Delivery::latest;
    WaitStrategy waiting = WaitStrategy::futex;
    /// How often the reader looks whether the name belongs to another file by now.
    std::chrono::nanoseconds reattachInterval = std::chrono::milliseconds(100);
    /// How many frames may be on loan at a time; 0 for a reader that only copies.
    unsigned loans = 1;
    /// Whether a writer with Overflow::block or Overflow::fail is to wait for this reader.
    bool awaited = false;
    /// For people; what goes beyond 64 bytes is cut off.
    std::string name;
};

struct ReaderCounters {
    std::uint64_t delivered = 0, missed = 0, torn = 0, invalid = 0, reattached = 0;
};

/// A whole frame: on loan in the segment itself, which its writer passes over until the view ends, or, where no loan could be
/// had (see shared()), in memory of its own. It may outlive its reader, and end in any thread.
class FrameView {
public:
    FrameView() = default;
    FrameView(FrameView&& other) noexcept { swap(other); }
    FrameView& operator=(FrameView&& other) noexcept {
        if (this != &other) {
            close();
            swap(other);
        }
        return *this;
    }
    FrameView(const FrameView&) = delete;
    FrameView& operator=(const FrameView&) = delete;
    ~FrameView() { close(); }

    const std::uint8_t* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    const FrameInfo& info() const noexcept { return buffer_.info(); }
    /// Whether data() shows the segment; false where it is memory of the view's own.
    bool shared() const noexcept { return from_ != nullptr; }
    explicit operator bool() const noexcept { return data_ != nullptr; }

    /// Ends the loan. Nothing that data() pointed to is to be used any more.
    void close() noexcept {
        if (from_) from_->give_back(entry_);
        from_.reset();
        data_ = nullptr;
        size_ = 0;
    }

private:
    friend class RingReader;
    void swap(FrameView& other) noexcept {
        std::swap(from_, other.from_);
        std::swap(entry_, other.entry_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(buffer_, other.buffer_);
    }

    std::shared_ptr<detail::Attachment> from_;
    std::size_t entry_ = 0;
    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
    FrameBuffer buffer_;
};

/// Reads frames of a ring, and follows its writers. One thread at a time may use it. In the child of a fork it attaches anew with
/// its next look; views that were lent before are the parent's, and show nothing that the child may rely on.
class RingReader {
public:
    /// Opens nothing yet: the first look does.
    /// @param name of a segment in /dev/shm, or a path
    explicit RingReader(const std::string& name, RingReaderOptions options = {})
        : path_(detail::segment_path(name)), options_(std::move(options)) {
        if (options_.reattachInterval <= std::chrono::nanoseconds(0)) {
            throw LayoutException("reattachInterval", "more than 0", std::to_string(options_.reattachInterval.count()));
        }
    }

    const std::string& path() const noexcept { return path_; }
    bool attached() const noexcept { return static_cast<bool>(from_); }
    const ReaderCounters& counters() const noexcept { return counters_; }

    /// Takes a fresh frame if there is one, as a copy.
    /// @throws SegmentException if there is something under the name that cannot be read; the next look tries again
    Look look(FrameBuffer& target) { return look_for([&](std::uint64_t t, std::uint64_t& lock) { return copy(t, target, lock); }); }

    /// The same as a loan. A copy is taken where no loan can be had: FrameView::shared() says so.
    Look lookInPlace(FrameView& target) {
        target.close();
        return look_for([&](std::uint64_t t, std::uint64_t& lock) { return lend(t, target, lock); });
    }

    /// Waits for a fresh frame, at most so long; else says what the last look found.
    Look await(FrameBuffer& target, std::chrono::nanoseconds at_most) {
        return await_with(at_most, [&] { return look(target); });
    }

    Look awaitInPlace(FrameView& target, std::chrono::nanoseconds at_most) {
        return await_with(at_most, [&] { return lookInPlace(target); });
    }

    /// Waits for a fresh frame, however long that takes.
    void read(FrameBuffer& target) {
        while (await(target, std::chrono::hours(1)) != Look::frame) {
        }
    }

    /// Lets go of the segment: no writer waits for this reader any more, and views that were lent stay valid.
    void close() noexcept { from_.reset(); }

private:
    using Clock = std::chrono::steady_clock;
    enum class Taken { frame, torn, invalid, other };

    /// A pin that ends, unless a view has it by then: there may be no memory for what the descriptor says.
    struct Pinned {
        detail::Attachment& in;
        std::size_t entry;
        bool lent = false;
        Pinned(detail::Attachment& pinned_in, std::size_t number) noexcept : in(pinned_in), entry(number) {}
        Pinned(const Pinned&) = delete;
        Pinned& operator=(const Pinned&) = delete;
        ~Pinned() {
            if (!lent) in.give_back(entry);
        }
    };

    // --- which segment

    /// Whether there is a segment to look at.
    bool attach() {
        const auto now = Clock::now();
        if (from_ && from_->inherited()) from_.reset();
        if (from_) {
            from_->require_whole();
            if (!following_ && now - looked_ >= options_.reattachInterval) {
                looked_ = now;
                following_ = from_->replaced();
            }
            return true;
        }
        looked_ = now;
        for (int tries = 0; !from_; ++tries) {
            auto found = detail::Attachment::open(path_);
            if (!found || (found->state() == control::kRetired && found->layout().id == drained_)) return false;
            from_.take(std::move(found));
            try {
                from_->register_reader(options_.loans, options_.awaited, options_.name);
            } catch (const SegmentException&) {
                // A ring that was just replaced or removed has no table any more, but then it does not have its name either.
                if (tries == kTries || from_->named()) throw;
                from_.reset();
            }
        }
        following_ = false;
        seen_head_ = 0;
        room_ = from_->layout().slots;
        // Of the ring that was read before, what was delivered is not delivered again. A number that its head has not reached
        // came from a damaged page.
        if (from_->layout().id != id_ || from_->head() < taken_) taken_ = 0;
        id_ = from_->layout().id;
        if (ever_) ++counters_.reattached;
        ever_ = true;
        if (options_.delivery == Delivery::all) {
            const std::uint64_t head = from_->head();
            taken_ = std::max(taken_, head > from_->layout().slots ? head - from_->layout().slots : 0);
            from_->done_before(taken_ + 1);
        }
        return true;
    }

    /// A damaged page, or a file that was cut, throws; whoever catches it may look again.
    template <class Take>
    Look look_for(Take take) {
        try {
            if (!attach()) return Look::detached;
            const Look found = options_.delivery == Delivery::all ? all(take) : latest(take);
            if (found != Look::nothing) return found;
            if (!following_ && !retired()) return found;
            // Acquire of state: what was published before is in head by now, so one more look is the last.
            const Look last = options_.delivery == Delivery::all ? all(take) : latest(take);
            if (last != Look::nothing) return last;
            const auto next = detail::Attachment::open(path_);
            const bool gone = retired();
            if (gone) drained_ = from_->layout().id;
            if (!next || next->layout().id == from_->layout().id) {
                if (!gone) return Look::nothing;
                from_.reset();
                return Look::detached;
            }
            from_.reset();
            if (!attach()) return Look::detached;
            return options_.delivery == Delivery::all ? all(take) : latest(take);
        } catch (...) {
            from_.reset();
            throw;
        }
    }

    bool retired() const {
        const std::uint64_t state = from_->state();
        if (state == control::kInUse || state == control::kRetired) return state == control::kRetired;
        throw SegmentException(SegmentException::Reason::layout, path_, "a state of 1 or 2",
                               std::to_string(state) + ": the control page was damaged");
    }

    std::uint64_t head() {
        const std::uint64_t head = from_->head();
        if (head < seen_head_ || head >= std::uint64_t{1} << 62) {
            throw SegmentException(SegmentException::Reason::layout, path_,
                                   "a head of " + std::to_string(seen_head_) + " or more",
                                   std::to_string(head) + ": the control page was damaged");
        }
        seen_head_ = head;
        return head;
    }

    // --- which frame

    template <class Take>
    Look latest(Take take) {
        Look found = Look::nothing;
        for (int tries = 0; tries < kTries; ++tries) {
            const std::uint64_t ticket = head();
            if (ticket <= taken_) return found;
            std::uint64_t lock = 0;
            const Taken taken = take(ticket, lock);
            if (taken == Taken::frame || taken == Taken::invalid) return took(ticket, taken);
            found = Look::torn;
            count_torn(taken);
            if (from_->head() == ticket) return Look::nothing;  // damaged: wait as if there were nothing new
        }
        return found;
    }

    template <class Take>
    Look all(Take take) {
        const std::uint64_t slots = from_->layout().slots;
        Look found = Look::nothing;
        for (std::uint64_t tries = 0; tries < 4 * slots; ++tries) {
            const std::uint64_t newest = head();
            if (newest <= taken_) break;
            const std::uint64_t ticket = taken_ + 1;  // even if it is older than S: somebody may lend it
            std::uint64_t lock = 0;
            const Taken taken = take(ticket, lock);
            if (taken == Taken::frame || taken == Taken::invalid) return took(ticket, taken);
            if (taken == Taken::torn) found = Look::torn;
            count_torn(taken);
            // Never the same again: its writer may have died in it. Nor one by one through what cannot be there.
            const std::uint64_t behind = taken == Taken::torn || lock > 2 * ticket ? overtaken() : slots;
            taken_ = std::max(ticket, newest > behind ? newest - behind : 0);
            from_->done_before(taken_ + 1);
        }
        return found;
    }

    /// How far behind the newest frame to go on: the oldest is the one that is overwritten next, so the next time half as far.
    std::uint64_t overtaken() noexcept {
        const std::uint64_t behind = room_;
        room_ = std::max<std::uint64_t>(1, room_ / 2);
        return behind;
    }

    Look took(std::uint64_t ticket, Taken taken) {
        taken_ = ticket;
        room_ = std::min<std::uint64_t>(from_->layout().slots, room_ + 1);
        torn_ = 0;
        if (taken == Taken::invalid) {
            ++counters_.invalid;
            from_->done_before(taken_ + 1);
            return Look::invalid;
        }
        ++counters_.delivered;
        from_->done_before(taken_ + 1);
        from_->publish(counters_.delivered, counters_.missed, counters_.torn);
        return Look::frame;
    }

    void count_torn(Taken taken) noexcept {
        if (taken != Taken::torn) return;
        ++torn_;
        ++counters_.torn;
    }

    /// Fills in what follows from the frame before.
    void know(FrameInfo& info) noexcept {
        info.missed = sequence_ != 0 && info.sequence > sequence_ ? info.sequence - sequence_ - 1 : 0;
        info.torn = torn_;
        counters_.missed += info.missed;
        sequence_ = info.sequence;
    }

    Taken copy(std::uint64_t ticket, FrameBuffer& target, std::uint64_t& lock) {
        lock = from_->lock_of(ticket);
        if (lock != 2 * ticket) return Taken::other;
        detail::DescriptorCopy descriptor;
        from_->copy_descriptor(ticket, descriptor);
        const bool holds = detail::read_descriptor(descriptor, ticket, from_->layout(), target.info());
        if (holds) {
            const auto size = static_cast<std::size_t>(target.info().payloadBytes);
            std::memcpy(target.reserve(size), from_->payload_of(ticket), size);
        }
        // (B) acquire fence: the copies before the load of lock; pairs with (A). A byte of a later ticket cannot have been
        // read unless that ticket's mark is seen now.
        detail::acquire_fence();
        if (from_->lock_relaxed(ticket) != 2 * ticket) return Taken::torn;
        if (!holds || !sound(descriptor, target.data(), target.size())) return Taken::invalid;
        know(target.info());
        return Taken::frame;
    }

    Taken lend(std::uint64_t ticket, FrameView& target, std::uint64_t& lock) {
        lock = from_->lock_of(ticket);
        if (lock != 2 * ticket) return Taken::other;
        std::size_t entry = 0;
        if (!from_->pin(ticket, entry)) {
            const Taken taken = copy(ticket, target.buffer_, lock);
            if (taken == Taken::frame) {
                target.data_ = target.buffer_.data();
                target.size_ = target.buffer_.size();
            }
            return taken;
        }
        Pinned pinned{*from_.shared(), entry};
        // (G) full fence, in pin(), pairs with (A): the writer sees the pin, or we see its mark now.
        if (from_->lock_of(ticket) != 2 * ticket) return Taken::torn;
        detail::DescriptorCopy descriptor;
        from_->copy_descriptor(ticket, descriptor);
        FrameInfo& info = target.buffer_.info();
        if (!detail::read_descriptor(descriptor, ticket, from_->layout(), info) ||
            !sound(descriptor, from_->payload_of(ticket), static_cast<std::size_t>(info.payloadBytes))) {
            return Taken::invalid;
        }
        pinned.lent = true;
        know(info);
        target.from_ = from_.shared();
        target.entry_ = entry;
        target.data_ = from_->payload_of(ticket);
        target.size_ = static_cast<std::size_t>(info.payloadBytes);
        return Taken::frame;
    }

    static bool sound(const detail::DescriptorCopy& descriptor, const std::uint8_t* payload, std::size_t size) noexcept {
        if ((descriptor.field(descriptor::kFlags) & descriptor::kCrcCounts) == 0) return true;
        return (descriptor.field(descriptor::kPayloadCrc) & 0xFFFFFFFFU) == detail::crc32c(payload, size);
    }

    // --- waiting

    template <class Looking>
    Look await_with(std::chrono::nanoseconds at_most, Looking looking) {
        const auto begin = Clock::now();
        for (unsigned round = 0;; ++round) {
            std::uint32_t wake = 0;
            const std::shared_ptr<detail::Attachment> seen = from_.shared();
            if (seen && seen->whole()) wake = seen->wake();  // before state and head
            const Look found = looking();
            if (found == Look::frame) return found;
            const auto spent = Clock::now() - begin;
            if (spent >= at_most) return found;
            if (found == Look::nothing || found == Look::detached) {
                idle(round, at_most - spent, seen && seen == from_.shared() ? seen.get() : nullptr, wake);
            }
        }
    }

    void idle(unsigned round, std::chrono::nanoseconds left, const detail::Attachment* seen, std::uint32_t wake) {
        using namespace std::chrono;
        if (!from_) {
            std::this_thread::sleep_for(std::min({left, options_.reattachInterval, nanoseconds(milliseconds(20))}));
            return;
        }
        const bool asleep = options_.waiting == WaitStrategy::futex;
        switch (asleep && !from_->wakes() ? WaitStrategy::backoff : options_.waiting) {
            case WaitStrategy::futex:
                // The cap bounds what a lost wake-up costs: a writer that died between head and wake.
                if (seen != nullptr) {
                    seen->sleep(wake, std::min({left, options_.reattachInterval, nanoseconds(milliseconds(250))}));
                }
                return;
            case WaitStrategy::spin: detail::cpu_relax(); return;
            case WaitStrategy::yielding: std::this_thread::yield(); return;
            case WaitStrategy::backoff:
                if (round < 100) {
                    detail::cpu_relax();
                } else if (round < 110) {
                    std::this_thread::yield();
                } else {
                    const nanoseconds park(50'000LL << std::min(round - 110, 4U));
                    std::this_thread::sleep_for(std::min({left, park, nanoseconds(milliseconds(1))}));
                }
                return;
        }
    }

    static constexpr int kTries = 16;

    std::string path_;
    RingReaderOptions options_;
    detail::Hold from_;
    Clock::time_point looked_{};
    ReaderCounters counters_;
    std::uint64_t taken_ = 0, seen_head_ = 0, sequence_ = 0, torn_ = 0;
    std::uint64_t room_ = 1;  // how far behind the newest frame a reader goes on that was overtaken
    std::uint64_t id_ = 0;       // of the segment that `taken_` counts in
    std::uint64_t drained_ = 0;  // id of the retired segment that was read to its end
    bool following_ = false, ever_ = false;
};

}  // namespace shmframe
