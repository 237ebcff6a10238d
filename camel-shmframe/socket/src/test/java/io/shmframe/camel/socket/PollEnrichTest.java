// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static io.shmframe.camel.socket.Wire.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.ShmFrameConstants;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames of a segment for whoever connects. */
final class PollEnrichTest extends CodecTest {

  @ParameterizedTest
  @EnumSource(Wire.class)
  void shouldShareTheFramesOfASegmentOutToSeveralPeers(Wire wire) throws Exception {
    Place place = Place.tcp();
    String segment = "shmframe:camera?layout=frameheader&directory=" + folder;
    start(wire.sender(), place.server(), route -> route.pollEnrich(segment, 5000));
    ProducerTemplate camera = context.createProducerTemplate();
    AtomicBoolean running = new AtomicBoolean(true);
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; running.get(); i++) {
                camera.sendBodyAndHeaders(
                    segment,
                    ascii(String.format("%08d", i)),
                    Map.of(
                        ShmFrameConstants.WIDTH, 8,
                        ShmFrameConstants.HEIGHT, 1,
                        ShmFrameConstants.CHANNELS, 1));
                pause();
              }
            });
    writer.start();
    try (Peer first = connect(place);
        Peer second = connect(place)) {
      Set<String> got = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        got.add(text(wire.take(first)));
        got.add(text(wire.take(second)));
      }
      // One consumer of the segment polls for both, so each frame goes to one of them.
      assertThat(got).hasSize(100);
    } finally {
      running.set(false);
      writer.join();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
