// SPDX-License-Identifier: Apache-2.0
//
// Raw frames over a Unix socket as a peer, see peer.hpp; PLACE is the socket's file. Each frame has 16 bytes before it: a magic number,
// the picture's length, 4 bytes of nothing. The kernel's buffers are left as they are, as users leave them.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#include <cerrno>

#include "peer.hpp"

namespace {

struct Header {
    std::uint32_t magic, spare;
    std::uint64_t bytes;
};
static_assert(sizeof(Header) == 16);

constexpr std::uint32_t kMagic = 0x46524D31;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

sockaddr_un address_of(const std::string& place) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (place.size() >= sizeof address.sun_path) throw std::invalid_argument(place + ": too long for a socket");
    std::memcpy(address.sun_path, place.data(), place.size());
    return address;
}

int opened() {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) fail("socket");
    return socket;
}

void send_all(int socket, const Header& header, const std::uint8_t* frame) {
    std::size_t sent = 0;
    const std::size_t all = sizeof header + header.bytes;
    while (sent < all) {
        iovec parts[2];
        int count = 0;
        if (sent < sizeof header) {
            parts[count++] = {const_cast<char*>(reinterpret_cast<const char*>(&header)) + sent, sizeof header - sent};
        }
        const std::size_t of_frame = sent < sizeof header ? 0 : sent - sizeof header;
        parts[count++] = {const_cast<std::uint8_t*>(frame) + of_frame, header.bytes - of_frame};
        const ssize_t some = writev(socket, parts, count);
        if (some < 0) fail("writev");
        sent += static_cast<std::size_t>(some);
    }
}

void read_all(int socket, void* target, std::size_t bytes) {
    auto* at = static_cast<std::uint8_t*>(target);
    while (bytes > 0) {
        const ssize_t some = ::read(socket, at, bytes);
        if (some < 0) fail("read");
        if (some == 0) throw std::runtime_error("the writer has gone");
        at += some;
        bytes -= static_cast<std::size_t>(some);
    }
}

void write(const peer::Arguments& arguments) {
    const int socket = opened();
    const sockaddr_un address = address_of(arguments.place);
    while (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (errno != ENOENT && errno != ECONNREFUSED) fail(arguments.place);
        peer::sleep_until(peer::now() + 5'000'000);  // the reader has not begun yet
    }
    const peer::Buffer own(arguments.bytes);
    const Header header{kMagic, 0, arguments.bytes};
    peer::write_frames(arguments, [&](const peer::Stamp& stamp) {
        stamp.into(own.data(), arguments.bytes);
        send_all(socket, header, own.data());
    });
    peer::await_release();
    close(socket);
}

void read(const peer::Arguments& arguments) {
    const int listening = opened();
    const sockaddr_un address = address_of(arguments.place);
    if (bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail(arguments.place);
    if (listen(listening, 1) != 0) fail("listen");
    const int socket = accept(listening, nullptr, nullptr);
    if (socket < 0) fail("accept");
    unlink(arguments.place.c_str());
    const peer::Buffer own(arguments.bytes);
    peer::Frames frames;
    do {
        Header header{};
        read_all(socket, &header, sizeof header);
        if (header.magic != kMagic || header.bytes != arguments.bytes) throw std::runtime_error("not a frame");
        read_all(socket, own.data(), arguments.bytes);
    } while (frames.take(own.data(), arguments.bytes));
    frames.print();
    close(socket);
    close(listening);
}

}  // namespace

int main(int argc, char** argv) {
    return peer::run(argc, argv, [](const peer::Arguments& arguments) { arguments.writes ? write(arguments) : read(arguments); });
}
