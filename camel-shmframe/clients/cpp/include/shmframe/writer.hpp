// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detail/descriptor.hpp"
#include "detail/os.hpp"
#include "geometry.hpp"
#include "info.hpp"
#include "layout.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <thread>
#include <vector>

namespace shmframe {

/// What a writer does about a segment that exists, or does not.
enum class Create {
    ifAbsent,  ///< takes a ring over that fits, replaces one that does not, makes one where there is none
    replace,   ///< begins with a new one, whatever the name belongs to
    never      ///< takes one over, or fails
};

/// What happens when a reader that is to be waited for is behind.
enum class Overflow { overwrite, block, fail };

struct RingWriterOptions {
    std::uint64_t capacity = 0;  ///< bytes of payload that a slot of a new ring holds; 0: as many as the first frame has
    std::uint64_t slots = 0;     ///< 3 to 1024; 0: as many as the ring that is there has, else 4
    unsigned permissions = 0600; ///< of a new segment; whoever may read it may also lend frames from it
    Create create = Create::ifAbsent;
    Overflow overflow = Overflow::overwrite;
    std::chrono::nanoseconds blockTimeout = std::chrono::seconds(1);  ///< the longest wait of Overflow::block
    bool checksum = false;       ///< whether each payload gets a CRC-32C, which readers then check
};

class RingWriter;

/// The right to write one frame in place. A claim that ends without commit() is given up. It belongs to the thread that
/// claimed, must end before its writer does, and a writer has one at a time.
class FrameClaim {
public:
    FrameClaim(FrameClaim&& other) noexcept
        : writer_(std::exchange(other.writer_, nullptr)), data_(other.data_), size_(other.size_), stride_(other.stride_) {}
    FrameClaim& operator=(FrameClaim&& other) noexcept {
        if (this != &other) {
            abort();
            writer_ = std::exchange(other.writer_, nullptr);
            data_ = other.data_;
            size_ = other.size_;
            stride_ = other.stride_;
        }
        return *this;
    }
    FrameClaim(const FrameClaim&) = delete;
    FrameClaim& operator=(const FrameClaim&) = delete;
    ~FrameClaim() { abort(); }

    /// The payload's memory, with whatever lay there before. Not to be used after the claim has ended.
    std::uint8_t* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    /// Bytes from row to row of a picture, else 0.
    std::size_t stride() const noexcept { return stride_; }

    /// Publishes the frame, and says its sequence. Whoever wrote with non-temporal stores executes a store fence before.
    /// @throws SegmentException if the segment shrank or was taken away meanwhile; the frame is lost
    std::uint64_t commit() { return commit(size_); }

    /// The same of a frame that became shorter than what was claimed: an encoded one, or plain bytes.
    std::uint64_t commit(std::size_t payloadBytes);

    /// Gives the claim up; nothing is published.
    void abort() noexcept;

private:
    friend class RingWriter;
    FrameClaim(RingWriter* writer, std::uint8_t* data, std::size_t size, std::size_t stride) noexcept
        : writer_(writer), data_(data), size_(size), stride_(stride) {}

    RingWriter* writer_;
    std::uint8_t* data_;
    std::size_t size_, stride_;
};

/// Writes frames into a ring. One thread at a time may use it. The child of a fork cannot: what it does with the writer throws
/// and changes nothing, and it keeps the lock of its parent alive until it calls exec, ends, or lets go of the writer.
class RingWriter {
public:
    /// Opens nothing yet: the first frame does.
    /// @param name of a segment in /dev/shm, or a path
    explicit RingWriter(const std::string& name, RingWriterOptions options = {})
        : path_(detail::segment_path(name)), options_(options) {
        if (options_.slots != 0 && (options_.slots < 3 || options_.slots > RingLayout::kMaxSlots)) {
            throw LayoutException("slots", "0, or 3 to 1024", std::to_string(options_.slots));
        }
    }
    RingWriter(const RingWriter&) = delete;
    RingWriter& operator=(const RingWriter&) = delete;
    ~RingWriter() { close(); }

