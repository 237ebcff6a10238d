// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.time.Duration;

/**
 * How a {@link FrameReader} works.
 *
 * @param verify how torn frames are found
 * @param onTorn what is done with them
 * @param waiting how the reader waits for the next frame
 * @param reattachInterval how often it looks whether the name belongs to another file by now
 * @param expected what the header is checked against
 */
public record ReaderOptions(
    VerifyMode verify,
    TornPolicy onTorn,
    WaitStrategy waiting,
    Duration reattachInterval,
    ExpectedGeometry expected) {

  /**
   * Strongest check, bounded retries, backing off to at most 1 ms, a look at the name every 100 ms.
   */
  public static ReaderOptions defaults() {
    return new ReaderOptions(
        VerifyMode.AUTO,
        TornPolicy.RETRY,
        WaitStrategy.backoff(Duration.ofMillis(1)),
        Duration.ofMillis(100),
        ExpectedGeometry.ANY);
  }

  public ReaderOptions withVerify(VerifyMode value) {
    return new ReaderOptions(value, onTorn, waiting, reattachInterval, expected);
  }

  public ReaderOptions withOnTorn(TornPolicy value) {
    return new ReaderOptions(verify, value, waiting, reattachInterval, expected);
  }

  public ReaderOptions withWaiting(WaitStrategy value) {
    return new ReaderOptions(verify, onTorn, value, reattachInterval, expected);
  }

  public ReaderOptions withReattachInterval(Duration value) {
    return new ReaderOptions(verify, onTorn, waiting, value, expected);
  }

  public ReaderOptions withExpected(ExpectedGeometry value) {
    return new ReaderOptions(verify, onTorn, waiting, reattachInterval, value);
  }
}
