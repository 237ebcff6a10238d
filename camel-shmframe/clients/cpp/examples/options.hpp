// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <csignal>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

/// What stands on the command line: a name, options with a value, flags.
class Options {
public:
    Options(int argc, char** argv, const std::vector<std::string>& valued, const std::vector<std::string>& flags) {
        for (int i = 1; i < argc; ++i) {
            const std::string word = argv[i];
            if (std::find(valued.begin(), valued.end(), word) != valued.end() && i + 1 < argc) {
                values_[word] = argv[++i];
            } else if (std::find(flags.begin(), flags.end(), word) != flags.end()) {
                values_[word] = "";
            } else if (name_.empty() && word.rfind("--", 0) != 0) {
                name_ = word;
            } else {
                throw std::invalid_argument("unexpected: " + word);
            }
        }
        if (name_.empty()) throw std::invalid_argument("expected the name of a segment");
    }
    const std::string& name() const { return name_; }
    bool has(const std::string& option) const { return values_.count(option) != 0; }
    std::string text(const std::string& option, const std::string& otherwise) const {
        const auto found = values_.find(option);
        return found == values_.end() ? otherwise : found->second;
    }
    double number(const std::string& option, double otherwise) const {
        const auto found = values_.find(option);
        return found == values_.end() ? otherwise : std::stod(found->second);
    }

private:
    std::string name_;
    std::map<std::string, std::string> values_;
};

inline volatile std::sig_atomic_t stop_requested = 0;

inline void stop_on_signals() {
    for (const int number : {SIGINT, SIGTERM}) std::signal(number, [](int) { stop_requested = 1; });
}
