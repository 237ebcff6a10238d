// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.Look;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures in one segment, boxes in the other, events beside them, and the page over HTTP. */
@QuarkusTest
@QuarkusTestResource(EdgeFolder.class)
@Timeout(90)
class EdgeDetectorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource("/")
  URI root;

  Path folder;

  private FrameWriter camera;

  @BeforeEach
  void startCamera() {
    WriterOptions ownsTheName = WriterOptions.defaults().withCreate(WriterOptions.Create.REPLACE);
    camera = new FrameWriter(folder.resolve("camera"), Preset.FRAMEHEADER.layout(), ownsTheName);
  }

  @AfterEach
  void endCamera() {
    camera.unlink();
    camera.close();
  }

  @Test
  void shouldTellOfThePeopleInAPicture() throws Exception {
    JsonObject event = eventOf(Picture.ofPeople());

    assertThat(event.getString("camera")).isEqualTo("camera");
    assertThat(event.getInteger("width")).isEqualTo(768);
    assertThat(event.getInteger("height")).isEqualTo(576);
    assertThat(event.getDouble("millis")).isPositive();
    assertThat(people(event)).anyMatch(EdgeDetectorTest::isTheMan);
  }

  @Test
  void shouldDrawABoxAroundEachOfThemAndLeaveTheRest() throws Exception {
    Picture sent = Picture.ofPeople();
    JsonObject event = eventOf(sent);
    Picture got = annotated(sent.geometry());

    int green = 64 << 16 | 220 << 8 | 64;
    assertThat(people(event)).isNotEmpty();
    for (Map<?, ?> box : people(event)) {
      int x = number(box, "x");
      int y = number(box, "y");
      assertThat(got.at(x, y)).as("upper left of %s", box).isEqualTo(green);
    }
    for (int y = 0; y < sent.geometry().height(); y++) {
      for (int x = 0; x < sent.geometry().width(); x++) {
        if (got.at(x, y) != green) {
          assertThat(got.at(x, y)).as("pixel %d, %d", x, y).isEqualTo(sent.at(x, y));
        }
      }
    }
  }

  @Test
  void shouldPassAPictureOfNobodyAsItIs() throws Exception {
    Picture sent = Picture.ofNobody();
    JsonObject event = eventOf(sent);

    assertThat(people(event)).isEmpty();
    assertThat(annotated(sent.geometry()).pixels()).isEqualTo(sent.pixels());
  }

  @Test
  void shouldShowItsPictureToABrowser() throws Exception {
    Picture sent = Picture.ofPeople();
    HttpResponse<InputStream> stream =
        http.send(request("stream.mjpg"), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = stream.body()) {
      assertThat(stream.headers().firstValue("Content-Type"))
          .hasValue("multipart/x-mixed-replace; boundary=frame");
      List<FrameGeometry> shown = new ArrayList<>();
      // The stream begins with the last picture that was shown, which is another test's.
      while (!shown.contains(sent.geometry()) && shown.size() < 10) {
        publish(sent);
        shown.add(nextPart(body).geometry());
      }
      assertThat(shown).contains(sent.geometry());
    }
  }

  @Test
  void shouldSayWhatHasBecomeOfTheCamera() throws Exception {
    eventOf(Picture.ofNobody());
    awaitState("live", true);
    awaitState("stale", false);
    Files.delete(folder.resolve("camera"));
    awaitState("gone", false);
    startCamera();
    awaitState("live", true);
  }

  @Test
  void shouldServeThePage() throws Exception {
    assertThat(text("")).startsWith("<!DOCTYPE html>").contains("stream.mjpg");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:1, 200",
    "127.0.0.1:8080, 200",
    "[::1]:8080, 200",
    "box.example:8080, 200",
    "edge.example, 421",
    "localhost.edge.example:8080, 421",
    "'', 421"
  })
  void shouldAnswerOnlyWhoMeansThisMachine(String host, int status) throws Exception {
    for (String path : List.of("/", "/status")) {
      assertThat(statusLine(path, host)).startsWith("HTTP/1.1 " + status);
    }
  }

  /** By hand, since Java's client does not let one say the host. */
  private String statusLine(String path, String host) throws Exception {
    try (Socket socket = new Socket(root.getHost(), root.getPort())) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("nothing");
    }
  }

  private void awaitState(String wanted, boolean playing) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              if (playing) {
                publish(Picture.ofNobody());
              }
              JsonObject status = (JsonObject) Jsoner.deserialize(text("status"));
              assertThat(status.getString("state")).isEqualTo(wanted);
            });
  }

  private long publish(Picture picture) throws Exception {
    FrameView view = FrameView.of(picture.geometry(), ByteBuffer.wrap(picture.pixels()));
    return camera.publish(view, System.currentTimeMillis());
  }

  /** Plays the picture until an event tells of it. */
  private JsonObject eventOf(Picture picture) throws Exception {
    long first = publish(picture);
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(
            () -> {
              publish(picture);
              return (JsonObject) Jsoner.deserialize(events());
            },
            event -> event.getLong("timestamp") >= first);
  }

  /** The text of the segment of events, which ends with a zero. */
  private String events() throws Exception {
    String text = Files.readString(folder.resolve("events"), StandardCharsets.ISO_8859_1);
    return text.substring(0, text.indexOf(0));
  }

  private Picture annotated(FrameGeometry geometry) throws Exception {
    ByteBuffer pixels = ByteBuffer.allocate(Math.toIntExact(geometry.bytes()));
    try (RingReader reader =
        new RingReader(folder.resolve("annotated"), RingReaderOptions.defaults().withLoans(0))) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  reader.look(
                          found -> {
                            assertThat(found).isEqualTo(geometry);
                            return pixels.clear();
                          })
                      == Look.FRAME);
    }
    return new Picture(geometry, pixels.array());
  }

  @SuppressWarnings(
      "unchecked") // It is what the event says, and a wrong one fails at its first use.
  private static List<Map<?, ?>> people(JsonObject event) {
    return (List<Map<?, ?>>) event.get("people");
  }

  private static boolean isTheMan(Map<?, ?> box) {
    int x = number(box, "x");
    int y = number(box, "y");
    return x < Picture.MAN_X
        && y < Picture.MAN_Y
        && x + number(box, "width") > Picture.MAN_X
        && y + number(box, "height") > Picture.MAN_Y;
  }

  private static int number(Map<?, ?> box, String name) {
    return ((Number) box.get(name)).intValue();
  }

  /** A picture of the stream, up to the line before the next one. */
  private static Picture nextPart(InputStream body) throws Exception {
    String head = "--frame\r\nContent-Type: image/jpeg\r\n\r\n";
    assertThat(new String(body.readNBytes(head.length()), StandardCharsets.US_ASCII))
        .isEqualTo(head);
    StringBuilder bytes = new StringBuilder();
    do {
      bytes.append(new String(body.readNBytes(1), StandardCharsets.ISO_8859_1));
    } while (!bytes.substring(Math.max(0, bytes.length() - 4)).equals("\u00FF\u00D9\r\n"));
    byte[] jpeg = bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    return Picture.of(ImageIO.read(new ByteArrayInputStream(jpeg)));
  }

  private String text(String path) throws Exception {
    return http.send(request(path), HttpResponse.BodyHandlers.ofString()).body();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(root.resolve(path)).timeout(PATIENCE).build();
  }
}
