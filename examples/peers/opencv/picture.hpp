// SPDX-License-Identifier: Apache-2.0
//
// Test pictures that survive JPEG: the number of a picture can be read back from it, and all of it follows from the number.
// A real program needs nothing of this. picture.py and NumberedPictures.java draw the same ones; the formula is in the README.
#pragma once

#include <algorithm>
#include <cstdint>
#include <opencv2/core.hpp>
#include <stdexcept>
#include <string>

namespace shmframe_peers {

class NumberedPictures {
public:
    static constexpr int kBlock = 16, kBits = 32;
    // Rows in which JPEG, which halves the colour's resolution, mixes the blocks with what is below.
    static constexpr int kMargin = 2;
    static constexpr double kLargest = 16, kMean = 2;  // how far JPEG of quality 90 may take a value, and all on average

    NumberedPictures(int width, int height)
        : width_(width), height_(height), columns_(width / kBlock),
          top_(columns_ == 0 ? 0 : kBlock * ((kBits + columns_ - 1) / columns_)) {
        if (width < 32 || height < top_ + kBlock)
            throw std::invalid_argument("a picture of " + std::to_string(width) + "x" + std::to_string(height) +
                                        " has no room for its number");
    }

    cv::Mat picture(std::uint32_t number) const {
        cv::Mat image(height_, width_, CV_8UC3, cv::Scalar::all(0));
        for (int bit = 0; bit < kBits; ++bit)
            if ((number >> bit & 1) != 0)
                image(cv::Rect(bit % columns_ * kBlock, bit / columns_ * kBlock, kBlock, kBlock)) = cv::Scalar::all(255);
        for (int y = top_; y < height_; ++y) {
            auto* pixel = image.ptr<cv::Vec3b>(y);
            for (int x = 0; x < width_; ++x)
                pixel[x] = cv::Vec3b(wave(7 * number + unsigned(x)), wave(11 * number + unsigned(y)),
                                     wave(13 * number + unsigned(x + y)));
        }
        return image;
    }

    std::uint32_t number_of(const cv::Mat& image) const {
        std::uint32_t number = 0;
        for (int bit = 0; bit < kBits; ++bit) {
            const int x = bit % columns_ * kBlock + kBlock / 2, y = bit / columns_ * kBlock + kBlock / 2;
            if (image.at<cv::Vec3b>(y, x)[0] > 127) number |= std::uint32_t(1) << bit;
        }
        return number;
    }

    /// Why this is not the picture of its number; empty if it is.
    std::string trouble(const cv::Mat& image) const {
        if (image.type() != CV_8UC3 || image.cols != width_ || image.rows != height_)
            return "it is " + std::to_string(image.cols) + "x" + std::to_string(image.rows) + " of type " +
                   std::to_string(image.type());
        const std::uint32_t number = number_of(image);
        const cv::Range below(top_ + kMargin, height_);
        const cv::Mat wanted = picture(number)(below, cv::Range::all()), found = image(below, cv::Range::all());
        const double largest = cv::norm(found, wanted, cv::NORM_INF);
        const double mean = cv::norm(found, wanted, cv::NORM_L1) / double(wanted.total() * 3);
        if (largest <= kLargest && mean <= kMean) return "";
        return "picture " + std::to_string(number) + " is off by up to " + std::to_string(largest) + ", " +
               std::to_string(mean) + " on average";
    }

private:
    static std::uint8_t wave(std::uint32_t place) {
        return std::uint8_t(std::min(place % 512, 511 - place % 512));
    }

    int width_, height_, columns_, top_;
};

}  // namespace shmframe_peers
