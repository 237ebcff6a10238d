// SPDX-License-Identifier: Apache-2.0
#include <shmframe/shmframe.hpp>

int main(int, char** argv) {
    shmframe::RingWriter writer(argv[1]);
    shmframe::RingReader reader(argv[1]);
    shmframe::FrameView frame;
    writer.publish("frame", shmframe::FrameGeometry::bytes(5));
    const bool good = reader.lookInPlace(frame) == shmframe::Look::frame && frame.data()[0] == 'f';
    writer.unlink();
    return good ? 0 : 1;
}
