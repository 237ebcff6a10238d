// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every layout and body type in a Quarkus application, over HTTP only. */
@QuarkusTest
@QuarkusTestResource(SegmentFolder.class)
@Timeout(120)
class ShmFrameTest extends WriterStates {

  /** 4 x 2 pixels of 3 bytes. */
  private static final byte[] PICTURE = counting(24);

  private static final String[] SIZE = {
    "CamelShmFrameWidth", "4", "CamelShmFrameHeight", "2", "CamelShmFrameChannels", "3"
  };

  /** On a JDK that has the classes of the overlay, and on one that has not. */
  @Test
  void shouldTakeTheMappingOfItsRuntime() {
    String found = http.get("mapping").text();

    assertThat(found).matches("native, base|java (17|18|19|20|21), base|java [2-9][2-9], overlay");
  }

  @ParameterizedTest
  @CsvSource({"bytes,bytes,bytes", "frame,frame,frame", "mat,mat,mat", "bytes,array,bytes"})
  void shouldPassAPictureWithAFlag(String sent, String bodyType, String got) {
    String segment = segment("frameheader");
    http.write(segment, sent, PICTURE, SIZE);
    Http.Answer answer = http.read(segment + "&bodyType=" + bodyType);

    assertThat(answer.body()).isEqualTo(PICTURE);
    assertThat(answer.header("Body")).isEqualTo(got);
    assertSize(answer);
    assertThat(answer.header("CamelShmFramePixelFormat")).isEqualTo("BGR24");
    assertThat(Long.parseLong(answer.header("CamelShmFrameTimestamp"))).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"bytes,bytes,bytes", "frame,frame,frame", "mat,mat,mat", "bytes,array,bytes"})
  void shouldPassAPictureThroughARing(String sent, String bodyType, String got) {
    String segment = segment("ring");
    http.write(segment, sent, PICTURE, SIZE);
    Http.Answer answer = http.read(segment + "&delivery=all&bodyType=" + bodyType);

    assertThat(answer.body()).isEqualTo(PICTURE);
    assertThat(answer.header("Body")).isEqualTo(got);
    assertSize(answer);
    assertThat(answer.header("CamelShmFrameSequence")).isEqualTo("1");
    if ("frame".equals(bodyType)) {
      assertThat(answer.header("CamelShmFrameCopies")).isEqualTo("0");
    }
  }

  /** Two dozen libraries under many names each, which take a native executable 20 seconds. */
  @Test
  void shouldNotLookForCudaWhereThereIsNone() {
    assertThat(http.get("mapping/opencv").text()).isEqualTo("the build for processors");
  }

  @ParameterizedTest
  @CsvSource({"bytes,bytes,bytes", "frame,frame,frame", "mat,mat,mat", "bytes,array,bytes"})
  void shouldPassAPictureOfOneOfSeveralCameras(String sent, String bodyType, String got) {
    String segment = segment("imginf") + "&streams=2&stream=1&streamStride=4096";
    http.write(segment, sent, PICTURE, SIZE);
    Http.Answer answer = http.read(segment + "&bodyType=" + bodyType);

    assertThat(answer.body()).isEqualTo(PICTURE);
    assertThat(answer.header("Body")).isEqualTo(got);
    assertSize(answer);
  }

  @ParameterizedTest
  @CsvSource({"bytes,bytes,bytes", "frame,frame,frame", "mat,mat,mat", "bytes,array,bytes"})
  void shouldPassAPictureWithoutAHeader(String sent, String bodyType, String got) {
    String segment = segment("raw") + "&width=4&height=2&channels=3&region=1";
    http.write(segment, sent, PICTURE, SIZE);
    Http.Answer answer = http.read(segment + "&bodyType=" + bodyType);

    assertThat(answer.body()).isEqualTo(PICTURE);
    assertThat(answer.header("Body")).isEqualTo(got);
    assertSize(answer);
  }

  @ParameterizedTest
  @CsvSource({"bytes,bytes,bytes", "array,array,array", "frame,frame,frame", "mat,mat,mat"})
  void shouldPassATensor(String sent, String bodyType, String got) {
    String segment = segment("status");
    byte[] values = floats(1, 2, 3, 4, 5, 6);
    http.write(segment, sent, values, "CamelShmFrameShape", "2x3", "CamelShmFrameDtype", "float32");
    Http.Answer answer = http.read(segment + "&bodyType=" + bodyType);

    assertThat(answer.body()).isEqualTo(values);
    assertThat(answer.header("Body")).isEqualTo(got);
    assertThat(answer.header("CamelShmFrameShape")).isEqualTo("2x3");
    assertThat(answer.header("CamelShmFrameDtype")).isEqualTo("float32");
  }

  @ParameterizedTest
  @CsvSource({"text,bytes,text", "bytes,bytes,text"})
  void shouldPassAText(String sent, String bodyType, String got) {
    String segment = segment("text");
    http.write(segment, sent, "Grüße".getBytes(StandardCharsets.UTF_8));
    Http.Answer answer = http.read(segment + "&bodyType=" + bodyType);

    assertThat(answer.text()).isEqualTo("Grüße");
    assertThat(answer.header("Body")).isEqualTo(got);
  }

  @ParameterizedTest
  @CsvSource({"bytes,bytes,bytes", "frame,frame,frame", "mat,mat,mat", "bytes,array,bytes"})
  void shouldPassWhatADescribedHeaderHas(String sent, String bodyType, String got) {
    String segment =
        segment(
            "width:u32,height:u32,channels:u8,valid:u8,camera:char[16],timestampUs:i64,gain:f32");
    http.write(
        segment,
        sent,
        PICTURE,
        "CamelShmFrameWidth",
        "4",
        "CamelShmFrameHeight",
        "2",
        "CamelShmFrameChannels",
        "3",
        "CamelShmFrameField.camera",
        "door",
        "CamelShmFrameField.gain",
        "1.5");
    Http.Answer answer = http.read(segment + "&bodyType=" + bodyType);

    assertThat(answer.body()).isEqualTo(PICTURE);
    assertThat(answer.header("Body")).isEqualTo(got);
    assertThat(answer.header("CamelShmFrameField.camera")).isEqualTo("door");
    assertThat(answer.header("CamelShmFrameField.gain")).isEqualTo("1.5");
  }

  @Test
  void shouldAskARouteAndGetItsArray() {
    Http.Answer answer =
        http.ask(
            at("question", "status") + "&bodyType=array&capacity=4096",
            "array",
            floats(1, 2, 3, 4),
            "CamelShmFrameShape",
            "2x2");

    assertThat(answer.body()).isEqualTo(floats(2, 4, 6, 8));
    assertThat(answer.header("Body")).isEqualTo("array");
  }

  @Test
  void shouldAskARouteAndGetItsPicture() {
    Http.Answer answer =
        http.ask(
            at("original", "raw") + "&width=4&height=2&channels=3&bodyType=mat",
            "mat",
            PICTURE,
            SIZE);

    byte[] negative = new byte[PICTURE.length];
    for (int i = 0; i < negative.length; i++) {
      negative[i] = (byte) ~PICTURE[i];
    }
    assertThat(answer.body()).isEqualTo(negative);
    assertThat(answer.header("Body")).isEqualTo("mat");
  }

  @Test
  void shouldRunARouteWrittenInYaml() {
    http.write(at("camera", "frameheader"), "bytes", PICTURE, SIZE);
    Http.Answer answer = http.read(at("annotated", "imginf") + "&streamStride=4096");

    assertThat(answer.body()).isEqualTo(PICTURE);
    assertSize(answer);
  }

  /** PNG keeps every bit, so what comes back must be what was there. */
  @Test
  void shouldPassAPictureAsPng() {
    String segment = segment("frameheader");
    http.write(segment, "bytes", PICTURE, SIZE);
    Http.Answer png = http.readAs("png", segment);
    assertThat(png.header("Content-Type")).isEqualTo("image/png");
    assertThat(png.body()).startsWith(0x89, 'P', 'N', 'G');

    String back = segment("frameheader");
    http.write(back, "png", png.body());
    Http.Answer answer = http.read(back);
    assertThat(answer.body()).isEqualTo(PICTURE);
    assertSize(answer);
  }

  /** Of one colour, which JPEG changes by little. */
  @Test
  void shouldPassAPictureAsJpeg() {
    byte[] green = new byte[24];
    for (int i = 1; i < green.length; i += 3) {
      green[i] = (byte) 200;
    }
    String segment = segment("frameheader");
    http.write(segment, "bytes", green, SIZE);
    Http.Answer jpeg = http.readAs("jpeg", segment);
    assertThat(jpeg.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(jpeg.body()).startsWith(0xFF, 0xD8, 0xFF);

    String back = segment("frameheader");
    http.write(back, "jpeg", jpeg.body());
    Http.Answer answer = http.read(back);
    assertSize(answer);
    for (int i = 0; i < green.length; i++) {
      assertThat(answer.body()[i] & 0xFF).isCloseTo(green[i] & 0xFF, within(12));
    }
  }

  @Test
  void shouldPassAPickleThroughASocket() {
    http.link("pickle", PICTURE);
    Http.Answer answer = http.read(at("pickle", "raw") + "&regions=1&width=4&height=2&channels=3");

    assertThat(answer.body()).isEqualTo(PICTURE);
  }

  @Test
  void shouldPassAFrameThroughASocketThatAnswers() {
    Http.Answer reply = http.link("padded", PICTURE);
    assertThat(reply.text()).isEqualTo("recieved messages!");
    Http.Answer answer = http.read(at("padded", "raw") + "&regions=1&width=4&height=2&channels=3");

    assertThat(answer.body()).isEqualTo(PICTURE);
  }

  @Test
  void shouldBeDownWithoutFreshFramesAndUpWithThem() {
    awaitHealth(".*does not exist.*", () -> {});
    for (int round = 1; round <= 2; round++) {
      awaitHealth("", () -> http.write(at("watched", "frameheader"), "bytes", PICTURE, SIZE));
      awaitHealth("No fresh frame .*", () -> {});
    }
  }

  private void awaitHealth(String wanted, Runnable meanwhile) {
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              meanwhile.run();
              assertThat(new Observation(http).health("consumer:watched").message())
                  .matches(wanted);
            });
  }

  @Test
  void shouldSayWhatIsWrongWithAFrame() {
    Http.Answer answer = http.post(segment("frameheader"), "bytes", false, new byte[7], SIZE);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("7").contains("24");
  }

  @Test
  void shouldSayWhatIsWrongWithAnOption() {
    Http.Answer answer = http.post(segment("frameheader") + "&onTorn=cry", "bytes", false, PICTURE);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("onTorn").contains("cry");
  }

  private static void assertSize(Http.Answer answer) {
    assertThat(answer.header("CamelShmFrameWidth")).isEqualTo("4");
    assertThat(answer.header("CamelShmFrameHeight")).isEqualTo("2");
    assertThat(answer.header("CamelShmFrameChannels")).isEqualTo("3");
    assertThat(answer.header("CamelShmFrameType")).isEqualTo("16");
  }

  /** An endpoint of a segment that nobody else has. */
  private static String segment(String layout) {
    return at("it-" + UUID.randomUUID(), layout);
  }

  private static String at(String name, String layout) {
    return "shmframe:" + name + "?layout=" + layout + "&directory={{segments}}";
  }

  private static byte[] counting(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i + 1);
    }
    return bytes;
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }
}
