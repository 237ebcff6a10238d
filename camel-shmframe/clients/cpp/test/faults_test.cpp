// SPDX-License-Identifier: Apache-2.0
//
// Processes that die or stop in the middle of things, and frames of which every byte is looked at.
#include "check.hpp"

#include <shmframe/ring.hpp>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <sys/wait.h>
#include <thread>

using namespace shmframe;
using check::Folder;
using namespace std::chrono_literals;

namespace {

const FrameGeometry kFrame = FrameGeometry::bytes(4096);

void fill(std::uint8_t* data, std::size_t size, std::uint64_t number) {
    for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<std::uint8_t>((number * 31 + i) % 251);
}

bool right(const std::uint8_t* data, std::size_t size, std::uint64_t number) {
    std::vector<std::uint8_t> expected(size);
    fill(expected.data(), size, number);
    return std::memcmp(data, expected.data(), size) == 0;
}

void publish(RingWriter& writer, const FrameTags& tags = {}) {
    FrameClaim claim = writer.claim(kFrame, tags);
    fill(claim.data(), claim.size(), writer.nextSequence());
    claim.commit();
}

/// A process of its own, which does what it is told and then nothing, until it is killed.
class Child {
public:
    template <class Work>
    explicit Child(Work work) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw check::Failure{"no pipe"};
        pid_ = ::fork();
        if (pid_ < 0) throw check::Failure{"no process"};
        if (pid_ == 0) {
            ::close(ends[0]);
            try {
                work([&ends] {
                    const char ready = 'r';
                    if (::write(ends[1], &ready, 1) != 1) ::_exit(3);
                });
            } catch (const std::exception& e) {
                std::cerr << "child: " << e.what() << std::endl;
                ::_exit(4);
            }
            ::_exit(0);
        }
        ::close(ends[1]);
        ready_ = ends[0];
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        kill(SIGKILL);
        ::close(ready_);
    }

    void await() {
        char ready = 0;
        if (::read(ready_, &ready, 1) != 1) throw check::Failure{"the other process died too early"};
    }
    void signal(int number) const { ::kill(pid_, number); }
    void kill(int number) {
        if (pid_ <= 0) return;
        ::kill(pid_, number);
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
    }
    int exit_status() {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return status;
    }

private:
    pid_t pid_ = -1;
    int ready_ = -1;
};

void shouldReadOnWhenAWriterIsKilledInTheMiddleOfAFrame() {
    const Folder folder;
    RingReaderOptions options;
    options.delivery = Delivery::all;
    options.reattachInterval = 10ms;
    RingReader reader(folder / "ring", options);
    FrameBuffer frame;
    std::uint64_t sequence = 0;
    for (int round = 0; round < 20; ++round) {  // more often than there are slots
        Child writing([&folder, round](auto ready) {
            RingWriter writer(folder / "ring");
            if (round % 2 == 0) publish(writer);
            FrameClaim claim = writer.claim(kFrame);
            std::memset(claim.data(), 255, claim.size() / 2);
            ready();
            ::pause();
        });
        writing.await();
        writing.kill(SIGKILL);
        RingReader fresh(folder / "ring");
        FrameBuffer last;
        CHECK(fresh.look(last) == Look::frame);  // the newest frame outlives any number of them
        CHECK(right(last.data(), last.size(), last.info().sequence));
        while (reader.look(frame) == Look::frame) {
            CHECK(right(frame.data(), frame.size(), frame.info().sequence));
            CHECK(frame.info().sequence > sequence);
            sequence = frame.info().sequence;
        }
    }
    CHECK_EQUAL(sequence, 10U);
    RingWriter next(folder / "ring");
    publish(next);
    CHECK(reader.await(frame, 10s) == Look::frame);
    CHECK_EQUAL(frame.info().sequence, 11U);
    CHECK(frame.info().has(DISCONTINUITY));
    CHECK_EQUAL(RingFigures::of(folder / "ring").takeovers, 20U);
}