    const std::string& path() const noexcept { return path_; }

    /// Begins a frame, which its caller writes in place.
    /// @throws LayoutException if such a frame cannot be
    /// @throws OverrunException if a reader that is to be waited for is too far behind
    /// @throws SegmentException if the segment cannot be had
    FrameClaim claim(const FrameGeometry& geometry, const FrameTags& tags = {}) {
        if (closed_) throw LayoutException(path_, "a writer that is open", "a closed one");
        if (claimed_) throw LayoutException(path_, "one claim at a time", "a second one");
        if (tags.encoding != "raw") {
            if (detail::fourcc_of_encoding(tags.encoding) == 0) {
                throw LayoutException("encoding", "1 to 4 ASCII letters", "'" + tags.encoding + "'");
            }
            if (geometry.isPicture() || geometry.isTensor()) {
                throw LayoutException("encoding", "FrameGeometry::bytes for what is encoded", geometry.text());
            }
        }
        Bytes metadata = Metadata::encode(tags.fields);
        attach(geometry.bytes());
        search();
        geometry_ = geometry;
        tags_ = tags;
        metadata_ = std::move(metadata);
        if (tags_.timestampNanos == 0) tags_.timestampNanos = detail::wall_nanos();
        claimed_ = true;
        return FrameClaim(this, segment_.base() + layout_.slotAt(claim_), static_cast<std::size_t>(geometry.bytes()),
                          static_cast<std::size_t>(geometry.rowBytes()));
    }

    /// The number that the frame of the claim will have, or, between claims and once there was one, that of the next frame.
    std::uint64_t nextSequence() const noexcept { return sequence_ + 1; }

    /// Copies a frame into the segment and publishes it.
    /// @param pixels rows without gaps, `geometry.bytes()` bytes
    /// @return its sequence
    std::uint64_t publish(const void* pixels, const FrameGeometry& geometry, const FrameTags& tags = {}) {
        FrameClaim frame = claim(geometry, tags);
        if (frame.size() > 0) std::memcpy(frame.data(), pixels, frame.size());
        return frame.commit();
    }

    /// The same of a picture whose rows are so many bytes apart (one plane only): `cv::Mat::step`.
    std::uint64_t publish(const void* pixels, std::size_t stride, const FrameGeometry& geometry, const FrameTags& tags = {}) {
        if (!geometry.isPicture() || geometry.planar() || stride < geometry.rowBytes()) {
            throw LayoutException("stride", "at least " + std::to_string(geometry.rowBytes()) + " bytes, of one plane",
                                  std::to_string(stride) + ", " + geometry.text());
        }
        FrameClaim frame = claim(geometry, tags);
        const auto* row = static_cast<const std::uint8_t*>(pixels);
        for (std::uint64_t y = 0; y < geometry.height(); ++y) {
            std::memcpy(frame.data() + y * frame.stride(), row + y * stride, frame.stride());
        }
        return frame.commit();
    }

    /// Removes the segment, if this writer writes it.
    void unlink() {
        if (segment_.base() == nullptr) return;
        if (inherited()) {
            detach();
            return;
        }
        FileStatus found;
        if (detail::status(path_, found) && found.identity == identity_) {
            ::unlink(path_.c_str());
            ::unlink(table_path(layout_.id).c_str());
            ::unlink(lock_path().c_str());
        }
        retire(segment_.base());
        detach();
    }

    /// Lets go of the segment, which stays with its last frames.
    void close() noexcept {
        closed_ = true;
        if (segment_.base() != nullptr && !inherited() && still_there()) {
            if (claimed_) give_up();
            if (mine()) detail::store_release(segment_.base() + control::kWriterId, 0);
        }
        claimed_ = false;
        detach();
    }

private:
    friend class FrameClaim;
    using FileStatus = detail::FileStatus;
    using Reason = SegmentException::Reason;
    using Clock = std::chrono::steady_clock;

