// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "errors.hpp"

#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace shmframe {

/// Bytes that are no text.
using Bytes = std::vector<std::uint8_t>;

/// What a frame can carry beside its payload: text in UTF-8, a whole number, a double, truth, bytes.
using FieldValue = std::variant<std::string, std::int64_t, double, bool, Bytes>;

/// Metadata by their names. `traceparent` is the W3C trace context's.
using Fields = std::map<std::string, FieldValue>;

/// The metadata of a descriptor: entries of 1 byte type, 1 byte length of the key, 2 bytes length of the value, key, value.
class Metadata {
public:
    static constexpr std::size_t kMaxBytes = 1472;

    /// @throws LayoutException if they do not fit
    static Bytes encode(const Fields& fields) {
        Bytes blob;
        for (const auto& field : fields) append(blob, field.first, field.second);
        if (blob.size() > kMaxBytes) {
            throw LayoutException("metadata", "at most 1472 bytes", std::to_string(blob.size()) + " bytes");
        }
        return blob;
    }

    /// Whether the bytes hold together: no entry goes beyond the end, is of the wrong length, or has a name that is empty or was
    /// there before. Entries of an unknown type are left out.
    static bool decode(const std::uint8_t* blob, std::size_t size, Fields& fields) {
        fields.clear();
        std::set<std::string> names;
        while (size > 0) {
            if (size < 4) return false;
            const std::uint8_t type = blob[0];
            const std::size_t key = blob[1];
            const std::size_t value = static_cast<std::size_t>(blob[2]) | static_cast<std::size_t>(blob[3]) << 8;
            const std::size_t whole = 4 + key + value;  // at most 4 + 255 + 65535
            if (whole > size) return false;
            const char* letters = reinterpret_cast<const char*>(blob + 4);
            std::string name(letters, key);
            if (key == 0 || !names.insert(name).second) return false;
            if (!put(fields, type, std::move(name), blob + 4 + key, value)) return false;
            blob += whole;
            size -= whole;
        }
        return true;
    }

private:
    enum Type : std::uint8_t { kText, kWhole, kDouble, kTruth, kBytes };

    static void append(Bytes& blob, const std::string& key, const FieldValue& value) {
        if (key.empty() || key.size() > 255) {
            throw LayoutException("metadata", "names of 1 to 255 bytes", std::to_string(key.size()) + " bytes");
        }
        Bytes raw;
        const auto copy = [&raw](const void* from, std::size_t size) {
            const auto* bytes = static_cast<const std::uint8_t*>(from);
            raw.assign(bytes, bytes + size);
        };
        if (const auto* text = std::get_if<std::string>(&value)) copy(text->data(), text->size());
        if (const auto* whole = std::get_if<std::int64_t>(&value)) copy(whole, sizeof *whole);
        if (const auto* real = std::get_if<double>(&value)) copy(real, sizeof *real);
        if (const auto* truth = std::get_if<bool>(&value)) raw.push_back(*truth ? 1 : 0);
        if (const auto* bytes = std::get_if<Bytes>(&value)) raw = *bytes;
        if (raw.size() > kMaxBytes) {
            throw LayoutException("metadata '" + key + "'", "at most 1472 bytes", std::to_string(raw.size()) + " bytes");
        }
        blob.push_back(static_cast<std::uint8_t>(value.index()));
        blob.push_back(static_cast<std::uint8_t>(key.size()));
        blob.push_back(static_cast<std::uint8_t>(raw.size() & 0xFFU));
        blob.push_back(static_cast<std::uint8_t>(raw.size() >> 8));
        blob.insert(blob.end(), key.begin(), key.end());
        blob.insert(blob.end(), raw.begin(), raw.end());
    }

    static bool put(Fields& fields, std::uint8_t type, std::string key, const std::uint8_t* value, std::size_t size) {
        switch (type) {
            case kText: fields[std::move(key)] = std::string(reinterpret_cast<const char*>(value), size); return true;
            case kWhole: {
                std::int64_t whole = 0;
                if (size != sizeof whole) return false;
                std::memcpy(&whole, value, sizeof whole);
                fields[std::move(key)] = whole;
                return true;
            }
            case kDouble: {
                double real = 0;
                if (size != sizeof real) return false;
                std::memcpy(&real, value, sizeof real);
                fields[std::move(key)] = real;
                return true;
            }
            case kTruth:
                if (size != 1) return false;
                fields[std::move(key)] = value[0] != 0;
                return true;
            case kBytes: fields[std::move(key)] = Bytes(value, value + size); return true;
            default: return true;  // of a later version
        }
    }
};

}  // namespace shmframe
