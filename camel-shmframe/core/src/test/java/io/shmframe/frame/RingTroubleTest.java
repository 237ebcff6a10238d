// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.LARGE;
import static io.shmframe.frame.RingFixture.at;
import static io.shmframe.frame.RingFixture.frame;
import static io.shmframe.frame.RingFixture.latest;
import static io.shmframe.frame.RingFixture.slots;
import static io.shmframe.frame.RingFixture.value;
import static io.shmframe.frame.RingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts, files that others cut or make longer: what fails must fail whole, and leave nothing. */
@Timeout(60)
class RingTroubleTest {

  @TempDir Path folder;

  /** Whether the writer moved to a larger ring although it was interrupted after this time. */
  private static boolean grows(RingWriter writer, long interruptAfterNanos) {
    Thread writing = Thread.currentThread();
    Thread interrupting =
        new Thread(
            () -> {
              LockSupport.parkNanos(interruptAfterNanos);
              writing.interrupt();
            });
    interrupting.start();
    try {
      writer.publish(frame(LARGE, 1), at(1));
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      while (interrupting.isAlive()) {
        LockSupport.parkNanos(10_000);
      }
      Thread.interrupted();
    }
  }

  @Test
  void shouldWriteWhereTheNameIsWhenMovingToALargerRingFails() throws Exception {
    int failed = 0;
    for (int round = 0; round < 60 && failed < 20; round++) {
      Path path = folder.resolve("ring" + round);
      try (RingWriter writer = new RingWriter(path, slots(3));
          RingReader reader = new RingReader(path, latest())) {
        write(writer, 1);
        if (grows(writer, 100_000 + round * 50_000L)) {
          continue;
        }
        failed++;
        write(writer, 2);
        assertThat(value(reader)).as("after %d failures", failed).isEqualTo(2);
        assertThat(reader.info().sequence()).hasValue(2);
      }
    }
  }
}
