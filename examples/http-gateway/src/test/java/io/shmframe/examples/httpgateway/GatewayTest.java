// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import io.shmframe.layout.Preset;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures in segments, and what HTTP shows of them. */
@QuarkusTest
@QuarkusTestResource(GatewayFolder.class)
@Timeout(90)
class GatewayTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TestHTTPResource("/")
  URI root;

  Path folder;

  private final String name = "ring-" + UUID.randomUUID();
  private Http http;
  private RingWriter ring;
  private long published;
  private FrameWriter front;

  @BeforeEach
  void open() {
    http = new Http(root);
    ring =
        new RingWriter(
            folder.resolve(name), RingWriterOptions.defaults().withCapacity(640 * 480 * 3));
    front =
        new FrameWriter(
            folder.resolve("front"),
            Preset.FRAMEHEADER.layout(),
            WriterOptions.defaults().withCreate(WriterOptions.Create.REPLACE));
  }

  @AfterEach
  void close() {
    ring.unlink();
    ring.close();
    front.unlink();
    front.close();
  }

  /** Publishes to the ring and waits until the gateway has it. */
  private long publish(FrameView frame) throws Exception {
    ring.publish(frame, FrameTags.ofMillis(System.currentTimeMillis()));
    long sequence = ++published;
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> camera().getLong("sequence", 0L) == sequence);
    return sequence;
  }

  private void publish(int grey) throws Exception {
    publish(Pictures.plain(320, 240, grey));
  }

  private JsonObject camera() throws Exception {
    return http.get("/cameras").json().getJsonArray("cameras").stream()
        .map(JsonObject.class::cast)
        .filter(camera -> name.equals(camera.getString("name")))
        .findAny()
        .orElse(new JsonObject());
  }

  private String jpg() {
    return "/cameras/" + name + ".jpg";
  }

  private String mjpeg() {
    return "/cameras/" + name + ".mjpeg";
  }

  private static FrameView noise(int seed) {
    byte[] pixels = new byte[640 * 480 * 3];
    new Random(seed).nextBytes(pixels);
    return FrameView.of(FrameGeometry.of8Bit(640, 480, 3), ByteBuffer.wrap(pixels));
  }

  @Test
  void shouldShowTheNewestPicture() throws Exception {
    publish(50);
    long sequence = publish(Pictures.plain(320, 240, 120));
    Http.Answer answer = http.get(jpg());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("X-Frame-Sequence")).isEqualTo(Long.toString(sequence));
    assertThat(answer.header("X-Frame-Width")).isEqualTo("320");
    assertThat(answer.header("X-Frame-Height")).isEqualTo("240");
    assertThat(answer.header("X-Frame-Age-Ms")).matches("\\d+");
    BufferedImage image = Pictures.read(answer.body());
    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(240);
    assertThat(Pictures.grey(image)).isCloseTo(120, within(3));
  }

  @Test
  void shouldShowACameraOfAProgramThatKnowsNoRings() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              front.publish(Pictures.plain(64, 40, 90), System.currentTimeMillis());
              Http.Answer answer = http.get("/cameras/front.jpg");
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.header("X-Frame-Sequence")).isEqualTo("none");
              assertThat(Pictures.grey(Pictures.read(answer.body()))).isCloseTo(90, within(3));
            });
  }

  @Test
  void shouldEncodeAtTheQualityThatIsAskedFor() throws Exception {
    publish(noise(1));

    int low = http.get(jpg() + "?quality=1").body().length;
    int usual = http.get(jpg()).body().length;
    int high = http.get(jpg() + "?quality=100").body().length;
    assertThat(low).isLessThan(usual);
    assertThat(usual).isLessThan(high);
  }

  @ParameterizedTest
  @CsvSource({"160, 160, 120", "33, 33, 25", "320, 320, 240", "500, 320, 240"})
  void shouldScaleDownButNotUp(int asked, int width, int height) throws Exception {
    publish(120);
    BufferedImage image = Pictures.read(http.get(jpg() + "?width=" + asked).body());

    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
    assertThat(Pictures.grey(image)).isCloseTo(120, within(3));
  }

  @ParameterizedTest
  @EnumSource(PixelFormat.class)
  void shouldScaleEachPixelFormat(PixelFormat format) throws Exception {
    FrameGeometry geometry = FrameGeometry.picture(64, 32, format);
    byte[] grey = new byte[(int) geometry.bytes()];
    Arrays.fill(grey, (byte) 128);
    publish(FrameView.of(geometry, ByteBuffer.wrap(grey)));
    BufferedImage image = Pictures.read(http.get(jpg() + "?width=32").body());

    assertThat(image.getHeight()).isEqualTo(16);
    // Y of 128 is a little more in RGB, where it begins at 16.
    assertThat(Pictures.grey(image)).isCloseTo(128, within(6));
  }

  @Test
  void shouldShowAFileThatARingHolds() throws Exception {
    byte[] file = Pictures.file("jpeg", 48, 32, 70);
    FrameTags jpeg =
        new FrameTags(FrameTags.nanos(System.currentTimeMillis()), Map.of(), "jpeg", Set.of());
    ring.publish(FrameView.of(FrameGeometry.bytes(file.length), ByteBuffer.wrap(file)), jpeg);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(http.get(jpg()).status()).isEqualTo(200));

    assertThat(Pictures.read(http.get(jpg()).body()).getWidth()).isEqualTo(48);
  }

  @Test
  void shouldSayThatWhatIsNoPictureCannotBeShown() throws Exception {
    FrameGeometry tensor = FrameGeometry.tensor(ElementType.FLOAT32, 2, 3);
    publish(FrameView.of(tensor, ByteBuffer.allocate(24)));

    assertThat(http.get(jpg()).problem(406)).contains("float32").contains("expected a picture");
    assertThat(http.get(mjpeg()).problem(406)).contains("expected a picture");
  }

  @Test
  void shouldNotSendAPictureAgainThatIsKnown() throws Exception {
    publish(10);
    String tag = http.get(jpg()).header("ETag");
    assertThat(tag).matches("\"[0-9a-z.]+\"");

    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      Http.Answer answer = http.get(jpg(), "If-None-Match: " + known);
      assertThat(answer.status()).as(known).isEqualTo(304);
      assertThat(answer.header("ETag")).isEqualTo(tag);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(http.get(jpg(), "If-None-Match: \"other\"").status()).isEqualTo(200);
    assertThat(http.get(jpg() + "?quality=50", "If-None-Match: " + tag).status()).isEqualTo(200);
    publish(10);
    assertThat(http.get(jpg(), "If-None-Match: " + tag).status()).isEqualTo(200);
  }

  @Test
  void shouldAnswerHeadWithoutThePicture() throws Exception {
    publish(10);
    Http.Answer answer = http.send("HEAD", jpg(), new byte[0]);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo(http.get(jpg()).header("ETag"));
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quality=0",
        "quality=101",
        "quality=high",
        "quality=",
        "quality=1.5",
        "width=15",
        "width=65501",
        "width=-1",
        "width=99999999999"
      })
  void shouldRefuseOptionsThatCannotBe(String query) throws Exception {
    for (String path : List.of("/cameras/absent.jpg", "/cameras/absent.mjpeg")) {
      assertThat(http.get(path + "?" + query).problem(400))
          .contains("Parameter " + query.replaceFirst("=.*", "") + ": expected")
          .contains("found '" + query.replaceFirst(".*=", "") + "'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "1001", "fast"})
  void shouldRefuseARateThatCannotBe(String fps) throws Exception {
    assertThat(http.get("/cameras/absent.mjpeg?fps=" + fps).problem(400))
        .contains("Parameter fps: expected")
        .contains("'" + fps + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".mjpeg"})
  void shouldSayWhichCamerasThereAre(String ending) throws Exception {
    assertThat(http.get("/cameras/nobody" + ending).problem(404))
        .contains("'nobody'")
        .contains("front")
        .contains("absent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "%2e%2e",
        "a%2fb",
        "..%2fetc%2fpasswd",
        "a%3flayout=raw",
        "a%00",
        "a%20b",
        ""
      })
  void shouldRefuseANameThatTheComponentRefuses(String bad) throws Exception {
    for (String ending : List.of(".jpg", ".mjpeg")) {
      assertThat(http.get("/cameras/" + bad + ending).problem(400)).startsWith("Name of a camera");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".mjpeg"})
  void shouldSayThatThereIsNoPictureYet(String ending) throws Exception {
    Http.Answer answer = http.get("/cameras/absent" + ending);

    assertThat(answer.problem(503)).contains("expected a frame within 5000 ms, found none so far");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void shouldListTheCameras() throws Exception {
    long sequence = publish(Pictures.plain(320, 240, 10));
    JsonObject camera = camera();

    assertThat(camera.getString("source")).isEqualTo("found");
    assertThat(camera.getString("layout")).isEqualTo("ring");
    assertThat(camera.getString("state")).isEqualTo("live");
    assertThat(camera.getInteger("width")).isEqualTo(320);
    assertThat(camera.getInteger("height")).isEqualTo(240);
    assertThat(camera.getInteger("channels")).isEqualTo(3);
    assertThat(camera.getString("pixelFormat")).isEqualTo("BGR24");
    assertThat(camera.getLong("sequence")).isEqualTo(sequence);
    assertThat(camera.getLong("frames")).isPositive();
    assertThat(camera.getLong("missed")).isNotNegative();
    assertThat(camera.getLong("torn")).isNotNegative();
    assertThat(camera.getLong("ageMs")).isNotNegative();
    assertThat(camera.getDouble("framesPerSecond")).isNotNegative();
    assertThat(camera.getInteger("clients")).isZero();
    assertThat(http.get("/cameras").json().getJsonArray("cameras").toString())
        .contains("\"name\":\"absent\",\"source\":\"configured\"");
  }

  @Test
  void shouldShowLivePictures() throws Exception {
    publish(10);
    try (Stream stream = new Stream(http, mjpeg() + "?quality=90&width=64")) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("content-type"))
          .isEqualTo("multipart/x-mixed-replace; boundary=frame");
      assertThat(Pictures.grey(stream.next())).isCloseTo(10, within(3));
      publish(200);
      BufferedImage image = stream.next();
      assertThat(Pictures.grey(image)).isCloseTo(200, within(3));
      assertThat(image.getWidth()).isEqualTo(64);
      assertThat(camera().getInteger("clients")).isEqualTo(1);
    }
    await().atMost(PATIENCE).until(() -> camera().getInteger("clients") == 0);
  }

  @Test
  void shouldSendNoMorePicturesThanAreAskedFor() throws Exception {
    publish(10);
    try (Stream seldom = new Stream(http, mjpeg() + "?fps=0.001");
        Stream all = new Stream(http, mjpeg())) {
      seldom.next();
      all.next();
      for (int grey = 20; grey < 25; grey++) {
        publish(grey);
        all.next();
      }
      ring.unlink();
      // Nothing but the end: its next picture would be due in a quarter of an hour.
      assertThat(seldom.nextOrEnd()).isEmpty();
    }
  }

  @Test
  void shouldEncodeOnceForAllAndForNobodyNothing() throws Exception {
    publish(10);
    long before = encoded();
    publish(20);
    assertThat(encoded()).isEqualTo(before);
    try (Stream one = new Stream(http, mjpeg() + "?quality=33");
        Stream two = new Stream(http, mjpeg() + "?quality=33")) {
      one.next();
      two.next();
      for (int grey = 20; grey < 25; grey++) {
        publish(grey);
        one.next();
        two.next();
      }
      http.get(jpg() + "?quality=33");
      assertThat(encoded() - before).isEqualTo(6);
    }
  }

  private long encoded() throws Exception {
    return http.get("/cameras").json().getLong("encoded");
  }

  @Test
  void shouldDropPicturesForWhoIsSlowAndForNobodyElse() throws Exception {
    int pictures = 20;
    publish(noise(0));
    try (Stream slow = new Stream(http, mjpeg() + "?quality=100");
        Stream fast = new Stream(http, mjpeg() + "?quality=100")) {
      fast.next();
      for (int i = 1; i < pictures; i++) {
        publish(noise(i));
        fast.next();
      }
      ring.unlink();
      int got = 0;
      while (slow.nextOrEnd().isPresent()) {
        got++;
      }
      assertThat(got).isBetween(1, pictures - 1);
    }
  }

  @Test
  void shouldTakeNoMoreClientsThanItMay() throws Exception {
    publish(10);
    try (Stream one = new Stream(http, mjpeg());
        Stream two = new Stream(http, mjpeg());
        Stream three = new Stream(http, mjpeg())) {
      assertThat(List.of(one.status(), two.status(), three.status())).containsOnly(200);
      assertThat(http.get(mjpeg()).problem(503)).contains("gateway.max-clients=3, found 3");
    }
    await().atMost(PATIENCE).until(() -> camera().getInteger("clients") == 0);
  }

  @Test
  void shouldFollowCamerasThatComeAndGo() throws Exception {
    publish(10);
    try (Stream stream = new Stream(http, mjpeg())) {
      stream.next();
      ring.unlink();
      assertThat(stream.nextOrEnd()).isEmpty();
    }
    await().atMost(PATIENCE).until(() -> http.get(jpg()).status() == 404);
    ring.close();
    published = 0;
    open();
    publish(30);
    assertThat(Pictures.grey(Pictures.read(http.get(jpg()).body()))).isCloseTo(30, within(3));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:1, 200",
    "127.0.0.1:8080, 200",
    "[::1]:8080, 200",
    "box.EXAMPLE:8080, 200",
    "gateway.example, 421",
    "localhost.gateway.example:8080, 421"
  })
  void shouldAnswerOnlyWhoMeansThisMachine(String host, int status) throws Exception {
    for (String path : List.of("/", "/cameras", "/openapi", "/docs/")) {
      assertThat(http.get(path, "Host: " + host).status()).as(path).isEqualTo(status);
    }
  }

  @Test
  void shouldDescribeItsInterface() throws Exception {
    JsonObject document = http.get("/openapi?format=json").json();

    assertThat(document.getJsonObject("paths").fieldNames())
        .containsExactlyInAnyOrder(
            "/cameras", "/cameras/{name}.jpg", "/cameras/{name}.mjpeg", "/cameras/{name}");
    assertThat(http.get("/docs/").toString()).contains("swagger-ui");
    assertThat(http.get("/").toString()).contains("<title>shmframe HTTP gateway</title>");
  }

  @Test
  void shouldNameTheMethodThatAPathDoesNotHave() throws Exception {
    assertThat(http.send("DELETE", jpg(), new byte[0]).status()).isEqualTo(405);
  }
}
