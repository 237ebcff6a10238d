// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "errors.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace shmframe {

/// A field of a described header.
struct HeaderField {
    enum class Type { i8, u8, i16, u16, i32, u32, i64, u64, f32, f64, text };

    std::string name;
    Type type = Type::i32;
    std::size_t count = 1;
    std::size_t offset = 0;  ///< from the start of the stream

    std::size_t size() const noexcept {
        static constexpr std::array<std::size_t, 11> kSizes{1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 1};
        return kSizes[static_cast<std::size_t>(type)];
    }
    bool integer() const noexcept { return type < Type::f32; }
    bool isSigned() const noexcept {
        return type == Type::i8 || type == Type::i16 || type == Type::i32 || type == Type::i64;
    }

    /// An integer field's first value.
    std::int64_t read(const std::uint8_t* header) const noexcept {
        std::uint64_t raw = 0;
        std::memcpy(&raw, header + offset, size());
        const unsigned unused = static_cast<unsigned>(64 - 8 * size());
        if (!isSigned() || unused == 0) return static_cast<std::int64_t>(raw);
        return static_cast<std::int64_t>(raw << unused) >> unused;
    }

    /// Whether the number fits an integer field.
    bool fits(std::int64_t value) const noexcept {
        if (size() == 8) return isSigned() || value >= 0;
        const unsigned bits = static_cast<unsigned>(8 * size());
        const std::int64_t top = std::int64_t{1} << (isSigned() ? bits - 1 : bits);
        return value < top && value >= (isSigned() ? -top : 0);
    }

    void write(std::uint8_t* header, std::int64_t value) const noexcept { std::memcpy(header + offset, &value, size()); }
};

/// The header that `name:type[count][@offset],...` describes (docs/spec/described.md), little-endian.
class HeaderLayout {
public:
    /// @param description a description, or the name of a preset: `frameheader`, `imginf`
    /// @param natural whether fields lie on multiples of their size, as a C compiler puts them
    /// @throws LayoutException if it cannot be understood
    static HeaderLayout parse(const std::string& description, bool natural = false) {
        std::string text = description;
        if (text == "frameheader") text = "width:i32,height:i32,channels:i32,timestampMs:i64,valid:i32";
        if (text == "imginf") text = "width:i32,height:i32,type:i32";
        if (text.size() > 10000) throw LayoutException("layout", "at most 10000 characters", std::to_string(text.size()));
        HeaderLayout made;
        std::size_t at = 0, next = 0, largest = 1;
        for (;;) {
            Words words{text, at};
            const std::string name = words.name();
            words.sign(':');
            HeaderField field;
            if (name == "_" && words.digit()) {
                next += words.number();
            } else {
                field.name = name;
                field.type = words.type();
                if (words.accept('[')) {
                    field.count = words.number();
                    words.sign(']');
                    if (field.count < 1) throw LayoutException("layout", "1 or more elements", "0 of '" + name + "'");
                }
                const std::size_t size = field.size();
                if (natural) next = (next + size - 1) / size * size;
                field.offset = words.accept('@') ? words.number() : next;
                next = field.offset + size * field.count;
                largest = std::max(largest, size);
                if (name != "_") made.add(field);
            }
            made.end_ = std::max(made.end_, next);
            if (words.end()) break;
            words.sign(',');
            at = words.at();
        }
        if (natural) made.end_ = (made.end_ + largest - 1) / largest * largest;
        return made;
    }

    const std::vector<HeaderField>& fields() const noexcept { return fields_; }
    /// Where the payload begins.
    std::size_t bytes() const noexcept { return end_; }

    /// The field of that name, or null.
    const HeaderField* find(const std::string& name) const noexcept {
        for (const auto& field : fields_) {
            if (field.name == name) return &field;
        }
        return nullptr;
    }

private:
    /// The words and signs of a description.
    class Words {
    public:
        Words(const std::string& text, std::size_t at) : text_(text), at_(at) { blanks(); }
        std::size_t at() const noexcept { return at_; }
        bool end() const noexcept { return at_ == text_.size(); }
        bool digit() const noexcept { return !end() && text_[at_] >= '0' && text_[at_] <= '9'; }
        bool accept(char sign) {
            if (end() || text_[at_] != sign) return false;
            ++at_;
            blanks();
            return true;
        }
        void sign(char expected) {
            if (!accept(expected)) fail(std::string("'") + expected + "'");
        }
        std::string name() {
            std::string word;
            while (!end() && letter(text_[at_], word.empty())) word += text_[at_++];
            if (word.empty()) fail("a name");
            blanks();
            return word;
        }
        std::size_t number() {
            if (!digit()) fail("a number");
            std::size_t value = 0;
            while (digit()) {
                value = value * 10 + static_cast<std::size_t>(text_[at_++] - '0');
                if (value > 2147483639) fail("a number up to 2147483639");
            }
            blanks();
            return value;
        }
        HeaderField::Type type() {
            static const std::array<const char*, 11> kNames{"i8",  "u8",  "i16", "u16", "i32", "u32",
                                                            "i64", "u64", "f32", "f64", "char"};
            const std::string word = name();
            for (std::size_t i = 0; i < kNames.size(); ++i) {
                if (word == kNames[i]) return static_cast<HeaderField::Type>(i);
            }
            throw LayoutException("layout", "a type such as i32, u8, f64, char", "'" + word + "'");
        }

    private:
        static bool letter(char c, bool first) noexcept {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (!first && c >= '0' && c <= '9');
        }
        void blanks() noexcept {
            while (!end() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
        }
        [[noreturn]] void fail(const std::string& expected) const {
            throw LayoutException("layout", expected + " at character " + std::to_string(at_),
                                  end() ? "the end" : "'" + text_.substr(at_, 10) + "'");
        }
        const std::string& text_;
        std::size_t at_;
    };

    void add(const HeaderField& field) {
        const std::size_t end = field.offset + field.size() * field.count;
        if (end > 2147483639) throw LayoutException("layout", "a header below 2^31 bytes", std::to_string(end));
        for (const auto& other : fields_) {
            if (other.name == field.name) throw LayoutException("layout", "each name once", "'" + field.name + "' twice");
            if (field.offset < other.offset + other.size() * other.count && other.offset < end) {
                throw LayoutException("layout", "fields that share no byte", "'" + other.name + "' and '" + field.name + "'");
            }
        }
        fields_.push_back(field);
    }

    std::vector<HeaderField> fields_;
    std::size_t end_ = 0;
};

}  // namespace shmframe
