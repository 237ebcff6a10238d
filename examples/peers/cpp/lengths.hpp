// SPDX-License-Identifier: Apache-2.0
//
// The two ways in which home-made socket programs say how long a frame is, and the sockets to say it over.
//
//     prefix    | length, 4 bytes, big-endian, unsigned | payload |                             over a Unix socket
//     padded    | length in ASCII digits, ljust(16)     | payload |  and back: recieved messages!      over TCP
//
// No wait is without end: a program has until its deadline, whatever the other side does.
#pragma once

#include "options.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace shmframe_peers {

using Bytes = std::vector<std::uint8_t>;
using Deadline = std::chrono::steady_clock::time_point;

inline const std::string kAnswer = "recieved messages!";  // so spelled in the programs that are out there
inline constexpr std::uint64_t kMaxLength = 64u << 20;

enum class Framing { prefix, padded };

/// What a program can be told to do wrong; -1: it does not. Each counts the whole frames before it.
struct Faults {
    bool byte_by_byte = false;
    std::int64_t die_after = -1;
    std::int64_t stall_after = -1;
    std::int64_t announce = -1;
};

/// A file descriptor that is closed with its owner.
class Socket {
public:
    explicit Socket(int fd) : fd_(fd) {
        if (fd < 0) throw std::system_error(errno, std::generic_category(), "socket");
    }
    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

    /// Until one of the events, or throws when the time is up.
    void await(short events, Deadline deadline) const {
        while (true) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                deadline - std::chrono::steady_clock::now()).count();
            if (left <= 0) throw std::runtime_error("the time is up");
            pollfd wanted{fd_, events, 0};
            const int found = ::poll(&wanted, 1, int(std::min<std::int64_t>(left, 1'000'000)));
            if (stop_requested) throw std::runtime_error("interrupted");
            if (found > 0) return;
            if (found < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
        }
    }

private:
    int fd_;
};

