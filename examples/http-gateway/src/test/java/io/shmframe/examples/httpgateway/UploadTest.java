// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.frame.RingFigures;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures over HTTP, and what a reader of the segment gets. */
@QuarkusTest
@QuarkusTestResource(GatewayFolder.class)
@Timeout(90)
class UploadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int JPEG_HEIGHT_AT = 5;

  @TestHTTPResource("/")
  URI root;

  @Inject CamelContext context;

  Path folder;

  private final String name = "up-" + UUID.randomUUID();
  private final String path = "/cameras/" + name;
  private Http http;

  @BeforeEach
  void open() {
    http = new Http(root);
  }

  /** As a program that ends would: the gateway lets go of the camera. */
  @AfterEach
  void remove() throws Exception {
    Files.deleteIfExists(folder.resolve(name));
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> http.get(path + ".jpg").status() == 404);
  }

  /** What a route reads from the segment. */
  private Exchange read() throws Exception {
    try (ConsumerTemplate consumer = context.createConsumerTemplate()) {
      Exchange got =
          consumer.receive("shmframe:" + name + "?directory=" + folder, PATIENCE.toMillis());
      assertThat(got).isNotNull();
      return got;
    }
  }

  private static int header(Exchange exchange, String header) {
    return exchange.getMessage().getHeader(header, Integer.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, image/jpeg, jpeg",
    "POST, IMAGE/JPEG; charset=x, jpeg",
    "PUT, image/png, png",
    "POST, image/png, png"
  })
  void shouldWriteAPictureFileIntoARing(String method, String type, String format)
      throws Exception {
    byte[] file = Pictures.file(format, 48, 32, 100);
    Http.Answer answer = http.send(method, path, file, "Content-Type: " + type);

    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.header("Location")).isEqualTo(path + ".jpg");
    assertThat(answer.json().getInteger("width")).isEqualTo(48);
    assertThat(answer.json().getInteger("height")).isEqualTo(32);
    assertThat(answer.json().getInteger("channels")).isEqualTo(3);
    Exchange got = read();
    assertThat(header(got, ShmFrameConstants.WIDTH)).isEqualTo(48);
    assertThat(header(got, ShmFrameConstants.HEIGHT)).isEqualTo(32);
    byte[] pixels = got.getMessage().getBody(byte[].class);
    assertThat(pixels).hasSize(48 * 32 * 3);
    assertThat(pixels[777] & 0xFF).isCloseTo(100, within(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void shouldWriteRawPixelsAsTheyAre(int channels) throws Exception {
    byte[] pixels = new byte[20 * 10 * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    Http.Answer answer =
        http.put(path + "?width=20&height=10&channels=" + channels, Uploads.RAW, pixels);

    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    Exchange got = read();
    assertThat(got.getMessage().getBody(byte[].class)).isEqualTo(pixels);
    assertThat(header(got, ShmFrameConstants.CHANNELS)).isEqualTo(channels);
  }

  @Test
  void shouldMakeTheRingAsConfiguredAndACameraOfIt() throws Exception {
    assertThat(http.put(path, "image/jpeg", Pictures.file("jpeg", 48, 32, 100)).status())
        .isEqualTo(201);
    assertThat(Files.getPosixFilePermissions(folder.resolve(name)))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    // Room for five pictures of 30000 bytes, though the first had 4608.
    RingFigures ring = RingFigures.of(folder.resolve(name));
    assertThat(ring.slots()).isEqualTo(5);
    assertThat(ring.capacity()).isGreaterThanOrEqualTo(30_000);

    Http.Answer larger = http.put(path, "image/png", Pictures.file("png", 100, 80, 200));
    assertThat(larger.status()).as("%s", larger).isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Http.Answer shown = http.get(path + ".jpg");
              assertThat(shown.status()).isEqualTo(200);
              assertThat(Pictures.read(shown.body()).getWidth()).isEqualTo(100);
            });
  }

  @Test
  void shouldMakeARingAgainThatSomebodyRemoved() throws Exception {
    byte[] file = Pictures.file("jpeg", 48, 32, 100);
    assertThat(http.put(path, "image/jpeg", file).status()).isEqualTo(201);
    remove();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                http.put(path, "image/jpeg", file).status() < 300
                    && Files.exists(folder.resolve(name)));
    assertThat(header(read(), ShmFrameConstants.WIDTH)).isEqualTo(48);
  }

  @Test
  void shouldReadNoMoreBodiesAtATimeThanItMay() throws Exception {
    List<String> headers = List.of("Content-Type: image/png", "Transfer-Encoding: chunked");
    try (Socket one = http.open("PUT", path, headers);
        Socket two = http.open("PUT", path, headers)) {
      assertThat(one.isConnected() && two.isConnected()).isTrue();
      await()
          .atMost(PATIENCE)
          .until(() -> http.put(path, "image/jpeg", new byte[10]).status() == 503);
      assertThat(http.put(path, "image/jpeg", new byte[10]).problem(503))
          .contains("gateway.uploads.max-at-a-time=2");
    }
    await()
        .atMost(PATIENCE)
        .until(() -> http.put(path, "image/jpeg", new byte[10]).status() == 422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "image/gif", "image/jpg", "multipart/form-data"})
  void shouldTakeNoOtherTypes(String type) throws Exception {
    assertThat(http.put(path, type, new byte[10]).problem(415))
        .contains("expected image/jpeg, image/png or application/octet-stream")
        .contains("'" + type + "'");
  }

  @Test
  void shouldTakeNoBodyWithoutAType() throws Exception {
    assertThat(http.send("PUT", path, new byte[10]).problem(415)).endsWith("found none");
  }

  @Test
  void shouldTakeNoLongerBodyThanItMay() throws Exception {
    assertThat(http.put(path, "image/jpeg", new byte[60_001]).problem(413))
        .contains("gateway.uploads.max-bytes=60000")
        .contains("found 60001");
  }

  @Test
  void shouldNotReadABodyThatDoesNotSayItsLengthToItsEnd() throws Exception {
    List<String> headers =
        List.of("Content-Type: image/png", "Transfer-Encoding: chunked", "Connection: close");
    try (Socket socket = http.open("PUT", path, headers)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      byte[] chunk = new byte[50_000];
      for (int i = 0; i < 2; i++) {
        socket.getOutputStream().write("c350\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(chunk);
        socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      // It has not ended, and yet there is the answer.
      assertThat(Http.line(socket.getInputStream())).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void shouldRefuseAJpegThatLiesAboutItsSize() throws Exception {
    byte[] file = Pictures.file("jpeg", 48, 32, 100);
    int frame = indexOf(file, 0xC0);
    file[frame + JPEG_HEIGHT_AT] = (byte) (60_000 >> 8);
    file[frame + JPEG_HEIGHT_AT + 1] = (byte) 60_000;
    file[frame + JPEG_HEIGHT_AT + 2] = (byte) (60_000 >> 8);
    file[frame + JPEG_HEIGHT_AT + 3] = (byte) 60_000;

    assertThat(http.put(path, "image/jpeg", file).problem(422))
        .contains("60000")
        .contains("maxBytes=30000");
    assertThat(folder.resolve(name)).doesNotExist();
  }

  private static int indexOf(byte[] file, int marker) {
    int at = 0;
    while (file[at] != (byte) 0xFF || file[at + 1] != (byte) marker) {
      at++;
    }
    return at;
  }

  @Test
  void shouldRefuseWhatIsNoWholePicture() throws Exception {
    byte[] whole = Pictures.file("jpeg", 48, 32, 100);
    byte[] cut = Arrays.copyOf(whole, whole.length - 2);

    assertThat(http.put(path, "image/jpeg", cut).problem(422)).contains("it was cut");
    assertThat(http.put(path, "image/png", whole).problem(422)).contains("PNG");
    assertThat(http.put(path, "image/jpeg", new byte[0]).problem(422)).contains("0 bytes");
    assertThat(folder.resolve(name)).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400, Parameter width",
    "width=4&height=4, 400, Parameter channels",
    "width=0&height=4&channels=3, 400, Parameter width",
    "width=4&height=65536&channels=3, 400, Parameter height",
    "width=4&height=4&channels=2, 400, 'expected 1, 3 or 4'",
    "width=4&height=4&channels=5, 400, Parameter channels",
    "width=4&height=5&channels=3, 422, 'expected 60 bytes for a picture of 4x5x3, found 48'",
    "width=65535&height=65535&channels=4, 422, gateway.uploads.capacity=30000"
  })
  void shouldRefuseRawPixelsOfAnotherSize(String query, int status, String words) throws Exception {
    assertThat(http.put(path + "?" + query, Uploads.RAW, new byte[48]).problem(status))
        .contains(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2fb", "..%2f..%2fetc%2fx", "a%3flayout=raw", "a~lock", "a%20b"})
  void shouldRefuseANameThatTheComponentRefuses(String bad) throws Exception {
    assertThat(http.put("/cameras/" + bad, "image/jpeg", new byte[10]).problem(400))
        .startsWith("Name of a camera");
  }

  /** HTTP itself takes it for the folder above. */
  @Test
  void shouldWriteNothingAboveTheCameras() throws Exception {
    byte[] file = Pictures.file("jpeg", 48, 32, 1);
    for (String above : List.of("/cameras/..", "/cameras/%2e%2e", "/cameras/%2e")) {
      assertThat(http.put(above, "image/jpeg", file).status()).as(above).isEqualTo(405);
    }
  }

  @Test
  void shouldLeaveTheSegmentsOfOthersAlone() throws Exception {
    byte[] other = "some other program's segment".repeat(20).getBytes(StandardCharsets.US_ASCII);
    Files.write(folder.resolve(name), other);

    assertThat(http.put(path, "image/jpeg", Pictures.file("jpeg", 48, 32, 1)).problem(409))
        .contains(name);
    assertThat(Files.readAllBytes(folder.resolve(name))).isEqualTo(other);
  }

  @Test
  void shouldNotMakeMoreCamerasThanItMay() throws Exception {
    byte[] file = Pictures.file("jpeg", 16, 16, 1);
    int last = 0;
    try {
      while (http.put(path + "." + last, "image/jpeg", file).status() == 201) {
        last++;
      }
      assertThat(last).isBetween(1, 5);
      assertThat(http.put(path + "." + last, "image/jpeg", file).problem(507))
          .contains("gateway.max-cameras=5");
    } finally {
      for (int i = 0; i < last; i++) {
        Files.delete(folder.resolve(name + "." + i));
      }
    }
    await().atMost(PATIENCE).until(() -> http.get(path + ".0.jpg").status() == 404);
  }
}
