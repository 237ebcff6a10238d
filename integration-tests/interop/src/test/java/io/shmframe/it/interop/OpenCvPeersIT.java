// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.camel.ShmFrameConstants;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The peers as most people have them: {@code cv::imread} at one end, {@code np.frombuffer} at the
 * other. Needs Debian's packages, so only {@code .ci/run} runs it, which installs them.
 */
@Timeout(300)
class OpenCvPeersIT {

  @TempDir Path folder;

  /** A picture without loss, so that every pixel is known. */
  private Path picture(int width, int height) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, pixel(x, y));
      }
    }
    Path file = folder.resolve("picture.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static int pixel(int x, int y) {
    return (x * 7 & 0xFF) << 16 | (y * 5 & 0xFF) << 8 | (x * 3 + y & 0xFF);
  }

  private static byte[] bgr(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = pixel(x, y);
        pixels[i++] = (byte) rgb;
        pixels[i++] = (byte) (rgb >> 8);
        pixels[i++] = (byte) (rgb >> 16);
      }
    }
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080", "3840, 2160"})
  void shouldReadWhatImreadReads(int width, int height) throws Exception {
    AtomicReference<byte[]> frame = new AtomicReference<>();
    try (Segment segment = new Segment();
        Peer writer =
            Peer.imreadWriter(
                segment.name(),
                picture(width, height).toString(),
                "--width",
                "" + width,
                "--height",
                "" + height);
        Routes route =
            Routes.consuming(segment.uri(""), e -> frame.set(e.getIn().getBody(byte[].class)))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .failFast("the writer must live", writer::requireAlive)
          .until(() -> route.consumer().counters().delivered() > 5);
    }
    assertThat(frame.get()).isEqualTo(bgr(width, height));
  }

  @ParameterizedTest
  @CsvSource({"640, 404", "1920, 1080", "3840, 2160"})
  void shouldWriteWhatFrombufferReads(int width, int height) throws Exception {
    byte[] pixels = bgr(width, height);
    Map<String, Object> size =
        Map.of(
            ShmFrameConstants.WIDTH, width,
            ShmFrameConstants.HEIGHT, height,
            ShmFrameConstants.CHANNELS, 3);
    String expected = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels));
    try (Segment segment = new Segment();
        Routes route = Routes.producing(segment.uri(""));
        Peer reader = Peer.frombufferReader(segment.name(), "--frames", "5", "--sha256")) {
      while (reader.alive()) {
        route.template().sendBodyAndHeaders("direct:frames", pixels, size);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
      }
      assertThat(reader.exitCode()).as(reader.output()).isZero();
      assertThat(reader.output()).contains(expected);
    }
  }
}
