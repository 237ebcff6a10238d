// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.benchmarks.PeerStamp.Phase;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Checks the frames of a peer, which lie in the reader's own memory, and measures. */
final class PeerFrames {

  private static final double NANOS_PER_MICRO = 1000;

  private final Histogram latencies = new Histogram(3);
  private final ProcessorTime processor = new ProcessorTime();
  private long last;
  private long wrong;
  private long begin;
  private long nanos;
  private long cpu;

  /** Takes the next one, and says whether there is more to come. */
  boolean take(ByteBuffer frame) {
    PeerStamp stamp = PeerStamp.of(frame);
    if (!stamp.ends(frame)) {
      wrong++;
    }
    if (stamp.phase() == Phase.WARM) {
      return true;
    }
    long now = System.nanoTime();
    if (begin == 0) {
      begin = now;
      processor.begin();
    }
    if (stamp.number() != last + 1) {
      // Lost, doubled, or out of order.
      wrong++;
    }
    last = stamp.number();
    if (stamp.phase() == Phase.MEASURED) {
      // From when it was due, so a frame that waits behind a slow one counts with all its waiting.
      latencies.recordValue(Math.max(0, now - stamp.due()));
      return true;
    }
    nanos = now - begin;
    cpu = processor.sinceBegin();
    return false;
  }

  /** The line that the readers in C++ print. */
  String line() {
    return String.format(
        Locale.ROOT,
        "frames=%d fps=%.1f p50=%.2f p99=%.2f cpu=%.2f wrong=%d",
        latencies.getTotalCount(),
        latencies.getTotalCount() * 1e9 / nanos,
        latencies.getValueAtPercentile(50) / NANOS_PER_MICRO,
        latencies.getValueAtPercentile(99) / NANOS_PER_MICRO,
        cpu * 100.0 / nanos,
        wrong);
  }
}
