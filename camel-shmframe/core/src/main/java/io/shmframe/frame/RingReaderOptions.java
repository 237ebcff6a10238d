// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.ExpectedGeometry;
import java.time.Duration;

/**
 * How a {@link RingReader} works.
 *
 * @param delivery which frames it takes
 * @param onTorn what is done when a frame was overwritten while it was copied
 * @param waiting how the reader waits for the next frame
 * @param reattachInterval how often it looks whether the name belongs to another file by now
 * @param loans how many frames may be on loan at a time; 0 for a reader that only copies and needs
 *     no right to write to the table of readers
 * @param awaited whether a writer with {@link Overflow#BLOCK} or {@link Overflow#FAIL} is to wait
 *     for this reader
 * @param expected what frames are checked against
 * @param name of the reader, for people; what goes beyond 64 bytes is cut off
 */
public record RingReaderOptions(
    Delivery delivery,
    TornPolicy onTorn,
    WaitStrategy waiting,
    Duration reattachInterval,
    int loans,
    boolean awaited,
    ExpectedGeometry expected,
    String name) {

  public RingReaderOptions {
    if (loans < 0) {
      throw new IllegalArgumentException("loans=" + loans + ": expected 0 or more");
    }
    if (reattachInterval.isNegative() || reattachInterval.isZero()) {
      throw new IllegalArgumentException(
          "reattachInterval=" + reattachInterval + ": expected more than 0");
    }
    reattachInterval = Clocks.countable(reattachInterval);
  }

  /**
   * The newest frame, bounded retries, woken by the writer where the JVM can be, one loan at a
   * time, a look at the name every 100 ms.
   */
  public static RingReaderOptions defaults() {
    return new RingReaderOptions(
        Delivery.LATEST,
        TornPolicy.RETRY,
        WaitStrategy.futex(),
        Duration.ofMillis(100),
        1,
        false,
        ExpectedGeometry.ANY,
        "");
  }

  public RingReaderOptions withDelivery(Delivery value) {
    return new RingReaderOptions(
        value, onTorn, waiting, reattachInterval, loans, awaited, expected, name);
  }

  public RingReaderOptions withOnTorn(TornPolicy value) {
    return new RingReaderOptions(
        delivery, value, waiting, reattachInterval, loans, awaited, expected, name);
  }

  public RingReaderOptions withWaiting(WaitStrategy value) {
    return new RingReaderOptions(
        delivery, onTorn, value, reattachInterval, loans, awaited, expected, name);
  }

  public RingReaderOptions withReattachInterval(Duration value) {
    return new RingReaderOptions(delivery, onTorn, waiting, value, loans, awaited, expected, name);
  }

  public RingReaderOptions withLoans(int value) {
    return new RingReaderOptions(
        delivery, onTorn, waiting, reattachInterval, value, awaited, expected, name);
  }

  public RingReaderOptions withAwaited(boolean value) {
    return new RingReaderOptions(
        delivery, onTorn, waiting, reattachInterval, loans, value, expected, name);
  }

  public RingReaderOptions withExpected(ExpectedGeometry value) {
    return new RingReaderOptions(
        delivery, onTorn, waiting, reattachInterval, loans, awaited, value, name);
  }

  public RingReaderOptions withName(String value) {
    return new RingReaderOptions(
        delivery, onTorn, waiting, reattachInterval, loans, awaited, expected, value);
  }
}
