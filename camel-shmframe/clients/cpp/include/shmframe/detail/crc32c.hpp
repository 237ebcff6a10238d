// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace shmframe::detail {

inline std::uint32_t crc32c_tables(std::uint32_t crc, const std::uint8_t* data, std::size_t size) noexcept {
    static const auto table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1U) != 0 ? 0x82F63B78U : 0U);
            made[i] = value;
        }
        return made;
    }();
    for (std::size_t i = 0; i < size; ++i) crc = table[(crc ^ data[i]) & 0xFFU] ^ (crc >> 8);
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) inline std::uint32_t crc32c_sse(std::uint32_t crc, const std::uint8_t* data,
                                                                  std::size_t size) noexcept {
    std::uint64_t wide = crc;
    for (; size >= 8; data += 8, size -= 8) {
        std::uint64_t eight;
        std::memcpy(&eight, data, 8);
        wide = __builtin_ia32_crc32di(wide, eight);
    }
    crc = static_cast<std::uint32_t>(wide);
    for (; size > 0; ++data, --size) crc = __builtin_ia32_crc32qi(crc, *data);
    return crc;
}
#endif

/// CRC-32C (Castagnoli), as in iSCSI and in Java's java.util.zip.CRC32C.
inline std::uint32_t crc32c(const void* bytes, std::size_t size) noexcept {
    const auto* data = static_cast<const std::uint8_t*>(bytes);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return ~crc32c_sse(~0U, data, size);
#endif
    return ~crc32c_tables(~0U, data, size);
}

}  // namespace shmframe::detail
