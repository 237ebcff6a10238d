// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detail/crc32c.hpp"
#include "detail/words.hpp"
#include "errors.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

// Where things lie: docs/spec/ring.md.

namespace shmframe {

namespace control {
constexpr std::size_t kMagic = 0, kVersion = 8, kId = 16, kFileBytes = 24, kSlots = 32, kSlotBytes = 40, kCapacity = 48,
                      kDescriptorsOffset = 56, kDescriptorBytes = 64, kSlotsOffset = 72, kPins = 80, kEntries = 88,
                      kCreated = 96, kCrc = 104;
constexpr std::size_t kWake = 256, kHead = 320, kBase = 328, kState = 384, kWriterId = 448, kWriterPid = 456,
                      kWriterPidNamespace = 464, kWriterSince = 472, kWriterWakes = 480,
                      kPublished = 512, kAborted = 520, kSkipped = 528,
                      kTakeovers = 536, kBlocked = 544, kBlockedNanos = 552, kRefused = 560, kFreed = 568;
constexpr std::uint64_t kInUse = 1, kRetired = 2;
}  // namespace control

namespace descriptor {
constexpr std::size_t kLock = 0, kTicket = 64, kSequence = 72, kCaptured = 80, kCapturedMonotonic = 88, kPublishedAt = 96,
                      kPublishedMonotonic = 104, kPayloadBytes = 112, kKind = 120, kFlags = 128, kFourcc = 136,
                      kType = 144, kWidth = 152, kHeight = 160, kChannels = 168, kColourRange = 176, kPlanes = 184,
                      kPlane = 192, kDtype = 256, kNdim = 264, kShape = 272, kPayloadCrc = 528, kMetadataBytes = 536,
                      kWriterId = 544, kMetadata = 576;
constexpr std::uint64_t kOpaque = 0, kImage = 1, kTensor = 2, kEncoded = 3;
constexpr std::uint64_t kCrcCounts = 16;  // bit 4 of the flags
}  // namespace descriptor

namespace table {
constexpr std::size_t kMagic = 0, kVersion = 8, kId = 16, kEntries = 24, kPins = 32, kFirst = 128, kBytes = 128;
constexpr std::size_t kPin = 0, kNext = 8, kPid = 16, kPidNamespace = 24, kSince = 32, kDelivered = 40, kMissed = 48,
                      kTorn = 56, kName = 64, kNameBytes = 64;
}  // namespace table

/// The eight letters as a number.
constexpr std::uint64_t magic(const char (&letters)[9]) noexcept {
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<std::uint64_t>(static_cast<unsigned char>(letters[i]));
    return value;
}

constexpr std::uint64_t kRingMagic = magic("SHMFRING"), kTableMagic = magic("SHMFPINS");
constexpr std::uint64_t kRingVersion = 65536;

/// The sizes of a ring. Immutable once made.
struct RingLayout {
    static constexpr std::uint64_t kPage = 4096, kDescriptorBytes = 2048, kMaxFile = 2147483639, kMaxSlots = 1024;

    std::uint64_t id = 0, fileBytes = 0, slots = 0, slotBytes = 0, capacity = 0, slotsOffset = 0, pins = 0, entries = 0,
                  created = 0;

    /// @throws LayoutException if there can be no such ring
    static RingLayout of(const std::string& file, std::uint64_t slots, std::uint64_t capacity) {
        if (slots < 3 || slots > kMaxSlots) throw LayoutException(file, "3 to 1024 slots", std::to_string(slots));
        if (capacity < 1) capacity = 1;
        RingLayout made;
        made.slots = slots;
        made.capacity = capacity;
        made.pins = slots - 3;
        made.entries = made.pins + 64;
        made.slotsOffset = whole_pages(kPage + slots * kDescriptorBytes);
        if (capacity > kMaxFile || whole_pages(capacity) > (kMaxFile - made.slotsOffset) / slots) {
            throw LayoutException(file, "a ring of at most " + std::to_string(kMaxFile) + " bytes",
                                  std::to_string(slots) + " slots of " + std::to_string(capacity) + " bytes");
        }
        made.slotBytes = whole_pages(capacity);
        made.fileBytes = made.slotsOffset + slots * made.slotBytes;
        return made;
    }

