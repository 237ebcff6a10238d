// SPDX-License-Identifier: Apache-2.0
#pragma once

#if !defined(__linux__)
#error "shmframe's C++ client needs Linux: futex and locks of open file descriptions"
#endif

#include "../errors.hpp"

#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <string>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace shmframe::detail {

inline std::string reason_text(int error) { return std::generic_category().message(error); }

[[noreturn]] inline void throw_errno(const std::string& file, const std::string& expected, int error) {
    using Reason = SegmentException::Reason;
    Reason reason = Reason::io;
    std::string found = reason_text(error);
    switch (error) {
        case ENOENT: reason = Reason::missing; break;
        case ELOOP:
            reason = Reason::symbolic_link;
            found = "a symbolic link, which is not followed";
            break;
        case EACCES:
        case EPERM: reason = Reason::no_access; break;
        case ENOSPC: reason = Reason::no_space; break;
        default: break;
    }
    throw SegmentException(reason, file, expected, found);
}

/// A file descriptor that closes itself.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) noexcept : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { reset(); }

    void reset() noexcept {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }

private:
    int fd_ = -1;
};

/// Memory that shows a file.
class Mapping {
public:
    Mapping() = default;
    Mapping(const Fd& fd, std::size_t length, bool writable, const std::string& file) : length_(length) {
        void* at = ::mmap(nullptr, length, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd.get(), 0);
        if (at == MAP_FAILED) throw_errno(file, "a mapping of " + std::to_string(length) + " bytes", errno);
        base_ = static_cast<std::uint8_t*>(at);
    }
    Mapping(Mapping&& other) noexcept
        : base_(std::exchange(other.base_, nullptr)), length_(std::exchange(other.length_, 0)) {}
    Mapping& operator=(Mapping&& other) noexcept {
        if (this != &other) {
            reset();
            base_ = std::exchange(other.base_, nullptr);
            length_ = std::exchange(other.length_, 0);
        }
        return *this;
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() { reset(); }

    void reset() noexcept {
        if (base_ != nullptr) ::munmap(base_, length_);
        base_ = nullptr;
        length_ = 0;
    }
    std::uint8_t* base() const noexcept { return base_; }
    std::size_t length() const noexcept { return length_; }

private:
    std::uint8_t* base_ = nullptr;
    std::size_t length_ = 0;
};

/// Which file it is, whatever its name.
struct Identity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const Identity& other) const noexcept { return device == other.device && inode == other.inode; }
    bool operator!=(const Identity& other) const noexcept { return !(*this == other); }
};

struct FileStatus {
    Identity identity;
    std::uint64_t size = 0;
    bool regular = false;
};

inline FileStatus status_of(const struct stat& found) noexcept {
    return {{found.st_dev, found.st_ino}, static_cast<std::uint64_t>(found.st_size), S_ISREG(found.st_mode)};
}

inline FileStatus status(const Fd& fd, const std::string& file) {
    struct stat found {};
    if (::fstat(fd.get(), &found) != 0) throw_errno(file, "its length", errno);
    return status_of(found);
}

/// What the name belongs to now; `false` if to nothing.
inline bool status(const std::string& file, FileStatus& result) {
    struct stat found {};
    if (::lstat(file.c_str(), &found) != 0) return false;
    result = status_of(found);
    return true;
}

/// Opens without following a symbolic link and without waiting for the other end of a pipe.
inline Fd open_file(const std::string& file, int flags, mode_t mode = 0) {
    return Fd(::open(file.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode));
}

inline Fd open_or_throw(const std::string& file, int flags, const std::string& expected, mode_t mode = 0) {
    Fd fd = open_file(file, flags, mode);
    if (!fd) {
        if (errno == EISDIR || errno == ENXIO) {
            throw SegmentException(SegmentException::Reason::not_a_file, file, "a file", "a directory, pipe or device");
        }
        throw_errno(file, expected, errno);
    }
    return fd;
}

