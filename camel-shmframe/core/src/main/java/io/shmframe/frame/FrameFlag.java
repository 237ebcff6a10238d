// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.util.EnumSet;
import java.util.Set;

/** What a writer may say of a frame in a ring. The order is that of the bits in its descriptor. */
public enum FrameFlag {
  /** Frames before it are lost. */
  DISCONTINUITY,
  /** Its content is known to be damaged. */
  CORRUPT,
  /** No frame follows. */
  END_OF_STREAM,
  /** Size, type or coding changed with this frame. */
  CONFIGURATION_CHANGED;

  private static final FrameFlag[] VALUES = values();

  /** The flags as bits, the first of them the lowest. */
  static long bits(Set<FrameFlag> flags) {
    long bits = 0;
    for (FrameFlag flag : flags) {
      bits |= 1L << flag.ordinal();
    }
    return bits;
  }

  /** The flags that are set in the bits; others are not looked at. */
  static Set<FrameFlag> of(long bits) {
    if ((bits & (1L << VALUES.length) - 1) == 0) {
      return Set.of();
    }
    EnumSet<FrameFlag> flags = EnumSet.noneOf(FrameFlag.class);
    for (FrameFlag flag : VALUES) {
      if ((bits & 1L << flag.ordinal()) != 0) {
        flags.add(flag);
      }
    }
    return Set.copyOf(flags);
  }
}
