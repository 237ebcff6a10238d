// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sleeping on a word, which the overlay alone can. Runs on the jar, with Java 22 or later. */
@Timeout(60)
class FutexIT {

  private static final long MINUTE = 60_000_000_000L;

  @TempDir Path folder;

  @Test
  void shouldBeAvailableOnLinux() {
    assertThat(Futex.available()).isTrue();
  }

  @Test
  void shouldWakeASleeperByWayOfAnotherMapping() throws Exception {
    Path path = Files.write(folder.resolve("segment"), new byte[4096]);
    Mapping read = mapped(path, false);
    Mapping written = mapped(path, true);
    Futex sleeping = Futex.of(read.buffer(), 256);
    Futex waking = Futex.of(written.buffer(), 256);
    AtomicBoolean woken = new AtomicBoolean();
    Thread sleeper =
        new Thread(
            () -> {
              while (Words.getIntAcquire(read.buffer(), 256) == 0) {
                sleeping.await(0, MINUTE);
              }
              woken.set(true);
            });
    sleeper.start();
    Words.setIntRelease(written.buffer(), 256, 1);
    waking.wakeAll();
    sleeper.join();

    assertThat(woken).isTrue();
    read.close();
    written.close();
  }

  @Test
  void shouldNotSleepOnAWordThatIsAnother() throws Exception {
    Path path = Files.write(folder.resolve("segment"), new byte[4096]);
    try (Mapping read = mapped(path, false)) {
      assertThat(Futex.of(read.buffer(), 256).await(1, MINUTE)).isTrue();
    }
  }

  @Test
  void shouldSleepNoLongerThanItWasTold() throws Exception {
    Path path = Files.write(folder.resolve("segment"), new byte[4096]);
    try (Mapping read = mapped(path, false)) {
      assertThat(Futex.of(read.buffer(), 256).await(0, 1_000_000)).isTrue();
    }
  }

  @Test
  void shouldSayThatTheKernelRefused() throws Exception {
    Path path = Files.write(folder.resolve("segment"), new byte[4096]);
    try (Mapping read = mapped(path, false)) {
      assertThat(Futex.of(read.buffer(), 257).await(0, MINUTE)).as("not a multiple of 4").isFalse();
    }
  }

  private static Mapping mapped(Path path, boolean writable) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return writable ? Mapping.readWrite(channel, 4096) : Mapping.readOnly(channel, 4096);
    }
  }
}
