// SPDX-License-Identifier: Apache-2.0
#pragma once

// As much of a test framework as these tests need, so that they build with a compiler and nothing else.

#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace check {

struct Failure {
    std::string text;
};

template <class A, class B>
void equal(const A& found, const B& expected, const char* what, int line) {
    if (found == expected) return;
    std::ostringstream text;
    text << "line " << line << ": " << what << ": expected " << expected << ", found " << found;
    throw Failure{text.str()};
}

inline void that(bool good, const char* what, int line) {
    if (!good) throw Failure{"line " + std::to_string(line) + ": " + what};
}

/// The message of the exception, which must be of that type.
template <class E>
std::string thrown(const std::function<void()>& action, int line) {
    try {
        action();
    } catch (const E& e) {
        return e.what();
    }
    throw Failure{"line " + std::to_string(line) + ": nothing was thrown"};
}

inline void contains(const std::string& text, const std::string& part, int line) {
    if (text.find(part) == std::string::npos) {
        throw Failure{"line " + std::to_string(line) + ": '" + part + "' is not in '" + text + "'"};
    }
}

#define CHECK(condition) check::that(condition, #condition, __LINE__)
#define CHECK_EQUAL(found, expected) check::equal(found, expected, #found, __LINE__)
#define CHECK_THROWS(type, part, ...) check::contains(check::thrown<type>([&] { __VA_ARGS__; }, __LINE__), part, __LINE__)

using Tests = std::vector<std::pair<const char*, std::function<void()>>>;

inline int run(const Tests& tests) {
    int failed = 0;
    for (const auto& test : tests) {
        try {
            test.second();
            std::cout << "ok      " << test.first << std::endl;
        } catch (const Failure& failure) {
            std::cout << "FAILED  " << test.first << ": " << failure.text << std::endl;
            ++failed;
        } catch (const std::exception& e) {
            std::cout << "FAILED  " << test.first << ": " << e.what() << std::endl;
            ++failed;
        }
    }
    std::cout << tests.size() << " tests, " << failed << " failed" << std::endl;
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/// A folder in /dev/shm of the test's own, which goes with all that is in it.
class Folder {
public:
    Folder() {
        char name[] = "/dev/shm/shmframe-cpp-XXXXXX";
        if (::mkdtemp(name) == nullptr) throw Failure{"no folder in /dev/shm"};
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        const std::string command = "rm -rf '" + path_ + "'";
        if (std::system(command.c_str()) != 0) std::cerr << path_ << " was left behind" << std::endl;
    }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace check
