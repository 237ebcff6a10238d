// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace shmframe {

/// What every error of this library is. It names the file (or the option), what was expected there and what was found.
class Exception : public std::runtime_error {
public:
    Exception(std::string file, std::string expected, std::string found)
        : std::runtime_error(file + ": expected " + expected + ", found " + found),
          file_(std::move(file)),
          expected_(std::move(expected)),
          found_(std::move(found)) {}

    const std::string& file() const noexcept { return file_; }
    const std::string& expected() const noexcept { return expected_; }
    const std::string& found() const noexcept { return found_; }

private:
    std::string file_, expected_, found_;
};

/// A segment cannot be had, or not be used any more.
class SegmentException : public Exception {
public:
    enum class Reason {
        missing,        ///< there is no such file
        not_a_file,     ///< the name belongs to a directory, a pipe, a device
        symbolic_link,  ///< the name belongs to a symbolic link, which is not followed in a shared folder
        no_access,      ///< the process lacks the right to open it
        too_small,      ///< it has fewer bytes than its layout needs
        truncated,      ///< it shrank while it was in use
        no_space,       ///< the file system cannot hold as many bytes
        layout,         ///< what lies there is no ring, or one of another version, or one that was damaged
        other_writer,   ///< another process writes it
        io              ///< anything else that the operating system said
    };

    SegmentException(Reason reason, std::string file, std::string expected, std::string found)
        : Exception(std::move(file), std::move(expected), std::move(found)), reason_(reason) {}

    Reason reason() const noexcept { return reason_; }

private:
    Reason reason_;
};

/// What was asked for cannot be: a geometry, an option, metadata that are too long.
class LayoutException : public Exception {
public:
    using Exception::Exception;
};

/// A frame was not written, since a reader that is to be waited for is too far behind.
class OverrunException : public Exception {
public:
    using Exception::Exception;
};

}  // namespace shmframe
