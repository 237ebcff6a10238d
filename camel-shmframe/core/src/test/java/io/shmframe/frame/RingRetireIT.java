// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.memory.Futex;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Those who sleep on a ring that is damaged. Runs on the jar, with Java 22 or later. */
@Timeout(60)
class RingRetireIT {

  @TempDir Path folder;

  @Test
  void shouldWakeThoseWhoSleepOnADamagedRing() throws Exception {
    Path path = folder.resolve("ring");
    new RingVector("ring-bad-crc").install(path);
    try (RawSegment raw = new RawSegment(path, 4096);
        RingWriter writer = new RingWriter(path, RingWriterOptions.defaults())) {
      Futex futex = Futex.of(raw.memory, 256);
      int seen = raw.memory.getInt(256);
      Thread sleeper =
          new Thread(
              () -> {
                while (raw.memory.getLong(384) == 1) {
                  futex.await(seen, TimeUnit.MINUTES.toNanos(10));
                }
              });
      sleeper.start();
      RingFixture.write(writer, 1);
      sleeper.join(TimeUnit.SECONDS.toMillis(30));

      assertThat(sleeper.isAlive()).isFalse();
    }
  }
}