    /// Reads the first part of a control page, which must be mapped whole, and checks all of it.
    /// @param size length of the file
    /// @throws SegmentException if it is no ring that this library can read
    static RingLayout read(const std::uint8_t* page, std::uint64_t size, const std::string& file) {
        using Reason = SegmentException::Reason;
        alignas(8) std::uint8_t copy[112];
        // Acquire: pairs with the release store of magic, the last one when a segment is built.
        const std::uint64_t found = detail::load_acquire(page + control::kMagic);
        std::memcpy(copy, page, sizeof copy);
        const auto field = [&copy](std::size_t at) { return detail::load_relaxed(copy + at); };
        if (found != kRingMagic) throw SegmentException(Reason::layout, file, "a ring", "something else");
        const std::uint64_t version = field(control::kVersion);
        if (version >> 16 != kRingVersion >> 16) {
            throw SegmentException(Reason::layout, file, "version 1.x of the ring",
                                   "version " + std::to_string(version >> 16) + "." + std::to_string(version & 0xFFFFU));
        }
        const std::uint64_t crc = detail::crc32c(copy + 8, 96);
        if ((field(control::kCrc) & 0xFFFFFFFFU) != crc) {
            throw SegmentException(Reason::layout, file, "a control page of CRC " + detail_hex(crc),
                                   detail_hex(field(control::kCrc)) + ": it was damaged");
        }
        RingLayout made;
        try {
            made = of(file, field(control::kSlots), field(control::kCapacity));
        } catch (const LayoutException& e) {
            throw SegmentException(Reason::layout, file, e.expected(), e.found());
        }
        made.id = field(control::kId);
        made.entries = field(control::kEntries);
        made.created = field(control::kCreated);
        require(file, "id", made.id != 0, field(control::kId));
        require(file, "capacity", field(control::kCapacity) >= 1, field(control::kCapacity));
        require(file, "slotBytes", field(control::kSlotBytes) == made.slotBytes, field(control::kSlotBytes));
        require(file, "descriptorsOffset", field(control::kDescriptorsOffset) == kPage, field(control::kDescriptorsOffset));
        require(file, "descriptorBytes", field(control::kDescriptorBytes) == kDescriptorBytes,
                field(control::kDescriptorBytes));
        require(file, "slotsOffset", field(control::kSlotsOffset) == made.slotsOffset, field(control::kSlotsOffset));
        require(file, "pins", field(control::kPins) == made.pins, field(control::kPins));
        require(file, "entries", made.entries >= made.pins && made.entries <= made.pins + 1024, made.entries);
        require(file, "fileBytes", field(control::kFileBytes) == made.fileBytes, field(control::kFileBytes));
        if (size != made.fileBytes) {
            throw SegmentException(Reason::too_small, file, std::to_string(made.fileBytes) + " bytes",
                                   std::to_string(size) + " bytes");
        }
        return made;
    }

    /// Stores the first part of a control page, all but `magic`.
    void write(std::uint8_t* page) const noexcept {
        using detail::store_relaxed;
        store_relaxed(page + control::kVersion, kRingVersion);
        store_relaxed(page + control::kId, id);
        store_relaxed(page + control::kFileBytes, fileBytes);
        store_relaxed(page + control::kSlots, slots);
        store_relaxed(page + control::kSlotBytes, slotBytes);
        store_relaxed(page + control::kCapacity, capacity);
        store_relaxed(page + control::kDescriptorsOffset, kPage);
        store_relaxed(page + control::kDescriptorBytes, kDescriptorBytes);
        store_relaxed(page + control::kSlotsOffset, slotsOffset);
        store_relaxed(page + control::kPins, pins);
        store_relaxed(page + control::kEntries, entries);
        store_relaxed(page + control::kCreated, created);
        store_relaxed(page + control::kCrc, detail::crc32c(page + 8, 96));
    }

    std::size_t descriptorAt(std::uint64_t ticket) const noexcept {
        return static_cast<std::size_t>(kPage + ticket % slots * kDescriptorBytes);
    }
    std::size_t slotAt(std::uint64_t ticket) const noexcept {
        return static_cast<std::size_t>(slotsOffset + ticket % slots * slotBytes);
    }
    std::size_t entryAt(std::uint64_t entry) const noexcept {
        return static_cast<std::size_t>(table::kFirst + entry * table::kBytes);
    }
    std::size_t tableBytes() const noexcept { return entryAt(entries); }

private:
    static std::uint64_t whole_pages(std::uint64_t bytes) noexcept { return (bytes + kPage - 1) / kPage * kPage; }
    static std::string detail_hex(std::uint64_t value) {
        static const char digits[] = "0123456789abcdef";
        std::string text = "0x";
        for (int shift = 28; shift >= 0; shift -= 4) text += digits[value >> shift & 15U];
        return text;
    }
    static void require(const std::string& file, const char* field, bool good, std::uint64_t found) {
        if (good) return;
        throw SegmentException(SegmentException::Reason::layout, file, std::string("a `") + field + "` that fits the others",
                               std::to_string(found));
    }
};

}  // namespace shmframe
