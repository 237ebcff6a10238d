// SPDX-License-Identifier: Apache-2.0
//
// The ring's client for C++ as a peer, see peer.hpp; PLACE is the segment's file. No frame is lost: the writer waits for its reader.
#include <shmframe/ring.hpp>

#include "peer.hpp"

namespace {

void write(const peer::Arguments& arguments) {
    shmframe::RingWriterOptions options;
    options.slots = 4;
    options.overflow = shmframe::Overflow::block;
    options.blockTimeout = std::chrono::seconds(20);
    shmframe::RingWriter writer(arguments.place, options);
    const auto geometry = shmframe::FrameGeometry::bytes(arguments.bytes);
    const peer::Buffer own(arguments.bytes);
    peer::write_frames(arguments, [&](const peer::Stamp& stamp) {
        stamp.into(own.data(), arguments.bytes);
        writer.publish(own.data(), geometry);
    });
    peer::await_release();
    writer.unlink();
}

void read(const peer::Arguments& arguments) {
    shmframe::RingReaderOptions options;
    options.delivery = shmframe::Delivery::all;
    options.awaited = true;
    options.loans = 0;
    options.waiting = arguments.flat_out() ? shmframe::WaitStrategy::yielding : shmframe::WaitStrategy::futex;
    shmframe::RingReader reader(arguments.place, options);
    shmframe::FrameBuffer own;
    peer::Frames frames;
    do {
        reader.read(own);
    } while (frames.take(own.data(), own.size()));
    frames.print();
}

}  // namespace

int main(int argc, char** argv) {
    return peer::run(argc, argv, [](const peer::Arguments& arguments) { arguments.writes ? write(arguments) : read(arguments); });
}
