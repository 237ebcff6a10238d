// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What one process of the soak says of itself at each sample: latencies since the last sample and
 * in all, memory, files, mappings, threads and collections.
 *
 * <p>The heap is what a full collection left that was asked for since the last sample ({@link
 * #collect}), else {@code NaN}: what other collections leave has garbage in it that is old, and
 * grows until there is much of it.
 */
final class SoakMeter {

  private static final long MOST_NANOS = 60_000_000_000L;
  private static final double BYTES_PER_MIB = 1024 * 1024;
  private static final long NONE = -1;
  private static final String ASKED_FOR = "System.gc()";
  private static final int PATIENCE_ROUNDS = 400;

  private final Recorder latency = new Recorder(MOST_NANOS, 3);
  private final Histogram all = new Histogram(MOST_NANOS, 3);
  private final AtomicLong heapLeft = new AtomicLong(NONE);
  private final Set<String> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());

  SoakMeter() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((notice, handback) -> collected(notice), null, null);
      }
    }
  }

  private void collected(Notification notice) {
    if (notice
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      GarbageCollectionNotificationInfo what =
          GarbageCollectionNotificationInfo.from((CompositeData) notice.getUserData());
      if (!what.getGcCause().equals(ASKED_FOR)) {
        return;
      }
      GcInfo info = what.getGcInfo();
      heapLeft.set(
          info.getMemoryUsageAfterGc().entrySet().stream()
              .filter(pool -> heapPools.contains(pool.getKey()))
              .mapToLong(pool -> pool.getValue().getUsed())
              .sum());
    }
  }

  /**
   * Collects all garbage, which takes some milliseconds, and waits until it is known what is left.
   */
  void collect() throws InterruptedException {
    System.gc();
    for (int i = 0; i < PATIENCE_ROUNDS && heapLeft.get() == NONE; i++) {
      Thread.sleep(5);
    }
  }

  /**
   * A frame's latency.
   *
   * @param nanos from when it was due
   */
  void record(long nanos) {
    latency.recordValue(Math.max(0, Math.min(MOST_NANOS, nanos)));
  }

  /** Names and values, as {@link Programs#value} reads them; begins the next sample. */
  String line() throws IOException {
    Histogram now = latency.getIntervalHistogram();
    all.add(now);
    long heap = heapLeft.getAndSet(NONE);
    return percentiles("", now)
        + percentiles("all-", all)
        + String.format(
            Locale.ROOT,
            "heap=%.2f collections=%d ",
            heap == NONE ? Double.NaN : heap / BYTES_PER_MIB,
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum())
        + ProcessLook.now().line();
  }

  private static String percentiles(String prefix, Histogram nanos) {
    return String.format(
        Locale.ROOT,
        "%1$sp50=%2$.1f %1$sp99=%3$.1f %1$sp999=%4$.1f %1$smax=%5$.1f ",
        prefix,
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        nanos.getValueAtPercentile(99.9) / 1e3,
        nanos.getMaxValue() / 1e3);
  }
}