/// Really allocates every byte: a full file system is an error here, not SIGBUS later.
inline void allocate(const Fd& fd, std::uint64_t bytes, const std::string& file) {
    int error = 0;
    do {
        error = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(bytes));
    } while (error == EINTR);
    if (error != 0) throw_errno(file, "room for " + std::to_string(bytes) + " bytes", error);
}

/// Locks one byte for writing, without waiting. The lock belongs to the open file description: other descriptors of this
/// process find it taken, and closing one of them does not drop it.
inline bool try_lock(const Fd& fd, std::uint64_t at, short type = F_WRLCK) noexcept {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(at);
    lock.l_len = 1;
    int result = 0;
    do {
        result = ::fcntl(fd.get(), F_OFD_SETLK, &lock);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

inline void unlock(const Fd& fd, std::uint64_t at) noexcept { try_lock(fd, at, F_UNLCK); }

/// Sleeps while the word has that value, at most so long. It may come back early.
inline void futex_wait(const std::uint8_t* at, std::uint32_t value, std::chrono::nanoseconds at_most) noexcept {
    const auto nanos = at_most.count();
    struct timespec timeout {};
    timeout.tv_sec = static_cast<time_t>(nanos / 1'000'000'000);
    timeout.tv_nsec = static_cast<long>(nanos % 1'000'000'000);
    ::syscall(SYS_futex, at, FUTEX_WAIT, value, &timeout, nullptr, 0);
}

inline void futex_wake_all(const std::uint8_t* at) noexcept {
    ::syscall(SYS_futex, at, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

inline std::uint64_t nanos_of(clockid_t clock) noexcept {
    struct timespec now {};
    ::clock_gettime(clock, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

inline std::uint64_t wall_nanos() noexcept { return nanos_of(CLOCK_REALTIME); }
inline std::uint64_t monotonic_nanos() noexcept { return nanos_of(CLOCK_MONOTONIC); }

inline std::uint64_t pid_namespace() noexcept {
    struct stat found {};
    return ::stat("/proc/self/ns/pid", &found) == 0 ? static_cast<std::uint64_t>(found.st_ino) : 0;
}

/// Random, and not 0.
inline std::uint64_t random_id() {
    std::uint64_t value = 0;
    while (value == 0) {
        if (::getrandom(&value, sizeof value, 0) != static_cast<ssize_t>(sizeof value) && errno != EINTR) {
            throw_errno("getrandom", "8 random bytes", errno);
        }
    }
    return value;
}

inline std::string hex(std::uint64_t value) {
    static const char digits[] = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; value >>= 4) text[i] = digits[value & 15U];
    return text;
}

/// Names in the folder of `path` that begin with the name of `path` and `suffix`, as whole paths.
inline std::vector<std::string> siblings(const std::string& path, const std::string& suffix) {
    const auto slash = path.rfind('/');
    const std::string folder = path.substr(0, slash + 1);
    const std::string prefix = path.substr(slash + 1) + suffix;
    std::vector<std::string> found;
    if (DIR* listing = ::opendir(folder.c_str())) {
        while (const dirent* entry = ::readdir(listing)) {
            if (std::strncmp(entry->d_name, prefix.c_str(), prefix.size()) == 0) found.push_back(folder + entry->d_name);
        }
        ::closedir(listing);
    }
    return found;
}

/// A name without a slash is a segment of /dev/shm, and so is one whose only slash is the first letter, as shm_open wants it; anything
/// else is a path. Segments are named by letters, digits, `.`,
/// `_` and `-`.
inline std::string segment_path(const std::string& name) {
    const auto slash = name.rfind('/');
    const std::string bare = slash == std::string::npos ? name : name.substr(slash + 1);
    bool good = !bare.empty() && bare != "." && bare != "..";
    for (const char c : bare) {
        good = good && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                        c == '_' || c == '-');
    }
    if (!good) throw LayoutException("segment", "a name of letters, digits, '.', '_' and '-'", "'" + name + "'");
    return slash == std::string::npos || slash == 0 ? "/dev/shm/" + bare : name;
}

}  // namespace shmframe::detail
