// SPDX-License-Identifier: Apache-2.0
//
// Sends or receives numbered payloads by either framing of lengths.hpp, every byte checked, without OpenCV: for testing the
// framing alone. Its twin in Python and a Camel route can be at the other end.
//
// Payload n (from 1) is the first 16 + n * 37 mod (B - 15) bytes of the numbered frame n of B bytes (numbered.hpp), where B
// is --bytes: a frame is hardly ever as long as the one before.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -o socket_frames socket_frames.cpp

#include "lengths.hpp"
#include "numbered.hpp"

#include <exception>
#include <iostream>
#include <string>

using namespace shmframe_peers;

int main(int argc, char** argv) try {
    SocketProgram program(argc, argv, {"--format", "--role", "--bytes"}, {"--any-number"});
    const std::string format = program.options().text("--format", ""), role = program.options().text("--role", "");
    if (format != "pickle" && format != "padded") throw std::invalid_argument("--format is pickle or padded");
    if (role != "sender" && role != "receiver") throw std::invalid_argument("--role is sender or receiver");
    const auto most = std::size_t(program.options().number("--bytes", 1000, 16, 1 << 26));
    const NumberedPattern pattern(most);
    Bytes frame(most);
    const auto payload = [&](std::uint64_t number) {  // its size; its bytes are in the frame
        pattern.fill(number, frame.data());
        return std::size_t(16 + number * 37 % (most - 15));
    };

    return program.run("socket_frames", format == "pickle" ? Framing::prefix : Framing::padded, [&](FrameStream& stream) {
        if (role == "sender") {
            const std::size_t size = payload(program.frames() + 1);
            stream.send_frame(frame.data(), size);
            program.sent();
            return true;
        }
        const auto received = stream.recv_frame();
        if (!received) return false;
        // The numbers run on, so a lost frame is a wrong one.
        const bool any = program.options().has("--any-number") && received->size() >= 8;
        const std::size_t size = payload(any ? NumberedPattern::number_of(received->data()) : program.frames() + 1);
        program.received(received->size() == size && std::equal(received->begin(), received->end(), frame.begin()));
        stream.answer();
        return true;
    });
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\nsocket_frames" << kSocketUsage
              << "    --format pickle|padded (pickle: the 4-byte prefix alone) --role sender|receiver [--bytes 1000]\n"
                 "    [--any-number (accept payloads in any order, and begin with any)]\n";
    return 2;
} catch (const std::exception& e) {
    std::cerr << "socket_frames: " << e.what() << std::endl;
    return 1;
}
