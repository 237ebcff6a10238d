// SPDX-License-Identifier: Apache-2.0
//
// GStreamer's shmsink and shmsrc as a peer, see peer.hpp; PLACE is the socket's file. The writer gives its own memory to appsrc without
// a copy, and shmsink copies it into its segment, which has room for four frames; it waits where that is full, so no frame is lost.
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include <condition_variable>
#include <mutex>

#include "peer.hpp"

namespace {

/// A pipeline that runs while this lives.
class Pipeline {
public:
    explicit Pipeline(const std::string& description) {
        GError* error = nullptr;
        pipeline_ = gst_parse_launch(description.c_str(), &error);
        if (error != nullptr) {
            const std::string why = error->message;
            g_error_free(error);
            throw std::runtime_error(why);
        }
    }
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;
    ~Pipeline() {
        gst_element_set_state(pipeline_, GST_STATE_NULL);
        gst_object_unref(pipeline_);
    }

    bool plays() const {
        if (gst_element_set_state(pipeline_, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE) return true;
        gst_element_set_state(pipeline_, GST_STATE_NULL);
        return false;
    }

    /// To be given back with gst_object_unref.
    GstElement* element(const char* name) const { return gst_bin_get_by_name(GST_BIN(pipeline_), name); }

private:
    GstElement* pipeline_;
};

/// Memory that GStreamer is looking at, or not.
class Lent {
public:
    explicit Lent(std::size_t bytes) : memory_(bytes) {}

    std::uint8_t* when_free() {
        std::unique_lock<std::mutex> hold(mutex_);
        changed_.wait(hold, [this] { return free_; });
        free_ = false;
        return memory_.data();
    }

    static void give_back(void* lent) {
        auto* self = static_cast<Lent*>(lent);
        // Told under the lock: who waits may destroy this.
        const std::lock_guard<std::mutex> hold(self->mutex_);
        self->free_ = true;
        self->changed_.notify_one();
    }

private:
    peer::Buffer memory_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool free_ = true;
};

void write(const peer::Arguments& arguments) {
    const std::size_t room = 4 * (arguments.bytes + 4096) + 65536;
    // Two, so that one can be stamped while the other is copied.
    Lent lent[2] = {Lent(arguments.bytes), Lent(arguments.bytes)};
    const Pipeline pipeline("appsrc name=own format=bytes max-bytes=0 ! shmsink sync=false enable-last-sample=false wait-for-connection=true"
                            " shm-size=" + std::to_string(room) + " socket-path=" + arguments.place);
    if (!pipeline.plays()) throw std::runtime_error("shmsink does not begin");
    GstElement* source = pipeline.element("own");
    unsigned next = 0;
    peer::write_frames(arguments, [&](const peer::Stamp& stamp) {
        Lent& turn = lent[next++ % 2];
        std::uint8_t* own = turn.when_free();
        stamp.into(own, arguments.bytes);
        GstBuffer* frame = gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, own, arguments.bytes, 0, arguments.bytes, &turn,
                                                       &Lent::give_back);
        if (gst_app_src_push_buffer(GST_APP_SRC(source), frame) != GST_FLOW_OK) throw std::runtime_error("appsrc takes no more");
    });
    peer::await_release();
    gst_object_unref(source);
}

void read(const peer::Arguments& arguments) {
    const Pipeline pipeline("shmsrc is-live=false socket-path=" + arguments.place + " ! appsink name=own sync=false enable-last-sample=false");
    // There is nobody to connect to until the writer has begun.
    while (access(arguments.place.c_str(), F_OK) != 0 || !pipeline.plays()) peer::sleep_until(peer::now() + 10'000'000);
    GstElement* sink = pipeline.element("own");
    const peer::Buffer own(arguments.bytes);
    peer::Frames frames;
    bool more = true;
    while (more) {
        GstSample* sample = gst_app_sink_pull_sample(GST_APP_SINK(sink));
        if (sample == nullptr) throw std::runtime_error("shmsrc has ended");
        GstMapInfo map;
        GstBuffer* buffer = gst_sample_get_buffer(sample);
        if (gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) throw std::runtime_error("no memory of the frame");
        const std::size_t size = map.size;
        if (size == arguments.bytes) std::memcpy(own.data(), map.data, size);
        gst_buffer_unmap(buffer, &map);
        gst_sample_unref(sample);
        if (size != arguments.bytes) throw std::runtime_error("a frame of " + std::to_string(size) + " bytes");
        more = frames.take(own.data(), arguments.bytes);
    }
    frames.print();
    gst_object_unref(sink);
}

}  // namespace

int main(int argc, char** argv) {
    gst_init(&argc, &argv);
    return peer::run(argc, argv, [](const peer::Arguments& arguments) { arguments.writes ? write(arguments) : read(arguments); });
}
