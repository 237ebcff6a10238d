// SPDX-License-Identifier: Apache-2.0
//
// The other end of padded_sender. With --check each picture is compared with what picture.hpp draws for its number, and the
// numbers must rise.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Icpp -o padded_receiver opencv/padded_receiver.cpp $(pkg-config --cflags --libs opencv4)

#include "lengths.hpp"
#include "picture.hpp"

#include <exception>
#include <iostream>
#include <opencv2/imgcodecs.hpp>

using namespace shmframe_peers;

int main(int argc, char** argv) try {
    SocketProgram program(argc, argv, {"--width", "--height"}, {"--check"});
    const bool check = program.options().has("--check");
    const NumberedPictures pictures(int(program.options().number("--width", 640, 32, 16384)),
                                    int(program.options().number("--height", 404, 32, 16384)));
    std::uint32_t last = 0;
    return program.run("padded_receiver", Framing::padded, [&](FrameStream& stream) {
        const auto encoded = stream.recv_frame();
        if (!encoded) return false;
        const cv::Mat image = encoded->empty() ? cv::Mat() : cv::imdecode(*encoded, cv::IMREAD_COLOR);
        std::string trouble = image.empty() ? "it cannot be decoded" : check ? pictures.trouble(image) : "";
        if (trouble.empty() && check) {
            const std::uint32_t number = pictures.number_of(image);
            if (number <= last) trouble = "picture " + std::to_string(number) + " comes after " + std::to_string(last);
            last = number;
        }
        if (!trouble.empty()) std::cerr << trouble << std::endl;
        program.received(trouble.empty());
        stream.answer();
        return true;
    });
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\npadded_receiver" << kSocketUsage << "    [--check] [--width 640] [--height 404]\n";
    return 2;
} catch (const std::exception& e) {
    std::cerr << "padded_receiver: " << e.what() << std::endl;
    return 1;
}
