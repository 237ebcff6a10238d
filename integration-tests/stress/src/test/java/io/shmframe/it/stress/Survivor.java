// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.frame.Delivery;
import io.shmframe.frame.FrameInfo;
import io.shmframe.frame.Look;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A reader of this process that stays while others are killed, and looks at each byte. */
final class Survivor implements AutoCloseable {

  private final RingReader reader;
  private final Thread thread = new Thread(this::read, "survivor");
  private final Result result = new Result();
  private volatile boolean closing;
  private volatile long accepted;
  private volatile Exception failure;
  private ByteBuffer frame = ByteBuffer.allocate(0);

  Survivor(Ring ring, boolean awaited) {
    reader =
        new RingReader(
            ring.path(),
            RingReaderOptions.defaults()
                .withDelivery(Delivery.ALL)
                .withAwaited(awaited)
                .withLoans(0)
                .withName("survivor"));
    thread.start();
  }

  private void read() {
    try {
      while (!closing) {
        if (reader.await(geometry -> room((int) geometry.bytes()), 50_000_000) == Look.FRAME) {
          FrameInfo info = reader.info();
          result.take(frame.slice(0, frame.limit()), info.sequence().orElseThrow(), info.missed());
          accepted = result.accepted();
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private ByteBuffer room(int bytes) {
    if (frame.capacity() != bytes) {
      frame = ByteBuffer.allocate(bytes);
    }
    return frame;
  }

  long accepted() {
    return accepted;
  }

  /** Waits for one frame more than there were. */
  void awaitMoreThan(long before) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .failFast("the reader must go on", () -> assertThat(failure).isNull())
        .until(() -> accepted > before);
  }

  /** How many frames passed it. */
  long missed() {
    return reader.counters().missed();
  }

  /** All that it had was right; ends it. */
  void assertWhole() {
    close();
    assertThat(failure).isNull();
    assertThat(result.wrong()).as("frames that are torn, or old ones as new").isZero();
    assertThat(reader.counters().invalid()).isZero();
  }

  @Override
  public void close() {
    closing = true;
    reader.wakeUp();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
  }
}
