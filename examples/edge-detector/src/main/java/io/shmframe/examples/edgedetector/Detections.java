// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last few, newest first, for those who look at the page. Any thread may call it. */
@Singleton
final class Detections {

  private static final int KEPT = 8;

  private final Deque<Detection> last = new ArrayDeque<>();

  synchronized void add(Detection detection) {
    last.addFirst(detection);
    if (last.size() > KEPT) {
      last.removeLast();
    }
  }

  synchronized List<Detection> last() {
    return List.copyOf(last);
  }
}
