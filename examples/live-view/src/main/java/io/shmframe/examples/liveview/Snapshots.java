// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** When the next picture is due for the folder, and what it is called. */
final class Snapshots {

  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final String segment;
  private final long everyNanos;
  private final AtomicLong count = new AtomicLong();
  private volatile String last = "";
  private long next = System.nanoTime();

  Snapshots(DemoOptions options) {
    segment = options.segment();
    everyNanos = TimeUnit.SECONDS.toNanos(options.snapshotSeconds());
  }

  synchronized boolean due() {
    if (System.nanoTime() - next < 0) {
      return false;
    }
    next = System.nanoTime() + everyNanos;
    return true;
  }

  /** The frame was overwritten before there was a picture of it; the next one will do. */
  synchronized void again() {
    next = System.nanoTime();
  }

  /** The name of the one that is written now. */
  String name() {
    String name = segment + "-" + LocalDateTime.now().format(NAME) + ".jpg";
    last = name;
    count.incrementAndGet();
    return name;
  }

  long count() {
    return count.get();
  }

  String last() {
    return last;
  }
}
