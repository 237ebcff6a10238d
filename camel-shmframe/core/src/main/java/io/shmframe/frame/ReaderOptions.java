// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.ExpectedGeometry;
import io.shmframe.layout.Placement;
import java.time.Duration;

/**
 * How a {@link FrameReader} works.
 *
 * @param verify how torn frames are found
 * @param onTorn what is done with them
 * @param freshness how a fresh frame is told from the last one
 * @param repeatInterval with {@link Freshness#NONE}, from one delivery to the next
 * @param waiting how the reader waits for the next frame
 * @param reattachInterval how often it looks whether the name belongs to another file by now
 * @param requestTimeout how long an answer waits for its turn
 * @param answering whether {@link FrameReader#answer} is going to be called, which needs the right
 *     to write to the segment
 * @param expected what the header leaves out, and what the rest of it is checked against
 * @param placement which of the frames in the segment is read
 */
public record ReaderOptions(
    VerifyMode verify,
    TornPolicy onTorn,
    Freshness freshness,
    Duration repeatInterval,
    WaitStrategy waiting,
    Duration reattachInterval,
    Duration requestTimeout,
    boolean answering,
    ExpectedGeometry expected,
    Placement placement) {

  /**
   * Strongest check, bounded retries, backing off to at most 1 ms, a look at the name every 100 ms.
   */
  public static ReaderOptions defaults() {
    return new ReaderOptions(
        VerifyMode.AUTO,
        TornPolicy.RETRY,
        Freshness.AUTO,
        Duration.ofMillis(1),
        WaitStrategy.patient(Duration.ofMillis(1)),
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        false,
        ExpectedGeometry.ANY,
        Placement.FIRST);
  }

  public ReaderOptions withVerify(VerifyMode value) {
    return new ReaderOptions(
        value,
        onTorn,
        freshness,
        repeatInterval,
        waiting,
        reattachInterval,
        requestTimeout,
        answering,
        expected,
        placement);
  }

  public ReaderOptions withOnTorn(TornPolicy value) {
    return new ReaderOptions(
        verify,
        value,
        freshness,
        repeatInterval,
        waiting,
        reattachInterval,
        requestTimeout,
        answering,
        expected,
        placement);
  }

  public ReaderOptions withFreshness(Freshness value, Duration interval) {
    return new ReaderOptions(
        verify,
        onTorn,
        value,
        interval,
        waiting,
        reattachInterval,
        requestTimeout,
        answering,
        expected,
        placement);
  }

  public ReaderOptions withWaiting(WaitStrategy value) {
    return new ReaderOptions(
        verify,
        onTorn,
        freshness,
        repeatInterval,
        value,
        reattachInterval,
        requestTimeout,
        answering,
        expected,
        placement);
  }

  public ReaderOptions withReattachInterval(Duration value) {
    return new ReaderOptions(
        verify,
        onTorn,
        freshness,
        repeatInterval,
        waiting,
        value,
        requestTimeout,
        answering,
        expected,
        placement);
  }

  public ReaderOptions withRequestTimeout(Duration value) {
    return new ReaderOptions(
        verify,
        onTorn,
        freshness,
        repeatInterval,
        waiting,
        reattachInterval,
        value,
        answering,
        expected,
        placement);
  }

  public ReaderOptions withAnswering(boolean value) {
    return new ReaderOptions(
        verify,
        onTorn,
        freshness,
        repeatInterval,
        waiting,
        reattachInterval,
        requestTimeout,
        value,
        expected,
        placement);
  }

  public ReaderOptions withExpected(ExpectedGeometry value) {
    return new ReaderOptions(
        verify,
        onTorn,
        freshness,
        repeatInterval,
        waiting,
        reattachInterval,
        requestTimeout,
        answering,
        value,
        placement);
  }

  public ReaderOptions withPlacement(Placement value) {
    return new ReaderOptions(
        verify,
        onTorn,
        freshness,
        repeatInterval,
        waiting,
        reattachInterval,
        requestTimeout,
        answering,
        expected,
        value);
  }
}
