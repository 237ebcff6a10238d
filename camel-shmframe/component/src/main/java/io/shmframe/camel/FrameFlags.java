// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameFlag;
import io.shmframe.layout.LayoutException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Message;

/** The flags of a frame as a message header has them: words, separated by commas. */
final class FrameFlags {

  private FrameFlags() {}

  static String text(Set<FrameFlag> flags) {
    return flags.stream().sorted().map(FrameFlags::word).collect(Collectors.joining(","));
  }

  /**
   * What a message says of its frame.
   *
   * @throws LayoutException for a word that is none
   */
  static Set<FrameFlag> of(Message message) {
    String text = message.getHeader(ShmFrameConstants.FLAGS, String.class);
    if (text == null || text.isBlank()) {
      return Set.of();
    }
    Set<FrameFlag> flags = EnumSet.noneOf(FrameFlag.class);
    for (String word : text.split(",")) {
      flags.add(flag(word.trim(), text));
    }
    return flags;
  }

  private static FrameFlag flag(String word, String text) {
    for (FrameFlag flag : FrameFlag.values()) {
      if (word(flag).equals(word)) {
        return flag;
      }
    }
    throw new LayoutException(
        "header "
            + ShmFrameConstants.FLAGS
            + " is "
            + text
            + ": expected discontinuity, corrupt, endOfStream or configurationChanged");
  }

  /** As an option of Camel is written: words without a gap. */
  private static String word(FrameFlag flag) {
    return switch (flag) {
      case DISCONTINUITY -> "discontinuity";
      case CORRUPT -> "corrupt";
      case END_OF_STREAM -> "endOfStream";
      case CONFIGURATION_CHANGED -> "configurationChanged";
    };
  }
}
