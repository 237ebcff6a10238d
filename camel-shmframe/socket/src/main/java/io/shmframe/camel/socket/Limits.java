// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.time.Duration;

/** How large a frame may be, and how long half a message and an answer are waited for. */
record Limits(int maxBytes, Duration frameTimeout, Duration answerTimeout) {

  static final Limits DEFAULTS =
      new Limits(64 << 20, Duration.ofSeconds(5), Duration.ofSeconds(30));

  /** Netty counts the length and the payload in one int. */
  private static final int LARGEST = Integer.MAX_VALUE - 16;

  Limits {
    if (maxBytes < 1 || maxBytes > LARGEST) {
      throw new IllegalArgumentException("maxBytes: 1 to " + LARGEST + ", not " + maxBytes);
    }
    requireTime("frameTimeout", frameTimeout);
    requireTime("answerTimeout", answerTimeout);
  }

  private static void requireTime(String option, Duration time) {
    if (time.toMillis() < 1) {
      throw new IllegalArgumentException(option + ": at least 1 ms, not " + time);
    }
  }

  Limits withMaxBytes(int bytes) {
    return new Limits(bytes, frameTimeout, answerTimeout);
  }

  Limits withFrameTimeout(Duration time) {
    return new Limits(maxBytes, time, answerTimeout);
  }

  Limits withAnswerTimeout(Duration time) {
    return new Limits(maxBytes, frameTimeout, time);
  }

  /** The time for a frame, as the errors show it. */
  String time() {
    return shown(frameTimeout);
  }

  /** A time, as the errors show it. */
  static String shown(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
