// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// The numbers of a segment. __atomic builtins and not std::atomic: the memory is shared with other processes, of other
// languages, and no object was ever constructed in it.

namespace shmframe::detail {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a ring is little-endian, and so must this machine be");
static_assert(__atomic_always_lock_free(8, nullptr), "this machine cannot store 8 bytes in one piece");

inline std::uint64_t* word(std::uint8_t* at) noexcept { return reinterpret_cast<std::uint64_t*>(at); }
inline const std::uint64_t* word(const std::uint8_t* at) noexcept { return reinterpret_cast<const std::uint64_t*>(at); }

inline std::uint64_t load_relaxed(const std::uint8_t* at) noexcept { return __atomic_load_n(word(at), __ATOMIC_RELAXED); }
inline std::uint64_t load_acquire(const std::uint8_t* at) noexcept { return __atomic_load_n(word(at), __ATOMIC_ACQUIRE); }

inline void store_relaxed(std::uint8_t* at, std::uint64_t value) noexcept {
    __atomic_store_n(word(at), value, __ATOMIC_RELAXED);
}

inline void store_release(std::uint8_t* at, std::uint64_t value) noexcept {
    __atomic_store_n(word(at), value, __ATOMIC_RELEASE);
}

/// For counters that one thread stores and anyone reads.
inline void add(std::uint8_t* at, std::uint64_t more) noexcept { store_relaxed(at, load_relaxed(at) + more); }

inline std::uint32_t load_acquire32(const std::uint8_t* at) noexcept {
    return __atomic_load_n(reinterpret_cast<const std::uint32_t*>(at), __ATOMIC_ACQUIRE);
}

inline void store_release32(std::uint8_t* at, std::uint32_t value) noexcept {
    __atomic_store_n(reinterpret_cast<std::uint32_t*>(at), value, __ATOMIC_RELEASE);
}

inline void full_fence() noexcept { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
inline void acquire_fence() noexcept { __atomic_thread_fence(__ATOMIC_ACQUIRE); }
inline void release_fence() noexcept { __atomic_thread_fence(__ATOMIC_RELEASE); }

inline void cpu_relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield" ::: "memory");
#endif
}

}  // namespace shmframe::detail
