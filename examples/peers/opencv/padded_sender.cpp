// SPDX-License-Identifier: Apache-2.0
//
// The home-made program that shmframe meets in the field: JPEGs over TCP, each behind its length in 16 characters, and the
// next one when the receiver has said "recieved messages!". Sends the numbered pictures of picture.hpp.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -Icpp -o padded_sender opencv/padded_sender.cpp $(pkg-config --cflags --libs opencv4)

#include "lengths.hpp"
#include "picture.hpp"

#include <exception>
#include <iostream>
#include <opencv2/imgcodecs.hpp>

using namespace shmframe_peers;

int main(int argc, char** argv) try {
    SocketProgram program(argc, argv, {"--width", "--height"}, {});
    const NumberedPictures pictures(int(program.options().number("--width", 640, 32, 16384)),
                                    int(program.options().number("--height", 404, 32, 16384)));
    Bytes encoded;
    return program.run("padded_sender", Framing::padded, [&](FrameStream& stream) {
        const cv::Mat image = pictures.picture(std::uint32_t(program.frames() + 1));
        if (!cv::imencode(".jpg", image, encoded, {cv::IMWRITE_JPEG_QUALITY, 90}))
            throw std::runtime_error("OpenCV cannot encode");
        stream.send_frame(encoded.data(), encoded.size());
        program.sent();
        return true;
    });
} catch (const std::invalid_argument& e) {
    std::cerr << e.what() << "\npadded_sender" << kSocketUsage << "    [--width 640] [--height 404]\n";
    return 2;
} catch (const std::exception& e) {
    std::cerr << "padded_sender: " << e.what() << std::endl;
    return 1;
}