    // --- names

    std::string lock_path() const { return path_ + "~lock"; }
    std::string table_path(std::uint64_t id) const { return path_ + "~readers-" + detail::hex(id); }

    /// The table and the lock may be read and written by every class of users that may read the segment.
    mode_t shared_mode() const noexcept {
        const unsigned readable = options_.permissions & 0444U;
        return static_cast<mode_t>(readable | readable >> 1U);
    }

    // --- who writes

    /// Makes sure that there is a segment that this writer alone writes, with room for the frame.
    void attach(std::uint64_t bytes) {
        if (segment_.base() != nullptr) {
            require_own_process();
            look_after();
        }
        try {
            if (segment_.base() == nullptr) begin(bytes);
            if (bytes > layout_.capacity) grow(bytes);
        } catch (...) {
            detach();  // the next frame finds what there is again, and others may write meanwhile
            throw;
        }
    }

    void begin(std::uint64_t bytes) {
        lock();
        for (const auto& left : detail::siblings(path_, "~new-")) ::unlink(left.c_str());
        open(bytes);
        const std::string own = table_path(layout_.id);
        for (const auto& other : detail::siblings(path_, "~readers-")) {
            if (other != own) ::unlink(other.c_str());
        }
        last_look_ = Clock::now();
    }

    void grow(std::uint64_t bytes) {
        if (options_.create == Create::never) {
            throw SegmentException(Reason::too_small, path_, "slots of " + std::to_string(bytes) + " bytes",
                                   std::to_string(layout_.capacity));
        }
        const detail::Mapping old = std::move(segment_);
        const std::uint64_t id = layout_.id;
        create(bytes, layout_.slots, sequence_);
        retire(old.base());
        ::unlink(table_path(id).c_str());
    }

    /// The file must not have been cut; ten times a second, its name must still belong to it.
    void look_after() {
        if (!still_there()) {
            detach();
            throw SegmentException(Reason::truncated, path_, "the segment as it was", "a file that was cut");
        }
        const auto now = Clock::now();
        if (now - last_look_ < std::chrono::milliseconds(100)) return;
        last_look_ = now;
        FileStatus found;
        if (detail::status(path_, found) && found.identity == identity_) return;
        // Somebody took the name away. Readers of the old segment are told, and the next one goes on counting.
        retire(segment_.base());
        detach();
    }

    bool still_there() const noexcept {
        struct stat found {};
        return ::fstat(file_.get(), &found) == 0 && static_cast<std::uint64_t>(found.st_size) >= layout_.fileBytes;
    }

    /// Whether this is the child of a fork: its parent writes, and must not notice what becomes of the child's copy.
    bool inherited() const noexcept { return ::getpid() != process_; }

    void require_own_process() {
        if (!inherited()) return;
        detach();
        throw SegmentException(Reason::other_writer, path_, "the process that began to write, " + std::to_string(process_),
                               "a child of it");
    }

    bool mine() const noexcept { return detail::load_relaxed(segment_.base() + control::kWriterId) == writer_id_; }

    void detach() noexcept {
        segment_.reset();
        table_.reset();
        table_file_.reset();
        file_.reset();
        lock_.reset();
    }

