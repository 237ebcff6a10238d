// SPDX-License-Identifier: Apache-2.0
//
// Video frames in POSIX shared memory with the 24-byte header that shmframe calls `frameheader`.
// C++17, this one file, nothing else to install. Copy it into your program.
//
//   byte   0        4         8           12             20       24
//          | width  | height  | channels  | timestampMs  | valid  | pixels, 8 bits a channel, BGR ...
//          | int32  | int32   | int32     | int64        | int32  | width * height * channels bytes
//
// All little-endian and packed, so timestampMs is not aligned. One writer, any number of readers.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the header is little-endian; this code is for little-endian machines"
#endif

namespace shmframe_peers {

constexpr std::size_t kWidth = 0;
constexpr std::size_t kHeight = 4;
constexpr std::size_t kChannels = 8;
constexpr std::size_t kTimestampMs = 12;
constexpr std::size_t kValid = 20;
constexpr std::size_t kHeaderSize = 24;

/// Milliseconds since 1970, the stamp of a frame. Not strictly increasing: two frames may share one.
inline std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// Bytes of a frame's pixels; nothing where a dimension is not positive or the bytes are more than `limit`.
inline std::optional<std::size_t> pixel_bytes(std::int32_t width, std::int32_t height, std::int32_t channels,
                                              std::size_t limit) {
    if (width <= 0 || height <= 0 || channels <= 0) return std::nullopt;
    const std::uint64_t area = std::uint64_t(width) * std::uint64_t(height);  // below 2^62: cannot overflow
    if (area > limit / std::uint64_t(channels)) return std::nullopt;          // divided, so cannot overflow either
    return std::size_t(area * std::uint64_t(channels));
}

/// The name as shm_open wants it. A segment is named by letters, digits, '.', '_' and '-'.
inline std::string segment_name(std::string name) {
    if (!name.empty() && name[0] == '/') name.erase(0, 1);
    const char* good = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (name.empty() || name == "." || name == ".." || name.find_first_not_of(good) != std::string::npos)
        throw std::invalid_argument("not a segment name: '" + name + "'");
    return "/" + name;
}

[[noreturn]] inline void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

/// A file descriptor and a mapping with a lifetime.
class Mapping {
public:
    Mapping() = default;
    Mapping(int fd, std::size_t size, int protection) : fd_(fd), size_(size) {
        void* address = ::mmap(nullptr, size, protection, MAP_SHARED, fd, 0);
        if (address == MAP_FAILED) {
            const int error = errno;
            ::close(fd);
            fail(error, "mmap");
        }
        data_ = static_cast<std::uint8_t*>(address);
    }
    ~Mapping() { reset(); }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    Mapping& operator=(Mapping&& other) noexcept {
        if (this != &other) {
            reset();
            std::swap(fd_, other.fd_);
            std::swap(size_, other.size_);
            std::swap(data_, other.data_);
        }
        return *this;
    }
    void reset() {
        if (data_ == nullptr) return;
        ::munmap(data_, size_);
        ::close(fd_);
        data_ = nullptr;
        size_ = 0;
        fd_ = -1;
    }
    explicit operator bool() const { return data_ != nullptr; }
    std::uint8_t* data() const { return data_; }
    std::size_t size() const { return size_; }
    int fd() const { return fd_; }

private:
    int fd_ = -1;
    std::size_t size_ = 0;
    std::uint8_t* data_ = nullptr;
};

/// Creates a segment and writes frames into it, each over the one before.
class FrameHeaderWriter {
public:
    /// `capacity`: the pixel bytes of the largest frame. The writer owns the name: a segment that is there already is
    /// replaced by a new file, never cut short (readers that have it mapped would die of it); readers follow the name.
    FrameHeaderWriter(const std::string& name, std::size_t capacity) : name_(segment_name(name)) {
        using Offset = std::numeric_limits<::off_t>;
        if (capacity == 0 || capacity > std::uint64_t(Offset::max()) - kHeaderSize)
            throw std::invalid_argument("capacity of " + std::to_string(capacity) + " bytes");
        const std::size_t size = kHeaderSize + capacity;
        ::shm_unlink(name_.c_str());
        const int fd = ::shm_open(name_.c_str(), O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
        if (fd < 0) fail(errno, "cannot create segment " + name_);
        // Really allocates: a full /dev/shm is an error here, and not a SIGBUS in the middle of a frame.
        int error;
        do error = ::posix_fallocate(fd, 0, ::off_t(size));
        while (error == EINTR);
        struct stat status {};
        if (error == 0 && ::fstat(fd, &status) != 0) error = errno;
        if (error != 0) {
            ::close(fd);
            ::shm_unlink(name_.c_str());
            fail(error, "no room for the " + std::to_string(size) + " bytes of segment " + name_);
        }
        device_ = status.st_dev;
        inode_ = status.st_ino;
        try {
            mapping_ = Mapping(fd, size, PROT_READ | PROT_WRITE);
        } catch (...) {
            ::shm_unlink(name_.c_str());
            throw;
        }
    }

    /// Begins a frame: the caller stores the pixels where the pointer says, then calls `commit`.
    std::uint8_t* begin(int width, int height, int channels) {
        if (!pixel_bytes(width, height, channels, mapping_.size() - kHeaderSize))
            throw std::length_error("a frame of " + std::to_string(width) + "x" + std::to_string(height) + "x" +
                                    std::to_string(channels) + " does not fit segment " + name_);
        store_valid(0);
        // Pairs with the acquire fence after the copy in FrameHeaderReader::try_read: a reader that has seen one byte of
        // this frame also sees valid = 0 (or what came later).
        std::atomic_thread_fence(std::memory_order_release);
        const std::int64_t stamp = now_ms();
        const std::int32_t size[] = {width, height, channels};
        std::memcpy(mapping_.data() + kWidth, size, sizeof size);
        std::memcpy(mapping_.data() + kTimestampMs, &stamp, sizeof stamp);  // misaligned, hence memcpy
        return mapping_.data() + kHeaderSize;
    }

    /// Publishes the frame that was begun.
    void commit() {
        // Pairs with the acquire fence in FrameHeaderReader::look: a reader that sees valid = 1 sees the whole frame.
        std::atomic_thread_fence(std::memory_order_seq_cst);
        store_valid(1);
    }

    /// Both in one: copies width * height * channels bytes.
    void write(const std::uint8_t* pixels, int width, int height, int channels) {
        std::uint8_t* destination = begin(width, height, channels);
        std::memcpy(destination, pixels, std::size_t(width) * std::size_t(height) * std::size_t(channels));
        commit();
    }

    /// Removes the name, unless it belongs to the file of another writer by now.
    void remove() {
        const int fd = ::shm_open(name_.c_str(), O_RDONLY | O_NONBLOCK, 0);
        if (fd < 0) return;
        struct stat status {};
        const bool ours = ::fstat(fd, &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
        ::close(fd);
        if (ours) ::shm_unlink(name_.c_str());
    }

private:
    // The mapping begins on a page, so `valid` at offset 20 is aligned: one indivisible store.
    void store_valid(std::int32_t value) {
        __atomic_store_n(reinterpret_cast<std::int32_t*>(mapping_.data() + kValid), value, __ATOMIC_RELAXED);
    }

    std::string name_;
    Mapping mapping_;
    ::dev_t device_ = 0;
    ::ino_t inode_ = 0;
};

/// A whole frame. The pixels are the reader's own copy and stay until its next `try_read`.
struct Frame {
    const std::uint8_t* pixels;
    std::size_t size;
    int width;
    int height;
    int channels;
    std::int64_t timestamp_ms;
};

/// Reads the newest frame of a segment, whoever wrote it. Delivers whole frames only, each at most once; trusts nothing
/// that it finds in the header; waits for a writer that is not there yet, and follows it when it starts again.
class FrameHeaderReader {
public:
    explicit FrameHeaderReader(const std::string& name) : name_(segment_name(name)) {}

    /// One look, never a wait: a new frame, or nothing (no segment, no new frame, being written, or torn).
    std::optional<Frame> try_read() {
        if (!mapping_ && !attach()) return std::nullopt;
        std::optional<Frame> frame = read_attached();
        const auto now = std::chrono::steady_clock::now();
        if (now - name_checked_ >= std::chrono::milliseconds(100)) {
            name_checked_ = now;
            if (!name_is_ours()) mapping_.reset();  // the frame is a copy: it outlives the mapping
        }
        return frame;
    }

    bool attached() const { return bool(mapping_); }
    /// Looks that ended with a frame changed under the copy; nothing of them was delivered.
    std::uint64_t torn() const { return torn_; }
    /// Looks at a complete frame whose header cannot be true (it does not fit the segment).
    std::uint64_t refused() const { return refused_; }

private:
    struct Header {
        std::int32_t width, height, channels, valid;
        std::int64_t stamp;
        bool operator==(const Header& o) const {
            return width == o.width && height == o.height && channels == o.channels && valid == o.valid &&
                   stamp == o.stamp;
        }
    };

    /// Copies the header. What is read after this call is at least as new as the `valid` that it found.
    Header look() const {
        const std::uint8_t* segment = mapping_.data();
        Header header{};
        header.valid = __atomic_load_n(reinterpret_cast<const std::int32_t*>(segment + kValid), __ATOMIC_RELAXED);
        // Pairs with the full fence in FrameHeaderWriter::commit: seen valid = 1, all of that frame is seen below.
        std::atomic_thread_fence(std::memory_order_acquire);
        std::memcpy(&header.width, segment + kWidth, 4);
        std::memcpy(&header.height, segment + kHeight, 4);
        std::memcpy(&header.channels, segment + kChannels, 4);
        std::memcpy(&header.stamp, segment + kTimestampMs, 8);
        return header;
    }

    std::optional<Frame> read_attached() {
        const Header first = look();
        if (first.valid != 1) {
            being_written_ = true;  // so the next complete frame is new, even with the stamp of the last one
            return std::nullopt;
        }
        if (delivered_ && !being_written_ && first == last_) return std::nullopt;

        // The peer is not trusted: nothing of the header is used before it is known to lie within the mapping,
        // and the mapping within the file (touching a page beyond its end would be a SIGBUS).
        struct stat status {};
        if (::fstat(mapping_.fd(), &status) != 0 || std::uint64_t(status.st_size) != mapping_.size()) {
            mapping_.reset();
            return std::nullopt;
        }
        const auto size = pixel_bytes(first.width, first.height, first.channels, mapping_.size() - kHeaderSize);
        if (!size) {
            ++refused_;
            return std::nullopt;
        }

        const std::uint8_t* pixels = mapping_.data() + kHeaderSize;
        copy_.resize(*size);
        std::memcpy(copy_.data(), pixels, *size);
        // Pairs with the release fence in FrameHeaderWriter::begin: if the copy holds a byte of the next frame, the look
        // below finds valid = 0 or, when that frame is complete already, what it wrote.
        std::atomic_thread_fence(std::memory_order_acquire);
        if (!(look() == first)) return changed_under_us();

        // valid and stamp are as before, but another frame may have come and gone within the same millisecond. If so
        // it is complete by now, and differs from what we copied of the frame before.
        if (std::memcmp(copy_.data(), pixels, *size) != 0) return changed_under_us();
        // Pairs with the release fence in FrameHeaderWriter::begin, like the one above, for the bytes just compared.
        std::atomic_thread_fence(std::memory_order_acquire);
        if (!(look() == first)) return changed_under_us();

        last_ = first;
        delivered_ = true;
        being_written_ = false;
        return Frame{copy_.data(), *size, first.width, first.height, first.channels, first.stamp};
    }

    std::optional<Frame> changed_under_us() {
        ++torn_;
        return std::nullopt;
    }

    /// Opens the file that has the name now; -1 if there is none, or something that is not a segment.
    int open_name(struct stat& status) const {
        // O_NONBLOCK: a pipe of that name must not make us wait. Symbolic links shm_open does not follow.
        const int fd = ::shm_open(name_.c_str(), O_RDONLY | O_NONBLOCK, 0);
        if (fd < 0) {
            if (errno == ENOENT || errno == ELOOP || errno == ENXIO) return -1;  // nothing, a symbolic link, a socket
            fail(errno, "cannot open segment " + name_);                         // not ours to read, most likely
        }
        if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) return fd;
        ::close(fd);
        return -1;
    }

    bool attach() {
        struct stat status {};
        const int fd = open_name(status);
        if (fd < 0) return false;
        if (status.st_size < ::off_t(kHeaderSize) + 1) {  // just created: its writer has not given it a size yet
            ::close(fd);
            return false;
        }
        mapping_ = Mapping(fd, std::size_t(status.st_size), PROT_READ);
        if (status.st_dev != device_ || status.st_ino != inode_) {
            device_ = status.st_dev;
            inode_ = status.st_ino;
            delivered_ = false;  // another file: its first complete frame is new
        }
        name_checked_ = std::chrono::steady_clock::now();
        return true;
    }

    /// While we hold the file open its inode number is not given to another one.
    bool name_is_ours() const {
        struct stat status {};
        const int fd = open_name(status);
        if (fd < 0) return false;
        ::close(fd);
        return status.st_dev == device_ && status.st_ino == inode_;
    }

    std::string name_;
    Mapping mapping_;
    ::dev_t device_ = 0;
    ::ino_t inode_ = 0;
    std::chrono::steady_clock::time_point name_checked_{};
    std::vector<std::uint8_t> copy_;
    Header last_{};
    bool delivered_ = false;
    bool being_written_ = false;
    std::uint64_t torn_ = 0;
    std::uint64_t refused_ = 0;
};

}  // namespace shmframe_peers
