// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.time.Duration;

/** How large a frame may be and how long half a message is waited for. */
record Limits(int maxBytes, Duration frameTimeout) {

  static final Limits DEFAULTS = new Limits(64 << 20, Duration.ofSeconds(5));

  /** Netty counts the length and the payload in one int. */
  private static final int LARGEST = Integer.MAX_VALUE - 16;

  Limits {
    if (maxBytes < 1 || maxBytes > LARGEST) {
      throw new IllegalArgumentException("maxBytes: 1 to " + LARGEST + ", not " + maxBytes);
    }
    if (frameTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("frameTimeout: at least 1 ms, not " + frameTimeout);
    }
  }

  /** The time, as the errors show it. */
  String time() {
    long millis = frameTimeout.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
