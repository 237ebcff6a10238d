// SPDX-License-Identifier: Apache-2.0
//
// The home-made program that shmframe meets in the field: a picture or a film, read with OpenCV, resized, and copied into
// shared memory behind a packed struct. Nothing here knows of shmframe.
//
//   g++ -std=c++17 -O2 -Wall -Wextra -o imread_writer imread_writer.cpp $(pkg-config --cflags --libs opencv4)
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <thread>

#pragma pack(push, 4)  // no gap in front of timestamp_ms, yet each int32 keeps its alignment
struct FrameHeader {
    std::int32_t width;
    std::int32_t height;
    std::int32_t channels;
    std::int64_t timestamp_ms;
    std::int32_t valid;  // 0: being written, 1: complete
};
#pragma pack(pop)
static_assert(sizeof(FrameHeader) == 24 && offsetof(FrameHeader, timestamp_ms) == 12, "what the readers expect");

static volatile sig_atomic_t stopped = 0;

static int usage() {
    std::cerr << "imread_writer NAME PICTURE_OR_FILM [--width 640] [--height 404] [--channels 3|1]\n"
                 "    [--fps 30 (0 = no pause)] [--frames 0 (endless)] [--keep]\n";
    return 2;
}

int main(int argc, char** argv) try {
    std::string name, file;
    int width = 640, height = 404, channels = 3;
    double fps = 30;
    long frames = 0;
    bool keep = false;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--keep") keep = true;
        else if (word.rfind("--", 0) != 0 && name.empty()) name = word;
        else if (word.rfind("--", 0) != 0 && file.empty()) file = word;
        else if (i + 1 == argc) return usage();
        else if (word == "--width") width = std::stoi(argv[++i]);
        else if (word == "--height") height = std::stoi(argv[++i]);
        else if (word == "--channels") channels = std::stoi(argv[++i]);
        else if (word == "--fps") fps = std::stod(argv[++i]);
        else if (word == "--frames") frames = std::stol(argv[++i]);
        else return usage();
    }
    const bool sensible = width > 0 && width <= 16384 && height > 0 && height <= 16384 && fps >= 0 && frames >= 0;
    if (file.empty() || !sensible || (channels != 1 && channels != 3)) return usage();
    if (name[0] != '/') name = "/" + name;

    // A picture if OpenCV can read it as one, else a film (an MJPEG file, say), shown over and over again.
    cv::Mat picture = cv::imread(file, cv::IMREAD_COLOR);
    cv::VideoCapture film;
    if (picture.empty() && !film.open(file)) {
        std::cerr << "neither a picture nor a film: " << file << std::endl;
        return 1;
    }

    for (int number : {SIGINT, SIGTERM}) signal(number, [](int) { stopped = 1; });
    const std::size_t pixel_bytes = std::size_t(width) * std::size_t(height) * std::size_t(channels);
    const std::size_t size = sizeof(FrameHeader) + pixel_bytes;
    shm_unlink(name.c_str());  // a new file: cutting the old one short would kill readers that have it mapped
    const int fd = shm_open(name.c_str(), O_CREAT | O_RDWR, 0600);
    if (fd < 0 || ftruncate(fd, off_t(size)) != 0) {
        std::perror("shared memory");
        return 1;
    }
    void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {
        std::perror("mmap");
        return 1;
    }
    auto* header = static_cast<FrameHeader*>(memory);
    auto* pixels = reinterpret_cast<std::uint8_t*>(header + 1);

    std::cout << "writing " << width << "x" << height << "x" << channels << " frames to " << name.substr(1) << std::endl;
    long written = 0;
    auto due = std::chrono::steady_clock::now();
    while (!stopped && (frames == 0 || written < frames)) {
        if (film.isOpened() && !film.read(picture)) {  // the end: begin again
            film.open(file);
            if (!film.read(picture)) break;
        }
        cv::Mat frame;
        cv::resize(picture, frame, cv::Size(width, height));
        if (channels == 1) cv::cvtColor(frame, frame, cv::COLOR_BGR2GRAY);

        using namespace std::chrono;
        __atomic_store_n(&header->valid, 0, __ATOMIC_RELAXED);
        // Pairs with a reader's acquire fence after its copy: who has seen a byte of this frame also sees valid = 0.
        std::atomic_thread_fence(std::memory_order_release);
        header->width = frame.cols;
        header->height = frame.rows;
        header->channels = frame.channels();
        header->timestamp_ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
        std::memcpy(pixels, frame.data, pixel_bytes);  // one piece: resize and cvtColor make continuous pictures
        // Pairs with a reader's acquire fence after it found valid = 1: it sees the whole frame.
        std::atomic_thread_fence(std::memory_order_seq_cst);
        __atomic_store_n(&header->valid, 1, __ATOMIC_RELAXED);

        ++written;
        if (fps > 0) {
            due = std::max(due + duration_cast<nanoseconds>(duration<double>(1 / fps)), steady_clock::now());
            std::this_thread::sleep_until(due);
        }
    }
    if (!keep) shm_unlink(name.c_str());
    std::cout << "written=" << written << std::endl;
    return 0;
} catch (const std::exception& e) {
    std::cerr << e.what() << std::endl;
    return usage();
}
