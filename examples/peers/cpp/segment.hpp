// SPDX-License-Identifier: Apache-2.0
//
// Creating and opening segments, for the programs whose layout is not `frameheader`.
#pragma once

#include "frameheader.hpp"
#include "options.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

namespace shmframe_peers {

/// Really allocates: a full /dev/shm is an error here, and not a SIGBUS later. Never makes a file shorter.
inline void allocate(int fd, std::size_t size, const std::string& name) {
    int error;
    do error = ::posix_fallocate(fd, 0, ::off_t(size));
    while (error == EINTR);
    if (error == 0) return;
    ::close(fd);
    fail(error, "no room for the " + std::to_string(size) + " bytes of segment " + name);
}

/// A new file under the name, all zeros. One that is there already is replaced, never cut short.
inline Mapping create_segment(const std::string& segment, std::size_t size) {
    const std::string name = segment_name(segment);
    ::shm_unlink(name.c_str());
    const int fd = ::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    if (fd < 0) fail(errno, "cannot create segment " + name);
    allocate(fd, size, name);
    return Mapping(fd, size, PROT_READ | PROT_WRITE);
}

/// The file that has the name, or a new one. Several programs may do this at once: whoever comes first creates it, and
/// the others find it long enough.
inline Mapping open_or_create_segment(const std::string& segment, std::size_t size) {
    const std::string name = segment_name(segment);
    const int fd = ::shm_open(name.c_str(), O_RDWR | O_CREAT, S_IRUSR | S_IWUSR);
    if (fd < 0) fail(errno, "cannot open or create segment " + name);
    allocate(fd, size, name);
    return Mapping(fd, size, PROT_READ | PROT_WRITE);
}

/// Waits for a segment that somebody else creates and that has `size` bytes at least; maps all that it has.
inline Mapping await_segment(const std::string& segment, std::size_t size, int protection,
                             std::chrono::steady_clock::time_point deadline) {
    const std::string name = segment_name(segment);
    std::string found = "there is none of that name";
    while (!stop_requested && std::chrono::steady_clock::now() < deadline) {
        const int fd = ::shm_open(name.c_str(), (protection & PROT_WRITE) != 0 ? O_RDWR : O_RDONLY, 0);
        if (fd < 0 && errno != ENOENT) fail(errno, "cannot open segment " + name);
        if (fd >= 0) {
            struct stat status {};
            const bool looked = ::fstat(fd, &status) == 0;
            if (looked && std::uint64_t(status.st_size) >= size) return Mapping(fd, std::size_t(status.st_size), protection);
            found = "it has " + std::to_string(status.st_size);  // just created, most likely
            ::close(fd);
        }
        sleep_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
    }
    throw std::runtime_error("waited in vain for segment " + name + " of " + std::to_string(size) +
                             " bytes or more: " + found);
}

inline std::chrono::steady_clock::time_point after_seconds(double seconds) {
    using namespace std::chrono;
    return steady_clock::now() + duration_cast<nanoseconds>(duration<double>(seconds));
}

}  // namespace shmframe_peers