    void lock() {
        lock_.reset();
        const auto until = Clock::now() + std::chrono::seconds(1);
        const std::string path = lock_path();
        for (;;) {
            detail::Fd fd = open_lock(path);
            if (detail::try_lock(fd, 0)) {
                FileStatus found;
                if (detail::status(path, found) && found.identity == detail::status(fd, path).identity) {
                    lock_ = std::move(fd);
                    return;
                }
            } else if (errno != EAGAIN && errno != EACCES) {
                detail::throw_errno(path, "a lock", errno);
            }
            if (Clock::now() >= until) {
                throw SegmentException(Reason::other_writer, path_, "no other writer", "process " + writer_there());
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }

    /// First without O_CREAT, which many systems refuse for another user's file in a folder like /dev/shm.
    detail::Fd open_lock(const std::string& path) const {
        for (;;) {
            detail::Fd fd = detail::open_file(path, O_RDWR);
            if (fd) return fd;
            if (errno != ENOENT) detail::throw_errno(path, "a lock file", errno);
            fd = detail::open_file(path, O_RDWR | O_CREAT | O_EXCL, 0600);
            if (fd) {
                ::fchmod(fd.get(), shared_mode());
                return fd;
            }
            if (errno != EEXIST) detail::throw_errno(path, "a lock file", errno);
        }
    }

    /// For people: who seems to write.
    std::string writer_there() const {
        try {
            const detail::Fd fd = detail::open_or_throw(path_, O_RDONLY, "a ring");
            std::uint64_t magic = 0, pid = 0;
            if (::pread(fd.get(), &magic, sizeof magic, 0) == ssize_t{sizeof magic} && magic == kRingMagic &&
                ::pread(fd.get(), &pid, sizeof pid, static_cast<off_t>(control::kWriterPid)) == ssize_t{sizeof pid}) {
                return std::to_string(pid);
            }
        } catch (const SegmentException&) {
        }
        return "(unknown)";
    }

    /// With the lock held: takes over what fits, else makes a new segment.
    void open(std::uint64_t bytes) {
        detail::Fd file = detail::open_file(path_, O_RDWR);
        if (!file) {
            if (errno == ENOENT) {
                if (options_.create == Create::never) detail::throw_errno(path_, "a ring that is there", ENOENT);
                create(bytes, options_.slots, sequence_);
                return;
            }
            if (options_.create != Create::replace || errno == EACCES || errno == EISDIR) {
                detail::throw_errno(path_, "a ring that may be written", errno);
            }
            create(bytes, options_.slots, sequence_);  // the renaming replaces a link and not what it points at
            return;
        }
        const FileStatus found = detail::status(file, path_);
        detail::Mapping old;
        if (found.regular && found.size >= RingLayout::kPage) {
            old = detail::Mapping(file, static_cast<std::size_t>(found.size), true, path_);
        }
        const bool ring = old.base() != nullptr && detail::load_acquire(old.base() + control::kMagic) == kRingMagic;
        if (!ring && options_.create != Create::replace) {
            throw SegmentException(found.regular ? Reason::layout : Reason::not_a_file, path_, "a ring, or nothing",
                                   "something else");
        }
        std::string why;
        if (ring && options_.create != Create::replace && take_over(file, old, found, bytes, why)) return;
        if (options_.create == Create::never) throw SegmentException(Reason::layout, path_, "a ring that fits", why);
        // A ring of this major version is retired, whatever else does not fit. Of another one nobody knows the fields.
        const bool known = ring && detail::load_relaxed(old.base() + control::kVersion) >> 16 == kRingVersion >> 16;
        const std::uint64_t id = known ? detail::load_relaxed(old.base() + control::kId) : 0;
        create(bytes, options_.slots, known ? std::max(sequence_, reached(old.base(), found.size)) : sequence_);
        if (known) {
            retire(old.base());
            ::unlink(table_path(id).c_str());
        }
    }

    /// The sequence of the newest frame of a ring that is to be retired; 0 where it says nothing that can be.
    std::uint64_t reached(const std::uint8_t* page, std::uint64_t size) const {
        try {
            const RingLayout layout = RingLayout::read(page, size, path_);
            std::uint64_t ticket = 0, sequence = 0;
            return newest(page, layout, ticket, sequence) ? sequence : 0;
        } catch (const SegmentException&) {
            return 0;
        }
    }

    /// Finds the newest complete frame; false if a lock cannot belong to its slot.
    static bool newest(const std::uint8_t* base, const RingLayout& layout, std::uint64_t& ticket, std::uint64_t& sequence) {
        ticket = 0;
        sequence = detail::load_relaxed(base + control::kBase);
        for (std::uint64_t slot = 0; slot < layout.slots; ++slot) {
            const std::uint8_t* at = base + layout.descriptorAt(slot);
            const std::uint64_t lock = detail::load_acquire(at + descriptor::kLock);
            const std::uint64_t there = lock / 2 + lock % 2;
            if (lock == 0) continue;
            if (there % layout.slots != slot || there >= kTooLarge) return false;
            if (lock % 2 == 0 && there > ticket) {
                ticket = there;
                sequence = detail::load_relaxed(at + descriptor::kSequence);
            }
        }
        return sequence < kTooLarge;
    }

    bool take_over(detail::Fd& file, detail::Mapping& old, const FileStatus& found, std::uint64_t bytes, std::string& why) {
        try {
            const RingLayout layout = RingLayout::read(old.base(), found.size, path_);
            const std::uint64_t version = detail::load_relaxed(old.base() + control::kVersion);
            std::uint64_t ticket = 0, sequence = 0;
            const bool counts = newest(old.base(), layout, ticket, sequence);
            const bool slots = options_.slots == 0 || options_.slots == layout.slots;
            if (version != kRingVersion || !counts || !slots || layout.capacity < std::max(bytes, options_.capacity) ||
                detail::load_acquire(old.base() + control::kState) != control::kInUse) {
                why = !slots ? std::to_string(layout.slots) + " slots"
                             : "slots of " + std::to_string(layout.capacity) + " bytes, or another version";
                return false;
            }
            open_table(layout);
            layout_ = layout;
            newest_ = ticket;
            sequence_ = std::max(sequence, sequence_);
        } catch (const SegmentException& e) {
            why = e.what();
            return false;
        }
        file_ = std::move(file);
        segment_ = std::move(old);
        identity_ = found.identity;
        enter();
        detail::add(segment_.base() + control::kTakeovers, 1);
        flags_ = DISCONTINUITY;
        announce(newest_);  // the one before may have died before it did
        return true;
    }

    /// A table that is missing is never made anew for the same id: there may be pins in it that nobody could see.
    void open_table(const RingLayout& layout) {
        const std::string path = table_path(layout.id);
        detail::Fd fd = detail::open_or_throw(path, O_RDWR, "the table of readers");
        const FileStatus found = detail::status(fd, path);
        if (found.size != layout.tableBytes()) {
            throw SegmentException(Reason::layout, path, std::to_string(layout.tableBytes()) + " bytes",
                                   std::to_string(found.size));
        }
        detail::Mapping mapping(fd, layout.tableBytes(), true, path);
        const std::uint8_t* at = mapping.base();
        if (detail::load_acquire(at + table::kMagic) != kTableMagic || detail::load_relaxed(at + table::kId) != layout.id ||
            detail::load_relaxed(at + table::kVersion) >> 16 != kRingVersion >> 16 ||
            detail::load_relaxed(at + table::kEntries) != layout.entries ||
            detail::load_relaxed(at + table::kPins) != layout.pins) {
            throw SegmentException(Reason::layout, path, "the table of this ring", "another");
        }
        table_file_ = std::move(fd);
        table_ = std::move(mapping);
        looked_at_.assign(static_cast<std::size_t>(layout.entries), Clock::time_point{});
    }

    void create(std::uint64_t bytes, std::uint64_t slots, std::uint64_t base) {
        RingLayout made = RingLayout::of(path_, slots == 0 ? 4 : slots, std::max(bytes, options_.capacity));
        made.id = detail::random_id();
        made.created = detail::wall_nanos();
        const std::string fresh = path_ + "~new-" + detail::hex(made.id);
        try {
            create_table(made);
            detail::Fd file =
                detail::open_or_throw(fresh, O_RDWR | O_CREAT | O_EXCL, "to be made", static_cast<mode_t>(0600));
            detail::allocate(file, made.fileBytes, path_);
            detail::Mapping mapping(file, static_cast<std::size_t>(made.fileBytes), true, path_);
            layout_ = made;
            made.write(mapping.base());
            detail::store_relaxed(mapping.base() + control::kBase, base);
            detail::store_relaxed(mapping.base() + control::kState, control::kInUse);
            segment_ = std::move(mapping);
            enter();
            // Release: pairs with the acquire load of magic of whoever attaches.
            detail::store_release(segment_.base() + control::kMagic, kRingMagic);
            identity_ = detail::status(file, fresh).identity;
            ::fchmod(file.get(), static_cast<mode_t>(options_.permissions));
            if (::rename(fresh.c_str(), path_.c_str()) != 0) detail::throw_errno(path_, "to get its name", errno);
            file_ = std::move(file);
        } catch (...) {
            ::unlink(fresh.c_str());
            ::unlink(table_path(made.id).c_str());
            segment_.reset();
            throw;
        }
        // Frames may be lost between those of another writer and ours, but not between two of our own.
        flags_ = base != 0 && base != sequence_ ? std::uint64_t{DISCONTINUITY} : 0;
        newest_ = 0;
        sequence_ = base;
    }

    void create_table(const RingLayout& made) {
        const std::string path = table_path(made.id);
        detail::Fd fd = detail::open_or_throw(path, O_RDWR | O_CREAT | O_EXCL, "to be made", 0600);
        detail::allocate(fd, made.tableBytes(), path);
        detail::Mapping mapping(fd, made.tableBytes(), true, path);
        detail::store_relaxed(mapping.base() + table::kVersion, kRingVersion);
        detail::store_relaxed(mapping.base() + table::kId, made.id);
        detail::store_relaxed(mapping.base() + table::kEntries, made.entries);
        detail::store_relaxed(mapping.base() + table::kPins, made.pins);
        // Release: pairs with the acquire load of the table's magic.
        detail::store_release(mapping.base() + table::kMagic, kTableMagic);
        ::fchmod(fd.get(), shared_mode());
        table_file_ = std::move(fd);
        table_ = std::move(mapping);
        looked_at_.assign(static_cast<std::size_t>(made.entries), Clock::time_point{});
    }

    /// Says who writes; for people, and to notice that the lock was taken away.
    void enter() {
        writer_id_ = detail::random_id() >> 1 | 1U;
        process_ = ::getpid();
        detail::store_relaxed(segment_.base() + control::kWriterPid, static_cast<std::uint64_t>(::getpid()));
        detail::store_relaxed(segment_.base() + control::kWriterPidNamespace, detail::pid_namespace());
        detail::store_relaxed(segment_.base() + control::kWriterSince, detail::wall_nanos());
        detail::store_relaxed(segment_.base() + control::kWriterWakes, 1);
        detail::store_release(segment_.base() + control::kWriterId, writer_id_);
    }

    static void retire(std::uint8_t* base) noexcept {
        if (base == nullptr) return;
        // Release: pairs with the acquire load of state; whoever sees it finds the last frame, too.
        detail::store_release(base + control::kState, control::kRetired);
        wake(base);
    }

    static void wake(std::uint8_t* base) noexcept {
        // (F) release: pairs with the acquire load of wake of whoever is about to wait; only we store it.
        detail::store_release32(base + control::kWake, detail::load_acquire32(base + control::kWake) + 1);
        detail::futex_wake_all(base + control::kWake);
    }

    void announce(std::uint64_t ticket) noexcept {
        // (E) release: pairs with the acquire load of head; whoever sees it sees the slot's lock, too.
        detail::store_release(segment_.base() + control::kHead, ticket);
        wake(segment_.base());
    }

    // --- publishing

    std::uint8_t* descriptor_of(std::uint64_t ticket) const noexcept {
        return segment_.base() + layout_.descriptorAt(ticket);
    }

    /// Steps 1 to 4: finds a slot that nobody lends, and marks it.
    void search() {
        std::uint64_t ticket = newest_ + 1;
        std::chrono::nanoseconds waited{0};  // in all for this frame, whatever slots are looked at
        for (;;) {
            wait_for_readers(ticket, waited);
            std::uint8_t* lock = descriptor_of(ticket) + descriptor::kLock;
            const std::uint64_t before = detail::load_relaxed(lock);
            detail::store_relaxed(lock, 2 * ticket - 1);
            // (A) full fence: the mark before the loads of pins, pairs with (G) of a lending reader; and the mark before
            // what is written to the slot, pairs with (B) of a copying one.
            detail::full_fence();
            if (!pinned(ticket)) break;
            detail::store_release(lock, before);
            detail::add(segment_.base() + control::kSkipped, 1);
            // The slot of the newest frame is never marked: in its place the search goes round.
            ticket = ticket + 1 == newest_ + layout_.slots ? newest_ + 1 : ticket + 1;
        }
        claim_ = ticket;
    }

    bool pinned(std::uint64_t ticket) {
        bool found = false;
        for (std::uint64_t entry = 0; entry < layout_.pins; ++entry) {
            // (C) acquire: pairs with the release store of 0 at a loan's end.
            const std::uint64_t pin = detail::load_acquire(entry_of(entry) + table::kPin);
            if (pin == 0 || pin % layout_.slots != ticket % layout_.slots) continue;
            found = true;
            free_if_dead(entry);  // it counts from the next search on
        }
        return found;
    }

    std::uint8_t* entry_of(std::uint64_t entry) const noexcept { return table_.base() + layout_.entryAt(entry); }

    /// The kernel gave the lock of a dead owner back. A process that is stopped has it still.
    void free_if_dead(std::uint64_t entry) {
        const auto now = Clock::now();
        auto& looked = looked_at_[static_cast<std::size_t>(entry)];
        if (looked != Clock::time_point{} && now - looked < std::chrono::milliseconds(100)) return;
        looked = now;
        const std::uint64_t byte = layout_.entryAt(entry);
        if (!detail::try_lock(table_file_, byte)) return;
        detail::store_release(entry_of(entry) + table::kPin, 0);
        detail::store_release(entry_of(entry) + table::kNext, 0);
        detail::store_release(entry_of(entry) + table::kPid, 0);
        detail::unlock(table_file_, byte);
        detail::add(segment_.base() + control::kFreed, 1);
    }

    /// The entry of a reader that has not done with the frame that is about to be overwritten.
    bool behind(std::uint64_t ticket, std::uint64_t& who) const noexcept {
        for (who = 0; who < layout_.entries; ++who) {
            // Acquire: pairs with the reader's release store; what it did with its frame is over.
            const std::uint64_t next = detail::load_acquire(entry_of(who) + table::kNext);
            if (next > 0 && next < kTooLarge && next + layout_.slots <= ticket) return true;
        }
        return false;
    }

    void wait_for_readers(std::uint64_t ticket, std::chrono::nanoseconds& waited) {
        std::uint64_t who = 0;
        if (options_.overflow == Overflow::overwrite || !behind(ticket, who)) return;
        const auto begin = Clock::now();
        const bool block = options_.overflow == Overflow::block;
        if (block && waited.count() == 0) detail::add(segment_.base() + control::kBlocked, 1);
        bool late = true;
        for (unsigned round = 0; late; ++round) {
            free_if_dead(who);
            late = behind(ticket, who);
            if (!late || !block || waited + (Clock::now() - begin) >= options_.blockTimeout) break;
            if (round < 100) {
                detail::cpu_relax();
            } else {
                std::this_thread::sleep_for(std::chrono::microseconds(round < 200 ? 50 : 500));
            }
        }
        if (block) {
            const std::chrono::nanoseconds spent = Clock::now() - begin;
            waited += spent;
            detail::add(segment_.base() + control::kBlockedNanos, static_cast<std::uint64_t>(spent.count()));
        }
        if (!late) return;
        detail::add(segment_.base() + control::kRefused, 1);
        throw OverrunException(path_, "room for another frame", behind_text(who));
    }

    std::string behind_text(std::uint64_t who) const {
        const std::uint8_t* entry = entry_of(who);
        char name[table::kNameBytes + 1] = {};
        std::memcpy(name, entry + table::kName, table::kNameBytes);
        return "reader " + std::to_string(who) + " (" + name + ", process " +
               std::to_string(detail::load_relaxed(entry + table::kPid)) + ") that has not done with ticket " +
               std::to_string(detail::load_relaxed(entry + table::kNext));
    }

    /// Steps 5 to 9. The payload has been written.
    std::uint64_t finish(std::uint64_t payload) {
        claimed_ = false;
        require_own_process();
        if (!still_there()) {
            detach();
            throw SegmentException(Reason::truncated, path_, "the segment as it was", "a file that was cut");
        }
        if (!mine() || detail::load_relaxed(segment_.base() + control::kState) != control::kInUse) {
            detach();
            throw SegmentException(Reason::other_writer, path_, "to be the only writer",
                                   "another one: was " + lock_path() + " removed?");
        }
        std::uint8_t* to = descriptor_of(claim_);
        detail::write_descriptor(to, geometry_, tags_, metadata_, payload);
        std::uint64_t flags = (tags_.flags & 15U) | flags_;
        if (options_.checksum) {
            const auto size = static_cast<std::size_t>(payload);
            detail::store_relaxed(to + descriptor::kPayloadCrc,
                                  detail::crc32c(segment_.base() + layout_.slotAt(claim_), size));
            flags |= descriptor::kCrcCounts;
        }
        detail::store_relaxed(to + descriptor::kFlags, flags);
        detail::store_relaxed(to + descriptor::kTicket, claim_);
        detail::store_relaxed(to + descriptor::kSequence, sequence_ + 1);
        detail::store_relaxed(to + descriptor::kWriterId, writer_id_);
        detail::store_relaxed(to + descriptor::kPublishedAt, detail::wall_nanos());
        detail::store_relaxed(to + descriptor::kPublishedMonotonic, detail::monotonic_nanos());
        // (D) release: pairs with the acquire load of lock that finds 2t; all of the frame is seen by then.
        detail::store_release(to + descriptor::kLock, 2 * claim_);
        detail::add(segment_.base() + control::kPublished, 1);
        announce(claim_);
        newest_ = claim_;
        flags_ = 0;
        return ++sequence_;
    }

    /// The mark stays, and the next search begins where this one did.
    void give_up() noexcept {
        claimed_ = false;
        if (segment_.base() != nullptr && !inherited() && still_there()) detail::add(segment_.base() + control::kAborted, 1);
    }

    static constexpr std::uint64_t kTooLarge = std::uint64_t{1} << 62;

    std::string path_;
    RingWriterOptions options_;
    detail::Fd lock_, file_, table_file_;
    detail::Mapping segment_, table_;
    detail::Identity identity_;
    RingLayout layout_;
    std::vector<Clock::time_point> looked_at_;
    pid_t process_ = 0;
    Clock::time_point last_look_{};
    std::uint64_t writer_id_ = 0, newest_ = 0, sequence_ = 0, claim_ = 0, flags_ = 0;
    FrameGeometry geometry_;
    FrameTags tags_;
    Bytes metadata_;
    bool claimed_ = false, closed_ = false;
};

inline std::uint64_t FrameClaim::commit(std::size_t payloadBytes) {
    if (writer_ == nullptr) throw LayoutException("claim", "one that has not ended", "one that has");
    if (payloadBytes > size_ || (payloadBytes != size_ && (writer_->geometry_.isPicture() || writer_->geometry_.isTensor()))) {
        throw LayoutException(writer_->path_, "a payload of " + std::to_string(size_) + " bytes", std::to_string(payloadBytes));
    }
    return std::exchange(writer_, nullptr)->finish(payloadBytes);
}

inline void FrameClaim::abort() noexcept {
    if (writer_ != nullptr) std::exchange(writer_, nullptr)->give_up();
}

}  // namespace shmframe
