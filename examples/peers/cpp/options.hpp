// SPDX-License-Identifier: Apache-2.0
//
// What the example programs share that has nothing to do with frames: the command line, signals, and sleeping.
#pragma once

#include <signal.h>
#include <time.h>

#include <chrono>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

namespace shmframe_peers {

/// NAME [--option value]... [--switch]...
class Options {
public:
    Options(int argc, char** argv, const std::set<std::string>& with_value, const std::set<std::string>& switches) {
        for (int i = 1; i < argc; ++i) {
            const std::string word = argv[i];
            if (word.rfind("--", 0) != 0) {
                if (!name_.empty()) throw std::invalid_argument("one name only, not also '" + word + "'");
                name_ = word;
            } else if (switches.count(word) != 0) {
                values_[word] = "";
            } else if (with_value.count(word) != 0 && i + 1 < argc) {
                values_[word] = argv[++i];
            } else {
                throw std::invalid_argument("unknown or without its value: " + word);
            }
        }
        if (name_.empty()) throw std::invalid_argument("the name is missing");
    }

    const std::string& name() const { return name_; }
    bool has(const std::string& option) const { return values_.count(option) != 0; }
    std::string text(const std::string& option, const std::string& otherwise) const {
        const auto found = values_.find(option);
        return found == values_.end() ? otherwise : found->second;
    }
    double number(const std::string& option, double otherwise, double lowest, double highest) const {
        if (!has(option)) return otherwise;
        const std::string value = text(option, "");
        char* end = nullptr;
        const double number = std::strtod(value.c_str(), &end);
        if (value.empty() || *end != '\0' || !(number >= lowest && number <= highest))
            throw std::invalid_argument("cannot use " + option + " " + value);
        return number;
    }

private:
    std::string name_;
    std::map<std::string, std::string> values_;
};

inline volatile sig_atomic_t stop_requested = 0;

/// Ctrl-C and `kill` end the main loop, so that a program can tidy up.
inline void stop_on_signals() {
    struct sigaction action {};
    action.sa_handler = [](int) { stop_requested = 1; };
    sigemptyset(&action.sa_mask);
    for (int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

/// Sleeps until then, or until a signal arrives.
inline void sleep_until(std::chrono::steady_clock::time_point then) {
    using namespace std::chrono;
    const auto left = duration_cast<nanoseconds>(then - steady_clock::now()).count();
    if (left <= 0) return;
    const timespec duration{time_t(left / 1'000'000'000), long(left % 1'000'000'000)};
    nanosleep(&duration, nullptr);
}

}  // namespace shmframe_peers