void shouldFreeThePinOfAReaderThatWasKilled() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer);
    Child lending([&folder](auto ready) {
        RingReader reader(folder / "ring");
        FrameView view;
        if (reader.lookInPlace(view) != Look::frame || !view.shared()) ::_exit(5);
        ready();
        ::pause();
    });
    lending.await();
    for (int i = 0; i < 10; ++i) publish(writer);
    CHECK_EQUAL(RingFigures::of(folder / "ring").freed, 0U);
    CHECK(RingFigures::of(folder / "ring").skipped > 0);
    lending.kill(SIGKILL);
    std::this_thread::sleep_for(110ms);  // the writer looks at an owner ten times a second at most
    for (int i = 0; i < 10; ++i) publish(writer);
    CHECK_EQUAL(RingFigures::of(folder / "ring").freed, 1U);
    const std::uint64_t skipped = RingFigures::of(folder / "ring").skipped;
    for (int i = 0; i < 10; ++i) publish(writer);
    CHECK_EQUAL(RingFigures::of(folder / "ring").skipped, skipped);
    RingReader reader(folder / "ring");
    FrameView view;
    CHECK(reader.lookInPlace(view) == Look::frame);
    CHECK(view.shared());
}

void shouldNotStealThePinOfAReaderThatIsStopped() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer);
    Child lending([&folder](auto ready) {
        RingReader reader(folder / "ring");
        FrameView view;
        if (reader.lookInPlace(view) != Look::frame || !view.shared()) ::_exit(5);
        ready();
        ::raise(SIGSTOP);
        ::_exit(right(view.data(), view.size(), view.info().sequence) ? 0 : 6);
    });
    lending.await();
    for (int i = 0; i < 1000; ++i) publish(writer);
    std::this_thread::sleep_for(110ms);
    for (int i = 0; i < 1000; ++i) publish(writer);
    CHECK_EQUAL(RingFigures::of(folder / "ring").freed, 0U);
    lending.signal(SIGCONT);
    CHECK_EQUAL(lending.exit_status(), 0);
}

void shouldNotWaitForAReaderThatWasKilled() {
    const Folder folder;
    RingWriterOptions options;
    options.overflow = Overflow::block;
    options.blockTimeout = 30s;
    RingWriter writer(folder / "ring", options);
    publish(writer);
    Child awaited([&folder](auto ready) {
        RingReaderOptions slow;
        slow.awaited = true;
        RingReader reader(folder / "ring", slow);
        FrameBuffer frame;
        if (reader.look(frame) != Look::frame) ::_exit(5);
        ready();
        ::pause();
    });
    awaited.await();
    awaited.kill(SIGKILL);
    for (int i = 0; i < 20; ++i) publish(writer);
    CHECK_EQUAL(RingFigures::of(folder / "ring").freed, 1U);
    CHECK_EQUAL(RingFigures::of(folder / "ring").refused, 0U);
}

/// Runs it in a child, and says with what number that ended.
template <class Work>
int in_a_child(Work work) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit([&work] {
        try {
            return work();
        } catch (const std::exception& e) {
            std::cerr << "child: " << e.what() << std::endl;
        } catch (const check::Failure& failure) {
            std::cerr << "child: " << failure.text << std::endl;
        }
        return 9;
    }());
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void shouldKeepALoanWhenAChildLetsGoOfItsCopy() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer);
    RingReader reader(folder / "ring");
    FrameView view;
    CHECK(reader.lookInPlace(view) == Look::frame);
    CHECK(view.shared());
    CHECK_EQUAL(in_a_child([&] {
        view.close();
        FrameBuffer frame;
        const bool anew = reader.look(frame) != Look::torn;
        reader.close();
        return anew ? 0 : 1;
    }), 0);
    for (int i = 0; i < 12; ++i) publish(writer);
    CHECK(right(view.data(), view.size(), 1));
    CHECK_EQUAL(RingFigures::of(folder / "ring").freed, 0U);
}

