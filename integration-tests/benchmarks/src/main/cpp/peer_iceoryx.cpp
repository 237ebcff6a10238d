// SPDX-License-Identifier: Apache-2.0
//
// iceoryx 2 as a peer, see peer.hpp; PLACE is the name of the service. RouDi must run, with chunks that a frame fits into. No frame is
// lost: the publisher waits for a subscriber whose queue of 4 is full, as the ring of 4 slots does.
#include <iceoryx_posh/popo/untyped_publisher.hpp>
#include <iceoryx_posh/popo/untyped_subscriber.hpp>
#include <iceoryx_posh/popo/wait_set.hpp>
#include <iceoryx_posh/runtime/posh_runtime.hpp>

#include <sched.h>

#include "peer.hpp"

namespace {

iox::RuntimeName_t runtime_name(const char* role) {
    return {iox::cxx::TruncateToCapacity, std::string("shmframe-bench-") + role + "-" + std::to_string(getpid())};
}

iox::capro::ServiceDescription service(const std::string& place) {
    return {{iox::cxx::TruncateToCapacity, "shmframe-bench"}, {iox::cxx::TruncateToCapacity, place}, {iox::cxx::TruncateToCapacity, "frame"}};
}

void write(const peer::Arguments& arguments) {
    iox::runtime::PoshRuntime::initRuntime(runtime_name("writer"));
    iox::popo::PublisherOptions options;
    options.historyCapacity = 0;
    options.subscriberTooSlowPolicy = iox::popo::ConsumerTooSlowPolicy::WAIT_FOR_CONSUMER;
    iox::popo::UntypedPublisher publisher(service(arguments.place), options);
    while (!publisher.hasSubscribers()) peer::sleep_until(peer::now() + 5'000'000);
    const peer::Buffer own(arguments.bytes);
    peer::write_frames(arguments, [&](const peer::Stamp& stamp) {
        stamp.into(own.data(), arguments.bytes);
        publisher.loan(static_cast<std::uint32_t>(arguments.bytes))
            .and_then([&](auto& chunk) {
                std::memcpy(chunk, own.data(), arguments.bytes);
                publisher.publish(chunk);
            })
            .or_else([](auto& error) { throw std::runtime_error("no chunk to be had: " + std::to_string(static_cast<int>(error))); });
    });
    peer::await_release();
}

void read(const peer::Arguments& arguments) {
    iox::runtime::PoshRuntime::initRuntime(runtime_name("reader"));
    iox::popo::SubscriberOptions options;
    options.queueCapacity = 4;
    options.queueFullPolicy = iox::popo::QueueFullPolicy::BLOCK_PRODUCER;
    iox::popo::UntypedSubscriber subscriber(service(arguments.place), options);
    iox::popo::WaitSet<> waiting;
    waiting.attachState(subscriber, iox::popo::SubscriberState::HAS_DATA).or_else([](auto) {
        throw std::runtime_error("no WaitSet to be had");
    });
    const peer::Buffer own(arguments.bytes);
    peer::Frames frames;
    bool more = true;
    while (more) {
        if (!subscriber.hasData()) {
            if (arguments.flat_out()) {
                sched_yield();
            } else {
                waiting.wait();
            }
            continue;
        }
        subscriber.take().and_then([&](const void* chunk) {
            std::memcpy(own.data(), chunk, arguments.bytes);
            subscriber.release(chunk);
            more = frames.take(own.data(), arguments.bytes);
        });
    }
    frames.print();
}

}  // namespace

int main(int argc, char** argv) {
    return peer::run(argc, argv, [](const peer::Arguments& arguments) { arguments.writes ? write(arguments) : read(arguments); });
}
