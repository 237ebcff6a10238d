// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "descriptor.hpp"
#include "os.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace shmframe::detail {

/// A segment that a reader has mapped, and the reader's entries in its table. It lives as long as its reader or one of the
/// views that were lent from it. Any thread may use it.
class Attachment {
public:
    /// Null if there is nothing to read yet.
    static std::shared_ptr<Attachment> open(const std::string& path) {
        using Reason = SegmentException::Reason;
        Fd fd = open_file(path, O_RDONLY);
        if (!fd) {
            if (errno == ENOENT) return nullptr;
            throw_errno(path, "a ring that may be read", errno);
        }
        const FileStatus found = status(fd, path);
        if (!found.regular) throw SegmentException(Reason::not_a_file, path, "a file", "a directory, pipe or device");
        if (found.size < RingLayout::kPage) {
            throw SegmentException(Reason::too_small, path, "a ring", std::to_string(found.size) + " bytes");
        }
        // The first page tells how much there is; what is mapped never depends on a file that is longer than it says.
        Mapping page(fd, RingLayout::kPage, false, path);
        const RingLayout layout = RingLayout::read(page.base(), found.size, path);
        page.reset();
        Mapping mapping(fd, static_cast<std::size_t>(layout.fileBytes), false, path);
        return std::shared_ptr<Attachment>(
            new Attachment(path, std::move(fd), std::move(mapping), layout, found.identity));
    }

    Attachment(const Attachment&) = delete;
    Attachment& operator=(const Attachment&) = delete;

    ~Attachment() {
        if (inherited()) return;
        for (const Entry& entry : entries_) leave(entry.number);
        if (waiting_ >= 0) leave(static_cast<std::uint64_t>(waiting_));
    }

    /// Whether this is the child of a fork. The entries, and the locks on them, are its parent's: they must stay as they are.
    bool inherited() const noexcept { return ::getpid() != process_; }

    const RingLayout& layout() const noexcept { return layout_; }

    /// (E) acquire: pairs with the release store of head.
    std::uint64_t head() const noexcept { return load_acquire(segment_.base() + control::kHead); }
    /// (F) acquire: pairs with the release store of wake.
    std::uint32_t wake() const noexcept { return load_acquire32(segment_.base() + control::kWake); }
    /// Acquire: pairs with the release store of state.
    std::uint64_t state() const noexcept { return load_acquire(segment_.base() + control::kState); }
    /// (D) acquire: pairs with the release store of 2t.
    std::uint64_t lock_of(std::uint64_t ticket) const noexcept {
        return load_acquire(segment_.base() + layout_.descriptorAt(ticket) + descriptor::kLock);
    }
    std::uint64_t lock_relaxed(std::uint64_t ticket) const noexcept {
        return load_relaxed(segment_.base() + layout_.descriptorAt(ticket) + descriptor::kLock);
    }
    const std::uint8_t* payload_of(std::uint64_t ticket) const noexcept { return segment_.base() + layout_.slotAt(ticket); }

    /// The fields, and as much of the metadata as they say and as there can be.
    void copy_descriptor(std::uint64_t ticket, DescriptorCopy& copy) const noexcept {
        const std::uint8_t* from = segment_.base() + layout_.descriptorAt(ticket);
        std::memcpy(copy.bytes, from, descriptor::kMetadata);
        const std::uint64_t blob = copy.field(descriptor::kMetadataBytes);
        const std::size_t count = blob > Metadata::kMaxBytes ? 0 : static_cast<std::size_t>(blob);
        std::memcpy(copy.bytes + descriptor::kMetadata, from + descriptor::kMetadata, count);
    }

    /// Whether the writer wakes those that sleep: Java before 22 cannot.
    bool wakes() const noexcept { return load_relaxed(segment_.base() + control::kWriterWakes) == 1; }

    void sleep(std::uint32_t wake, std::chrono::nanoseconds at_most) const noexcept {
        futex_wait(segment_.base() + control::kWake, wake, at_most);
    }

    bool whole() const noexcept {
        struct stat found {};
        return ::fstat(file_.get(), &found) == 0 && static_cast<std::uint64_t>(found.st_size) >= layout_.fileBytes;
    }

    void require_whole() const {
        if (whole()) return;
        throw SegmentException(SegmentException::Reason::truncated, path_, std::to_string(layout_.fileBytes) + " bytes",
                               "a file that was cut");
    }

    /// Whether the name belongs to another file by now.
    bool replaced() const {
        FileStatus found;
        return status(path_, found) && found.identity != identity_;
    }