void shouldGoOnWritingWhenAChildLetsGoOfItsCopy() {
    const Folder folder;
    RingWriter writer(folder / "ring");
    publish(writer);
    FrameClaim claim = writer.claim(kFrame);
    CHECK_EQUAL(in_a_child([&] {
        claim.abort();
        CHECK_THROWS(SegmentException, "found a child of it", writer.claim(kFrame));
        writer.close();
        return 0;
    }), 0);
    CHECK_EQUAL(in_a_child([&] {
        writer.unlink();
        CHECK_THROWS(SegmentException, "", claim.commit());
        return 0;
    }), 0);
    fill(claim.data(), claim.size(), 2);
    CHECK_EQUAL(claim.commit(), 2U);
    CHECK_EQUAL(RingFigures::of(folder / "ring").aborted, 0U);
    RingWriter second(folder / "ring");
    CHECK_THROWS(SegmentException, "no other writer", publish(second));
}

/// A writer at full speed, and a reader that looks at every byte.
void deliver(bool loan) {
    const Folder folder;
    Child writing([&folder](auto ready) {
        RingWriter writer(folder / "ring");
        publish(writer);
        ready();
        for (int i = 0; i < 60000; ++i) publish(writer);
        FrameTags last;
        last.flags = END_OF_STREAM;
        publish(writer, last);
    });
    writing.await();
    RingReader reader(folder / "ring");
    FrameBuffer frame;
    FrameView view;
    std::uint64_t accepted = 0, wrong = 0, last = 0;
    for (bool end = false; !end;) {
        const Look found = loan ? reader.awaitInPlace(view, 10s) : reader.await(frame, 10s);
        CHECK(found == Look::frame);
        const FrameInfo& info = loan ? view.info() : frame.info();
        CHECK(!loan || view.shared());
        wrong += right(loan ? view.data() : frame.data(), kFrame.bytes(), info.sequence) && info.sequence > last ? 0 : 1;
        last = info.sequence;
        end = info.has(END_OF_STREAM);
        ++accepted;
    }
    CHECK_EQUAL(wrong, 0U);
    CHECK_EQUAL(last, 60002U);
    CHECK(accepted > 100);
    CHECK_EQUAL(writing.exit_status(), 0);
}

void shouldDeliverWholeFramesAtFullSpeed() { deliver(false); }
void shouldLendWholeFramesAtFullSpeed() { deliver(true); }

/// The same without a look at the locks must show wrong frames, or the two tests above say nothing.
void shouldFindWrongFramesWithoutTheChecks() {
    const Folder folder;
    Child writing([&folder](auto ready) {
        RingWriter writer(folder / "ring");
        publish(writer);
        ready();
        for (;;) publish(writer);
    });
    writing.await();
    const auto from = detail::Attachment::open(folder / "ring");
    const auto until = std::chrono::steady_clock::now() + 20s;
    std::uint64_t wrong = 0;
    while (wrong == 0 && std::chrono::steady_clock::now() < until) {
        const std::uint64_t head = from->head();
        if (head <= 4) continue;
        const std::uint64_t ticket = head - 3;
        detail::DescriptorCopy descriptor;
        from->copy_descriptor(ticket, descriptor);
        wrong += right(from->payload_of(ticket), kFrame.bytes(), descriptor.field(descriptor::kSequence)) ? 0 : 1;
    }
    CHECK(wrong > 0);
}

}  // namespace

int main() {
#define TEST(name) {#name, name}
    return check::run({TEST(shouldReadOnWhenAWriterIsKilledInTheMiddleOfAFrame), TEST(shouldFreeThePinOfAReaderThatWasKilled),
                       TEST(shouldNotStealThePinOfAReaderThatIsStopped), TEST(shouldNotWaitForAReaderThatWasKilled),
                       TEST(shouldKeepALoanWhenAChildLetsGoOfItsCopy), TEST(shouldGoOnWritingWhenAChildLetsGoOfItsCopy),
                       TEST(shouldDeliverWholeFramesAtFullSpeed), TEST(shouldLendWholeFramesAtFullSpeed),
                       TEST(shouldFindWrongFramesWithoutTheChecks)});
}
