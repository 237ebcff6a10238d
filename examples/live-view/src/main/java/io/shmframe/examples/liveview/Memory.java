// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.concurrent.atomic.AtomicLong;

/** What all kept frames together may take. */
final class Memory {

  private final AtomicLong left;

  Memory(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Takes so many bytes, or none and says so. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void give(long bytes) {
    left.addAndGet(bytes);
  }
}
