// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.ShmFrameConstants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a segment of each layout into a recording, and from there into another segment. */
@Timeout(60)
class LayoutsRouteTest {

  private static final String PICTURE = "width=2&height=2&channels=3";
  private static final byte[] PIXELS = SomeFrames.pixels(3);

  @TempDir Path folder;

  /** What comes out of the second segment when this is written into the first. */
  private Routes.Arrived passed(
      String writing, String reading, Object body, Map<String, Object> headers) throws Exception {
    Path recording = folder.resolve("recording");
    Files.createDirectories(folder.resolve("in"));
    Files.createDirectories(folder.resolve("out"));
    try (Routes routes = new Routes()) {
      Recorder recorder =
          routes.record(
              Routes.uri(folder.resolve("in"), "a", reading), RecordOptions.of(recording));
      routes.send(Routes.uri(folder.resolve("in"), "a", writing), body, headers);
      Routes.awaitFrames(recorder, 1);
      routes.endRecording();
      routes.listen(Routes.uri(folder.resolve("out"), "b", reading));
      routes.replay(
          Routes.uri(folder.resolve("out"), "b", writing),
          ReplayOptions.of(recording),
          new ManualClock());
      routes.awaitArrived(1);
      return routes.arrived().get(0);
    }
  }

  private static Map<String, Object> picture(Object... more) {
    Map<String, Object> headers = new TreeMap<>();
    headers.put(ShmFrameConstants.WIDTH, 2);
    headers.put(ShmFrameConstants.HEIGHT, 2);
    headers.put(ShmFrameConstants.CHANNELS, 3);
    headers.put(ShmFrameConstants.TIMESTAMP, 1_700_000_000_123L);
    for (int i = 0; i < more.length; i += 2) {
      headers.put((String) more[i], more[i + 1]);
    }
    return headers;
  }

  @Test
  void shouldCarryAllThatARingSays() throws Exception {
    Routes.Arrived frame =
        passed(
            "slots=4",
            "",
            PIXELS,
            picture(
                ShmFrameConstants.PIXEL_FORMAT,
                "RGB24",
                ShmFrameConstants.FLAGS,
                "discontinuity,corrupt",
                "traceparent",
                "00-1",
                "count",
                7L));

    assertThat(frame.body()).isEqualTo(PIXELS);
    assertThat(frame.headers())
        .containsEntry(ShmFrameConstants.WIDTH, 2)
        .containsEntry(ShmFrameConstants.PIXEL_FORMAT, "RGB24")
        .containsEntry(ShmFrameConstants.TIMESTAMP_NANOS, 1_700_000_000_123_000_000L)
        .containsEntry(ShmFrameConstants.FLAGS, "discontinuity,corrupt")
        .containsEntry("traceparent", "00-1")
        .containsEntry("count", 7L)
        .containsEntry(FrameMessages.RECORDED_SEQUENCE, 1L);
  }

  @Test
  void shouldCarryAnEncodedPictureOfARing() throws Exception {
    Routes.Arrived frame =
        passed("", "", new byte[] {1, 2, 3}, Map.of(ShmFrameConstants.ENCODING, "jpeg"));

    assertThat(frame.body()).containsExactly(1, 2, 3);
    assertThat(frame.headers()).containsEntry(ShmFrameConstants.ENCODING, "jpeg");
  }

  @Test
  void shouldCarryBytesOfARingThatNobodyHasGivenASize() throws Exception {
    assertThat(passed("", "", new byte[] {1, 2, 3}, Map.of()).body()).containsExactly(1, 2, 3);
  }

  @Test
  void shouldCarryTheBytesOfARingByADefaultBody() throws Exception {
    assertThat(passed("", "bodyType=bytes&delivery=latest", PIXELS, picture()).body())
        .isEqualTo(PIXELS);
  }

  @Test
  void shouldCarryThePicturesOfFrameheader() throws Exception {
    Routes.Arrived frame = passed("layout=frameheader", "layout=frameheader", PIXELS, picture());

    assertThat(frame.body()).isEqualTo(PIXELS);
    assertThat(frame.headers()).containsEntry(ShmFrameConstants.TIMESTAMP, 1_700_000_000_123L);
  }

  @Test
  void shouldCarryThePicturesOfImginf() throws Exception {
    String uri = "layout=imginf&streams=2&stream=1&streamStride=24";
    assertThat(passed(uri, uri, PIXELS, picture()).body()).isEqualTo(PIXELS);
  }

  @Test
  void shouldCarryThePicturesOfRaw() throws Exception {
    String uri = "layout=raw&" + PICTURE;
    assertThat(passed(uri, uri, PIXELS, Map.of()).body()).isEqualTo(PIXELS);
  }

  @Test
  void shouldCarryTheTensorsOfStatus() throws Exception {
    String uri = "layout=status&shape=2x3";
    Routes.Arrived frame = passed(uri, uri, new float[] {1, 2, 3, 4, 5, 6}, Map.of());

    assertThat(frame.body()).hasSize(24);
    assertThat(frame.headers())
        .containsEntry(ShmFrameConstants.SHAPE, "2x3")
        .containsEntry(ShmFrameConstants.DTYPE, "float32");
  }

  @Test
  void shouldCarryTexts() throws Exception {
    Routes.Arrived frame =
        passed("layout=text&capacity=100", "layout=text", "gr\u00fc\u00df dich", Map.of());

    assertThat(new String(frame.body(), StandardCharsets.UTF_8)).isEqualTo("gr\u00fc\u00df dich");
    assertThat(frame.headers()).containsEntry(ShmFrameConstants.ENCODING, "text");
  }

  @Test
  void shouldCarryTheFieldsOfADescribedHeader() throws Exception {
    String uri =
        "layout=width:u32,height:u32,channels:u8,valid:u8,camera:char[8],gain:f32,offsets:i16[2],big:u64";
    Routes.Arrived frame =
        passed(
            uri,
            uri,
            PIXELS,
            picture(
                ShmFrameConstants.FIELD_PREFIX + "camera",
                "left",
                ShmFrameConstants.FIELD_PREFIX + "gain",
                0.5,
                ShmFrameConstants.FIELD_PREFIX + "offsets",
                new int[] {-3, 4},
                ShmFrameConstants.FIELD_PREFIX + "big",
                "18446744073709551615"));

    assertThat(frame.body()).isEqualTo(PIXELS);
    assertThat(frame.headers())
        .containsEntry(ShmFrameConstants.FIELD_PREFIX + "camera", "left")
        .containsEntry(ShmFrameConstants.FIELD_PREFIX + "gain", 0.5f)
        .containsEntry(ShmFrameConstants.FIELD_PREFIX + "offsets", new int[] {-3, 4});
    assertThat(frame.headers().get(ShmFrameConstants.FIELD_PREFIX + "big"))
        .hasToString("18446744073709551615");
  }
}
