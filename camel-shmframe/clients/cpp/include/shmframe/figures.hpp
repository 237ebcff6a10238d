// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detail/os.hpp"
#include "layout.hpp"

#include <cstdint>
#include <string>

namespace shmframe {

/// What a ring says of itself to anyone who may read it.
struct RingFigures {
    std::uint64_t id = 0, fileBytes = 0, slots = 0, capacity = 0, pins = 0, entries = 0, createdNanos = 0;
    bool retired = false, writerWakes = false;
    std::uint64_t head = 0, writerId = 0, writerPid = 0, writerPidNamespace = 0, writerSinceNanos = 0;
    std::uint64_t published = 0, aborted = 0, skipped = 0, takeovers = 0, blocked = 0, blockedNanos = 0, refused = 0,
                  freed = 0;

    /// @param name of a segment in /dev/shm, or a path
    /// @throws SegmentException if there is none, or it is no ring
    static RingFigures of(const std::string& name) {
        const std::string path = detail::segment_path(name);
        const detail::Fd fd = detail::open_or_throw(path, O_RDONLY, "a ring");
        const detail::FileStatus found = detail::status(fd, path);
        if (!found.regular || found.size < RingLayout::kPage) {
            throw SegmentException(SegmentException::Reason::layout, path, "a ring", "something else");
        }
        const detail::Mapping page(fd, RingLayout::kPage, false, path);
        const RingLayout layout = RingLayout::read(page.base(), found.size, path);
        const auto field = [&page](std::size_t at) { return detail::load_relaxed(page.base() + at); };
        RingFigures figures;
        figures.id = layout.id;
        figures.fileBytes = layout.fileBytes;
        figures.slots = layout.slots;
        figures.capacity = layout.capacity;
        figures.pins = layout.pins;
        figures.entries = layout.entries;
        figures.createdNanos = layout.created;
        figures.retired = field(control::kState) == control::kRetired;
        figures.head = field(control::kHead);
        figures.writerId = field(control::kWriterId);
        figures.writerPid = field(control::kWriterPid);
        figures.writerPidNamespace = field(control::kWriterPidNamespace);
        figures.writerSinceNanos = field(control::kWriterSince);
        figures.writerWakes = field(control::kWriterWakes) == 1;
        figures.published = field(control::kPublished);
        figures.aborted = field(control::kAborted);
        figures.skipped = field(control::kSkipped);
        figures.takeovers = field(control::kTakeovers);
        figures.blocked = field(control::kBlocked);
        figures.blockedNanos = field(control::kBlockedNanos);
        figures.refused = field(control::kRefused);
        figures.freed = field(control::kFreed);
        return figures;
    }
};

}  // namespace shmframe
