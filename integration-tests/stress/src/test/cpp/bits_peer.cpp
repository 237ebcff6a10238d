// SPDX-License-Identifier: Apache-2.0
//
// Reads and takes over a ring of which one bit of the control page is wrong, for each bit.
//
//   bits_peer PATH STRIDE
//
// Of the part that never changes all bits are tried, of the rest one of STRIDE.
// Each time there must be a right frame, or none, or an error of the client's own, and that at once. Prints what there was.

#include <shmframe/ring.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

using namespace shmframe;

namespace {

constexpr std::size_t kBytes = 100, kFixedBits = 8 * 112;

std::vector<char> contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void put(const std::string& path, const std::vector<char>& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void publish(RingWriter& writer) {
    const std::vector<std::uint8_t> frame(kBytes, 7);
    writer.publish(frame.data(), FrameGeometry::bytes(kBytes));
}

struct Tally {
    int frames = 0, none = 0, errors = 0, wrong = 0;

    void look(const std::string& path) {
        try {
            RingReader reader(path);
            FrameBuffer frame;
            if (reader.look(frame) != Look::frame) {
                ++none;
            } else if (frame.size() == kBytes && frame.data()[0] == 7 && frame.data()[kBytes - 1] == 7) {
                ++frames;
            } else {
                ++wrong;
            }
        } catch (const Exception&) {
            ++errors;
        }
    }
};

}  // namespace

int main(int argc, char** argv) try {
    const std::string path = argc == 3 ? argv[1] : throw std::invalid_argument("bits_peer PATH STRIDE");
    const std::size_t stride = std::stoul(argv[2]);
    {
        RingWriter writer(path);
        for (int i = 0; i < 6; ++i) publish(writer);
    }
    const std::string table = path + "~readers-" + detail::hex(RingFigures::of(path).id);
    const std::vector<char> ring = contents(path), readers = contents(table);
    Tally before, after;
    int bits = 0, refused = 0;
    for (std::size_t bit = 0; bit < 8 * RingLayout::kPage; bit += bit < kFixedBits ? 1 : stride, ++bits) {
        std::vector<char> flipped = ring;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
        put(path, flipped);
        put(table, readers);
        before.look(path);
        try {
            RingWriter writer(path);
            publish(writer);
            after.look(path);
            writer.unlink();
        } catch (const Exception&) {
            ++refused;
        }
    }
    std::printf("{\"bits\":%d,\"frames\":%d,\"none\":%d,\"errors\":%d,\"refused\":%d,\"taken\":%d,\"wrong\":%d}\n",
                bits, before.frames, before.none, before.errors, refused, after.frames,
                before.wrong + after.wrong + after.none + after.errors);
    return 0;
} catch (const std::exception& e) {
    std::cerr << "bits_peer: " << e.what() << std::endl;
    return 2;
}