    /// Whether the name still belongs to this file.
    bool named() const {
        FileStatus found;
        return status(path_, found) && found.identity == identity_;
    }

    /// Opens the table, if it can be had, and takes the entry by which the writer waits.
    void register_reader(unsigned loans, bool awaited, const std::string& name) {
        loans_ = loans;
        name_ = name;
        if (loans == 0 && !awaited) return;
        open_table();
        if (table_.base() == nullptr) {
            if (!awaited) return;
            throw SegmentException(SegmentException::Reason::no_access, path_,
                                   "a table of readers that may be written, so that the writer waits", "none");
        }
        if (!awaited) return;
        waiting_ = find_entry(layout_.entries, 0, true);
        if (waiting_ < 0) {
            throw SegmentException(SegmentException::Reason::io, path_, "a free entry in the table of readers", "none");
        }
        store_release(entry(static_cast<std::uint64_t>(waiting_)) + table::kNext, std::max<std::uint64_t>(head(), 1));
        // Full fence: the writer sees `next`, or we see what it published; the promise begins above the head loaded now.
        full_fence();
        done_before(head() + 1);
    }

    /// Pins a ticket, with a full fence (G) behind it. False where no loan can be had.
    bool pin(std::uint64_t ticket, std::size_t& index) {
        const std::lock_guard<std::mutex> guard(mutex_);
        if (table_.base() == nullptr || layout_.pins == 0) return false;
        for (index = 0; index < entries_.size() && entries_[index].ticket != 0; ++index) {
        }
        if (index == entries_.size()) {
            if (entries_.size() >= loans_) return false;
            // Who lends can copy meanwhile, and so need not wait for an entry.
            const auto now = std::chrono::steady_clock::now();
            if (now < full_until_) return false;
            entries_.reserve(entries_.size() + 1);  // before the lock: who has no memory for the entry must not take it
            const std::int64_t found = find_entry(0, layout_.pins, false);
            if (found < 0) {
                full_until_ = now + std::chrono::milliseconds(100);
                return false;
            }
            entries_.push_back({static_cast<std::uint64_t>(found), 0});
        }
        entries_[index].ticket = ticket;
        store_relaxed(entry(entries_[index].number) + table::kPin, ticket);
        full_fence();
        return true;
    }

    void give_back(std::size_t index) noexcept {
        if (inherited()) return;  // before the mutex, which another thread may have held when the process was forked
        const std::lock_guard<std::mutex> guard(mutex_);
        // (C) release: pairs with the writer's acquire load of pin; no load of the payload comes after it.
        store_release(entry(entries_[index].number) + table::kPin, 0);
        entries_[index].ticket = 0;
        store_next();
    }

    /// All tickets below are done with, but for those on loan.
    void done_before(std::uint64_t ticket) noexcept {
        if (waiting_ < 0) return;
        const std::lock_guard<std::mutex> guard(mutex_);
        done_ = ticket;
        store_next();
    }

    /// The reader is gone, and no writer is to wait for it any more; views that are out keep their pins.
    void leave_reader() noexcept {
        if (inherited()) return;
        const std::lock_guard<std::mutex> guard(mutex_);
        if (waiting_ >= 0) leave(static_cast<std::uint64_t>(waiting_));
        waiting_ = -1;
    }

    /// Figures for people, in the first entry that this reader has.
    void publish(std::uint64_t delivered, std::uint64_t missed, std::uint64_t torn) noexcept {
        std::uint8_t* at = nullptr;
        if (waiting_ >= 0) {
            at = entry(static_cast<std::uint64_t>(waiting_));
        } else if (!entries_.empty()) {
            at = entry(entries_.front().number);
        }
        if (at == nullptr) return;
        store_relaxed(at + table::kDelivered, delivered);
        store_relaxed(at + table::kMissed, missed);
        store_relaxed(at + table::kTorn, torn);
    }

private:
    struct Entry {
        std::uint64_t number;
        std::uint64_t ticket;  // 0: free
    };

    Attachment(std::string path, Fd file, Mapping segment, const RingLayout& layout, Identity identity)
        : path_(std::move(path)),
          file_(std::move(file)),
          segment_(std::move(segment)),
          layout_(layout),
          identity_(identity) {}

    std::uint8_t* entry(std::uint64_t number) const noexcept { return table_.base() + layout_.entryAt(number); }

