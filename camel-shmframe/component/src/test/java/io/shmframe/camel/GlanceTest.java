// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A look at a segment beside its routes. */
@Timeout(60)
class GlanceTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6};

  @TempDir Path folder;

  private final DefaultCamelContext context = new DefaultCamelContext();

  @BeforeEach
  void start() {
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void shouldCopyTheFrameThatIsThereEachTime() throws Exception {
    write("camera", Preset.FRAMEHEADER, FrameGeometry.of8Bit(2, 1, 3), PIXELS);
    ShmFrameEndpoint endpoint = endpoint("camera?layout=frameheader&waitStrategy=spin&onTorn=fail");
    for (int look = 1; look <= 2; look++) {
      FrameView frame = endpoint.glance(LONG).orElseThrow();

      byte[] got = new byte[6];
      frame.copyTo(ByteBuffer.wrap(got));
      assertThat(got).isEqualTo(PIXELS);
      assertThat(frame.geometry().width()).isEqualTo(2);
    }
    assertThat(endpoint.getComponent().figures()).isEmpty();
  }

  /** To take the frame would tell its writer that it has arrived. */
  @Test
  void shouldLeaveAFrameToWhoseTurnItIs() throws Exception {
    FrameGeometry tensor = FrameGeometry.tensor(ElementType.FLOAT32, 2, 3);
    write("tensor", Preset.STATUS, tensor, new byte[24]);
    byte[] before = Files.readAllBytes(folder.resolve("tensor"));

    assertThat(endpoint("tensor?layout=status").glance(SHORT)).isEmpty();
    assertThat(Files.readAllBytes(folder.resolve("tensor"))).isEqualTo(before);
  }

  @Test
  void shouldSeeNothingWhereNothingIs() throws Exception {
    assertThat(endpoint("nobody?layout=frameheader").glance(SHORT)).isEmpty();
    Files.write(folder.resolve("short"), new byte[3]);
    assertThat(endpoint("short?layout=frameheader").glance(SHORT)).isEmpty();
  }

  private ShmFrameEndpoint endpoint(String uri) {
    return context.getEndpoint("shmframe:" + uri + "&directory=" + folder, ShmFrameEndpoint.class);
  }

  private void write(String name, Preset preset, FrameGeometry geometry, byte[] values)
      throws Exception {
    try (FrameWriter writer =
        new FrameWriter(folder.resolve(name), preset.layout(), WriterOptions.defaults())) {
      writer.publish(FrameView.of(geometry, ByteBuffer.wrap(values)), System.currentTimeMillis());
    }
  }
}