/// One connection, whole frames at a time.
class FrameStream {
public:
    FrameStream(Socket peer, Framing framing, Deadline deadline, Faults faults)
        : peer_(std::move(peer)), framing_(framing), deadline_(deadline), faults_(faults) {
        if (faults.byte_by_byte) {
            const int on = 1;  // means nothing to a Unix socket, which says so
            ::setsockopt(peer_.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        }
    }

    /// Sends it, and waits for the answer where there is one.
    void send_frame(const std::uint8_t* payload, std::size_t size) {
        const std::uint64_t announced = faults_.announce >= 0 ? std::uint64_t(faults_.announce) : size;
        Bytes frame = header(announced);
        frame.insert(frame.end(), payload, payload + size);
        if (frames_ == faults_.die_after || frames_ == faults_.stall_after) {
            send(frame.data(), frame.size() / 2);
            fail();
        }
        send(frame.data(), frame.size());
        if (announced != size) await_hangup("a false length was announced");
        if (framing_ == Framing::padded) {
            const Bytes answer = receive(kAnswer.size(), "the answer");
            if (!std::equal(answer.begin(), answer.end(), kAnswer.begin()))
                throw std::runtime_error("expected the answer '" + kAnswer + "' and found '" +
                                         std::string(answer.begin(), answer.end()) + "'");
        }
        ++frames_;
    }

    /// The next frame; none if the other side has ended the connection after the one before. Whoever is done with it calls
    /// `answer`.
    std::optional<Bytes> recv_frame() {
        Bytes head(framing_ == Framing::prefix ? 4 : 16);
        if (some(head.data(), 1) == 0) return std::nullopt;
        const Bytes rest = receive(head.size() - 1, "a length");
        std::copy(rest.begin(), rest.end(), head.begin() + 1);
        const std::uint64_t size = length(head);
        if (frames_ == faults_.die_after || frames_ == faults_.stall_after) {
            receive(size / 2, "half a frame");
            fail();
        }
        Bytes payload = receive(size, "a frame");
        ++frames_;
        return payload;
    }

    void answer() {
        if (framing_ == Framing::padded) send(reinterpret_cast<const std::uint8_t*>(kAnswer.data()), kAnswer.size());
    }

private:
    Bytes header(std::uint64_t length) const {
        if (framing_ == Framing::padded) {
            std::string text = std::to_string(length);
            text.resize(std::max<std::size_t>(16, text.size()), ' ');
            return Bytes(text.begin(), text.end());
        }
        const std::uint32_t order = htonl(std::uint32_t(length));
        Bytes bytes(sizeof order);
        std::memcpy(bytes.data(), &order, sizeof order);
        return bytes;
    }

    /// The other side is not trusted: a length is checked before memory is asked for.
    std::uint64_t length(const Bytes& header) const {
        std::uint64_t length = 0;
        if (framing_ == Framing::prefix) {
            for (const std::uint8_t byte : header) length = length << 8 | byte;
        } else {
            const std::string text(header.begin(), header.end());
            const auto first = text.find_first_not_of(' '), end = text.find_last_not_of(' ') + 1;
            if (first == std::string::npos || text.find_first_not_of("0123456789", first) < end)
                throw std::runtime_error("expected a length in 16 characters and found '" + text + "'");
            length = std::stoull(text.substr(first, end - first));
        }
        if (length > kMaxLength)
            throw std::runtime_error("a frame of " + std::to_string(length) + " bytes is announced, and " +
                                     std::to_string(kMaxLength) + " are allowed");
        return length;
    }

    void send(const std::uint8_t* data, std::size_t size) {
        for (std::size_t sent = 0; sent < size;) {
            peer_.await(POLLOUT, deadline_);
            const std::size_t piece = faults_.byte_by_byte ? 1 : size - sent;
            const ssize_t done = ::send(peer_.fd(), data + sent, piece, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (done < 0 && errno != EAGAIN && errno != EINTR)
                throw std::system_error(errno, std::generic_category(), "send");
            sent += std::size_t(std::max<ssize_t>(done, 0));
        }
    }

    Bytes receive(std::size_t size, const std::string& what) {
        Bytes data(size);
        for (std::size_t got = 0; got < size;) {
            const std::size_t more = some(data.data() + got, faults_.byte_by_byte ? 1 : size - got);
            if (more == 0)
                throw std::runtime_error("the other side hung up after " + std::to_string(got) + " of " +
                                         std::to_string(size) + " bytes of " + what);
            got += more;
        }
        return data;
    }

    std::size_t some(std::uint8_t* into, std::size_t most) {
        while (true) {
            peer_.await(POLLIN, deadline_);
            const ssize_t got = ::recv(peer_.fd(), into, most, MSG_DONTWAIT);
            if (got >= 0) return std::size_t(got);
            if (errno != EAGAIN && errno != EINTR) throw std::system_error(errno, std::generic_category(), "recv");
        }
    }

    void fail() {
        if (frames_ == faults_.die_after) ::_exit(9);  // nothing is closed or flushed, as with kill -9
        await_hangup("half a frame and silence");
    }

    /// Does nothing, and reads nothing, until the other side has had enough.
    [[noreturn]] void await_hangup(const std::string& after) {
        peer_.await(POLLRDHUP, deadline_);
        throw std::runtime_error(after + ", and the other side hung up");
    }

    Socket peer_;
    Framing framing_;
    Deadline deadline_;
    Faults faults_;
    std::int64_t frames_ = 0;
};

/// A Unix socket (a path, with a slash) or HOST:PORT, with HOST in digits.
class Address {
public:
    explicit Address(const std::string& text) {
        if (text.find('/') != std::string::npos) {
            unix_.sun_family = AF_UNIX;
            if (text.size() >= sizeof unix_.sun_path) throw std::invalid_argument("too long for a Unix socket: " + text);
            std::memcpy(unix_.sun_path, text.c_str(), text.size() + 1);
            path_ = text;
            return;
        }
        const auto colon = text.rfind(':');
        host_ = text.substr(0, colon);
        const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
        tcp_.sin_family = AF_INET;
        if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos ||
            std::stoi(port) > 65535 || ::inet_pton(AF_INET, host_.c_str(), &tcp_.sin_addr) != 1)
            throw std::invalid_argument("expected a path or HOST:PORT (127.0.0.1:5000, say) and found " + text);
        tcp_.sin_port = htons(std::uint16_t(std::stoi(port)));
    }

    Socket accept_one(Deadline deadline) const {
        const Socket server(::socket(family(), SOCK_STREAM, 0));
        const int on = 1;
        if (is_unix()) ::unlink(path_.c_str());  // what a server that was killed has left
        else ::setsockopt(server.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (::bind(server.fd(), get(), size()) != 0 || ::listen(server.fd(), 1) != 0)
            throw std::system_error(errno, std::generic_category(), "listen");
        std::cout << "ready" << (is_unix() ? "" : " " + host_ + ":" + std::to_string(port_of(server))) << std::endl;
        server.await(POLLIN, deadline);
        Socket peer(::accept(server.fd(), nullptr, nullptr));
        if (is_unix()) ::unlink(path_.c_str());
        return peer;
    }

    /// To a server that may have to be started first.
    Socket connect(Deadline deadline) const {
        while (true) {
            Socket peer(::socket(family(), SOCK_STREAM, 0));
            if (::connect(peer.fd(), get(), size()) == 0) {
                std::cout << "ready" << std::endl;
                return peer;
            }
            const bool later = errno == ENOENT || errno == ECONNREFUSED || errno == EINTR;
            if (!later || stop_requested || std::chrono::steady_clock::now() >= deadline)
                throw std::system_error(errno, std::generic_category(), "connect");
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

private:
    bool is_unix() const { return !path_.empty(); }
    int family() const { return is_unix() ? AF_UNIX : AF_INET; }
    const sockaddr* get() const {
        return is_unix() ? reinterpret_cast<const sockaddr*>(&unix_) : reinterpret_cast<const sockaddr*>(&tcp_);
    }
    socklen_t size() const { return is_unix() ? sizeof unix_ : sizeof tcp_; }
    static int port_of(const Socket& server) {
        sockaddr_in bound{};
        socklen_t size = sizeof bound;
        ::getsockname(server.fd(), reinterpret_cast<sockaddr*>(&bound), &size);
        return ntohs(bound.sin_port);
    }

    sockaddr_un unix_{};
    sockaddr_in tcp_{};
    std::string path_, host_;
};

inline const char* const kSocketUsage =
    " ADDRESS (a Unix socket, with a slash, or 127.0.0.1:PORT) [--listen (PORT may be 0)]\n"
    "    [--frames 1000 (0 = endless)] [--seconds 60 (then give up)] [--fps 0 (no pause)] [--byte-by-byte]\n"
    "    [--die-after N] [--stall-after N] (in the middle of the frame after the first N) [--announce LENGTH (a false one)]\n";

/// The main of every socket program: its options, its connection, its last line and its exit status.
class SocketProgram {
public:
    SocketProgram(int argc, char** argv, std::set<std::string> with_value, std::set<std::string> switches)
        : options_(argc, argv, merged(std::move(with_value),
                                      {"--frames", "--seconds", "--fps", "--die-after", "--stall-after", "--announce"}),
                   merged(std::move(switches), {"--listen", "--byte-by-byte"})),
          wanted_(std::uint64_t(options_.number("--frames", 1000, 0, 9e15))),
          fps_(options_.number("--fps", 0, 0, 1e6)) {}

    const Options& options() const { return options_; }
    std::uint64_t frames() const { return frames_; }

    void sent() {
        using namespace std::chrono;
        ++frames_;
        if (fps_ <= 0) return;
        due_ = std::max(due_ + duration_cast<nanoseconds>(duration<double>(1 / fps_)), steady_clock::now());
        sleep_until(due_);
    }

    void received(bool right) {
        ++frames_;
        if (!right) ++wrong_;
    }

    /// Calls step(stream) until the frames are done, or it returns false, or something goes wrong. 0: fine; 1: a wrong
    /// frame, or fewer than were wanted.
    template <typename Step>
    int run(const char* program, Framing framing, Step step) {
        using namespace std::chrono;
        stop_on_signals();
        const Address address(options_.name());
        try {
            const Deadline deadline =
                steady_clock::now() + milliseconds(std::int64_t(1000 * options_.number("--seconds", 60, 0.001, 1e6)));
            FrameStream stream(options_.has("--listen") ? address.accept_one(deadline) : address.connect(deadline), framing,
                               deadline, faults());
            while (!stop_requested && (wanted_ == 0 || frames_ < wanted_) && step(stream)) continue;
        } catch (const std::runtime_error& e) {  // a system_error is one
            std::cerr << program << ": " << e.what() << std::endl;
        }
        std::cout << "frames=" << frames_ << " wrong=" << wrong_ << std::endl;
        return wrong_ > 0 || frames_ < wanted_ ? 1 : 0;
    }

private:
    static std::set<std::string> merged(std::set<std::string> some, const std::set<std::string>& more) {
        some.insert(more.begin(), more.end());
        return some;
    }

    Faults faults() const {
        return {options_.has("--byte-by-byte"), std::int64_t(options_.number("--die-after", -1, 0, 9e15)),
                std::int64_t(options_.number("--stall-after", -1, 0, 9e15)),
                std::int64_t(options_.number("--announce", -1, 0, 9e15))};
    }

    Options options_;
    std::uint64_t wanted_, frames_ = 0, wrong_ = 0;
    double fps_;
    Deadline due_ = std::chrono::steady_clock::now();
};

}  // namespace shmframe_peers