    /// Without the right to write to it, or just after the segment was retired, there is none: then there are copies only.
    void open_table() {
        const std::string path = path_ + "~readers-" + hex(layout_.id);
        Fd fd = open_file(path, O_RDWR);
        if (!fd) return;
        const FileStatus found = status(fd, path);
        if (!found.regular || found.size != layout_.tableBytes()) return;
        Mapping mapping(fd, layout_.tableBytes(), true, path);
        const std::uint8_t* at = mapping.base();
        if (load_acquire(at + table::kMagic) != kTableMagic || load_relaxed(at + table::kId) != layout_.id ||
            load_relaxed(at + table::kVersion) >> 16 != kRingVersion >> 16 ||
            load_relaxed(at + table::kEntries) != layout_.entries || load_relaxed(at + table::kPins) != layout_.pins) {
            return;
        }
        table_file_ = std::move(fd);
        table_ = std::move(mapping);
    }

    bool own(std::uint64_t number) const noexcept {
        if (waiting_ >= 0 && static_cast<std::uint64_t>(waiting_) == number) return true;
        return std::any_of(entries_.begin(), entries_.end(), [number](const Entry& e) { return e.number == number; });
    }

    /// Takes a free entry, upwards from `from` or, where `to` is less, downwards from the one before it; -1 if there is none.
    /// A writer that looks whether an owner is alive holds the lock for a moment: `patient` tries for a second.
    std::int64_t find_entry(std::uint64_t from, std::uint64_t to, bool patient) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(patient ? 1 : 0);
        const std::uint64_t count = from < to ? to - from : from - to;
        for (;;) {
            for (std::uint64_t i = 0; i < count; ++i) {
                const std::uint64_t number = from < to ? from + i : from - 1 - i;
                if (!own(number) && try_lock(table_file_, layout_.entryAt(number))) {
                    settle(number);
                    return static_cast<std::int64_t>(number);
                }
            }
            if (std::chrono::steady_clock::now() >= until) return -1;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    void settle(std::uint64_t number) noexcept {
        std::uint8_t* at = entry(number);
        store_release(at + table::kPin, 0);
        store_release(at + table::kNext, 0);
        store_relaxed(at + table::kPid, static_cast<std::uint64_t>(::getpid()));
        store_relaxed(at + table::kPidNamespace, pid_namespace());
        store_relaxed(at + table::kSince, wall_nanos());
        for (const auto field : {table::kDelivered, table::kMissed, table::kTorn}) store_relaxed(at + field, 0);
        char name[table::kNameBytes] = {};
        name_.copy(name, sizeof name);
        std::memcpy(at + table::kName, name, sizeof name);
    }

    void leave(std::uint64_t number) noexcept {
        store_release(entry(number) + table::kPin, 0);
        store_release(entry(number) + table::kNext, 0);
        store_release(entry(number) + table::kPid, 0);
        unlock(table_file_, layout_.entryAt(number));
    }

    void store_next() noexcept {
        if (waiting_ < 0) return;
        std::uint64_t next = done_;
        for (const Entry& entry : entries_) {
            if (entry.ticket != 0) next = std::min(next, entry.ticket);
        }
        // Release: pairs with the acquire load of the writer that waits; what was read of the frame is over.
        store_release(entry(static_cast<std::uint64_t>(waiting_)) + table::kNext, next);
    }

    const pid_t process_ = ::getpid();
    std::string path_;
    Fd file_;
    Mapping segment_;
    RingLayout layout_;
    Identity identity_;
    Fd table_file_;
    Mapping table_;
    std::mutex mutex_;
    std::vector<Entry> entries_;
    std::int64_t waiting_ = -1;
    std::uint64_t done_ = 1;
    unsigned loans_ = 0;
    std::chrono::steady_clock::time_point full_until_{};
    std::string name_;
};

/// A reader's hold on its segment. Views hold the attachment, too; only the reader's letting go ends what the writer waits for.
class Hold {
public:
    Hold() = default;
    Hold(Hold&&) noexcept = default;
    Hold& operator=(Hold&& other) noexcept {
        if (this != &other) {
            reset();
            held_ = std::move(other.held_);
        }
        return *this;
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() { reset(); }

    void take(std::shared_ptr<Attachment> found) noexcept {
        reset();
        held_ = std::move(found);
    }
    void reset() noexcept {
        if (held_) held_->leave_reader();
        held_.reset();
    }
    const std::shared_ptr<Attachment>& shared() const noexcept { return held_; }
    Attachment* operator->() const noexcept { return held_.get(); }
    explicit operator bool() const noexcept { return held_ != nullptr; }

private:
    std::shared_ptr<Attachment> held_;
};

}  // namespace shmframe::detail
