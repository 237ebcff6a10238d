// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of both mappings: run on the base class, on either JDK, and on the overlay, from the
 * jar.
 */
@Timeout(60)
class MappingTest {

  private static final int BYTES = 1 << 20;

  @TempDir Path folder;

  private FileChannel file() throws IOException {
    Path path = folder.resolve("segment");
    Files.write(path, new byte[BYTES]);
    return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Test
  void shouldShowWhatAnotherMappingWrites() throws IOException {
    try (FileChannel channel = file();
        Mapping writer = Mapping.readWrite(channel, BYTES);
        Mapping reader = Mapping.readOnly(channel, BYTES)) {
      writer.buffer().putInt(20, 0x01020304);

      assertThat(reader.buffer().getInt(20)).isEqualTo(0x01020304);
      assertThat(reader.buffer().get(20)).as("little-endian").isEqualTo((byte) 4);
    }
  }

  @Test
  void shouldOutliveTheChannel() throws IOException {
    Mapping mapping;
    try (FileChannel channel = file()) {
      mapping = Mapping.readOnly(channel, BYTES);
    }
    try (mapping) {
      assertThat(mapping.buffer().get(BYTES - 1)).isZero();
    }
  }

  @Test
  void shouldRefuseToWriteThroughAReadOnlyMapping() throws IOException {
    try (FileChannel channel = file();
        Mapping mapping = Mapping.readOnly(channel, BYTES)) {
      ByteBuffer buffer = mapping.buffer();
      assertThat(buffer.isReadOnly()).isTrue();
    }
  }

  @Test
  void shouldRefuseToMapMoreThanTheFileHas() throws IOException {
    try (FileChannel channel = file()) {
      assertThatThrownBy(() -> Mapping.readWrite(channel, BYTES + 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("" + (BYTES + 1))
          .hasMessageContaining("" + BYTES);
      assertThat(channel.size()).as("the file was not made longer").isEqualTo(BYTES);
    }
  }

  @Test
  void shouldRefuseSizesThatNoBufferHas() throws IOException {
    try (FileChannel channel = file()) {
      assertThatThrownBy(() -> Mapping.readOnly(channel, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Mapping.readOnly(channel, Mapping.MAX_BYTES + 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldGiveNoBufferAfterItsEnd() throws IOException {
    try (FileChannel channel = file()) {
      Mapping mapping = Mapping.readOnly(channel, BYTES);
      mapping.close();
      mapping.close();

      assertThatThrownBy(mapping::buffer).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldSurviveBeingClosedByAnotherThreadInTheMiddleOfReading() throws Exception {
    try (FileChannel channel = file()) {
      for (int i = 0; i < 50; i++) {
        Mapping mapping = Mapping.readOnly(channel, BYTES);
        ByteBuffer buffer = mapping.buffer();
        CountDownLatch reading = new CountDownLatch(1);
        AtomicReference<Throwable> found = new AtomicReference<>();
        Thread reader =
            new Thread(
                () -> {
                  byte[] copy = new byte[BYTES];
                  try {
                    for (int round = 0; round < 200; round++) {
                      buffer.get(0, copy);
                      reading.countDown();
                    }
                  } catch (Throwable t) {
                    found.set(t);
                  }
                });
        reader.start();
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        mapping.close();
        reader.join();

        // Before Java 22 the pages stay until the buffer is gone; after, the access says that they
        // went.
        if (found.get() != null) {
          assertThat(found.get()).isInstanceOf(IllegalStateException.class);
        }
      }
    }
  }

  @Test
  void shouldTurnALostPageIntoAnErrorRatherThanTheEndOfTheProcess() throws Exception {
    try (FileChannel channel = file();
        Mapping mapping = Mapping.readOnly(channel, BYTES)) {
      ByteBuffer buffer = mapping.buffer();
      byte[] copy = new byte[BYTES];
      int faults = 0;
      // Often enough for the compiled code to be at work too.
      for (int round = 0; round < 3_000; round++) {
        boolean cut = round % 3 == 0;
        channel.truncate(cut ? 10 : BYTES);
        if (!cut) {
          channel.write(ByteBuffer.allocate(1), BYTES - 1);
        }
        try {
          buffer.get(0, copy);
          Words.getAcquire(buffer, BYTES - 4, 4, ByteOrder.LITTLE_ENDIAN);
          Faults.surface();
          assertThat(cut).as("a fault must not pass unnoticed").isFalse();
        } catch (InternalError e) {
          assertThat(e).matches(Faults::isFault);
          faults++;
        }
      }
      assertThat(faults).isEqualTo(1_000);
    }
  }

  @Test
  void shouldSurfaceAFaultAtOnceHoweverHotTheCodeIs() throws Exception {
    try (FileChannel channel = file();
        Mapping mapping = Mapping.readOnly(channel, BYTES)) {
      ByteBuffer buffer = mapping.buffer();
      long sum = 0;
      for (int round = 0; round < 50_000; round++) {
        sum += touched(buffer);
      }
      channel.truncate(0);

      for (int round = 0; round < 3; round++) {
        assertThatThrownBy(() -> touched(buffer))
            .isInstanceOfSatisfying(
                InternalError.class, e -> assertThat(e).matches(Faults::isFault));
      }
      assertThat(sum).isZero();
    }
  }

  private static long touched(ByteBuffer buffer) {
    long found = Words.getAcquire(buffer, 0);
    Faults.surface();
    return found;
  }
}
