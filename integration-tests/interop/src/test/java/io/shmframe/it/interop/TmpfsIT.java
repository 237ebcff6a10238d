// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameConstants;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A full {@code /dev/shm}: {@code .ci/run} mounts a tmpfs of 512 KiB and names it with {@code
 * -Dinterop.tmpfs}.
 */
@Timeout(60)
class TmpfsIT {

  private final Path small =
      Path.of(Objects.requireNonNull(System.getProperty("interop.tmpfs"), "-Dinterop.tmpfs"));

  private static Map<String, Object> size(int width, int height) {
    return Map.of(
        ShmFrameConstants.WIDTH, width,
        ShmFrameConstants.HEIGHT, height,
        ShmFrameConstants.CHANNELS, 3);
  }

  private String uri() {
    return "shmframe:camera?layout=frameheader&directory=" + small;
  }

  @AfterEach
  void clean() throws Exception {
    Files.deleteIfExists(small.resolve("camera"));
  }

  @Test
  void shouldSayHowManyBytesAreMissingAndLeaveNothingBehind() throws Exception {
    try (Routes route = Routes.producing(uri())) {
      ProducerTemplate template = route.template();
      assertThatThrownBy(
              () ->
                  template.sendBodyAndHeaders(
                      "direct:frames", new byte[640 * 404 * 3], size(640, 404)))
          .hasStackTraceContaining("" + (24 + 640 * 404 * 3))
          .hasStackTraceContaining("No space left");
      try (Stream<Path> found = Files.list(small)) {
        assertThat(found).isEmpty();
      }
      template.sendBodyAndHeaders("direct:frames", new byte[64 * 48 * 3], size(64, 48));
      assertThat(small.resolve("camera")).exists();
    }
  }

  /**
   * What a home-made program makes with ftruncate alone: as long as need be, with pages that there
   * are not.
   */
  @Test
  void shouldLiveThroughASegmentThatWasNeverReallyAllocated() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(small.resolve("camera").toFile(), "rw")) {
      sparse.setLength(24 + 640 * 404 * 3);
    }
    try (Routes route = Routes.producing(uri())) {
      ProducerTemplate template = route.template();
      assertThatThrownBy(
              () ->
                  template.sendBodyAndHeaders(
                      "direct:frames", new byte[640 * 404 * 3], size(640, 404)))
          .hasStackTraceContaining("lost pages");
      Files.delete(small.resolve("camera"));
      template.sendBodyAndHeaders("direct:frames", new byte[64 * 48 * 3], size(64, 48));
      assertThat(small.resolve("camera")).exists();
    }
  }
}
