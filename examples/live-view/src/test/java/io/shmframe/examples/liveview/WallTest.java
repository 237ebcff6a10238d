// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wall and its server, without a camera process: routes come and go with segments. */
@Timeout(60)
class WallTest {

  private static final FrameGeometry GEOMETRY = FrameGeometry.of8Bit(4, 2, 3);
  private static final int MOST = 3;

  @TempDir Path folder;

  private final String own = "own-" + UUID.randomUUID();
  private final CamelContext camel = new DefaultCamelContext();
  private final HttpClient client = HttpClient.newHttpClient();
  private Wall wall;
  private PageServer server;

  /** Once, and not while a test waits for its first picture. */
  @BeforeAll
  static void loadOpenCv() {
    Jpegs.load();
  }

  @BeforeEach
  void start() throws Exception {
    DemoOptions options =
        new DemoOptions(
            "127.0.0.1",
            "wall.example",
            0,
            0,
            folder,
            own,
            false,
            1,
            30,
            MOST,
            Map.of(),
            folder.resolve("snapshots"),
            1000);
    Snapshots snapshots = new Snapshots(options);
    camel.start();
    wall = new Wall(camel, options, snapshots);
    wall.start();
    server = new PageServer(options, wall, new WallJson(wall, options, snapshots));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    wall.close();
    camel.stop();
  }

  private FrameWriter writer(String name) {
    return new FrameWriter(
        folder.resolve(name), Preset.FRAMEHEADER.layout(), WriterOptions.defaults());
  }

  private static void write(FrameWriter writer, int value) throws Exception {
    byte[] pixels = new byte[(int) GEOMETRY.bytes()];
    Arrays.fill(pixels, (byte) value);
    writer.publish(FrameView.of(GEOMETRY, ByteBuffer.wrap(pixels)), System.currentTimeMillis());
  }

  private String uri(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(uri(path))).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> choose(String name, String layout, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri("/cameras/" + name + "/layout")))
            .POST(HttpRequest.BodyPublishers.ofString(layout));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The status line for a Host, which Java's client does not let anybody choose. */
  private String statusFor(String host) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      // A test's timeout interrupts, which does not end a read.
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void shouldAddAndRemoveARouteWithItsSegment() throws Exception {
    try (FrameWriter writer = writer("cam")) {
      write(writer, 1);
      await().until(() -> wall.camera("cam").filter(it -> it.number() > 0).isPresent());
      assertThat(camel.getRoute(CameraRoute.id("cam"))).isNotNull();
      writer.unlink();
    }

    await()
        .untilAsserted(
            () ->
                assertThat(Condition.of(wall.camera("cam").orElseThrow()).word())
                    .isEqualTo("gone"));
    for (int look = 0; look < 25; look++) {
      wall.look();
    }

    assertThat(wall.camera("cam")).isEmpty();
    assertThat(camel.getRoute(CameraRoute.id("cam"))).isNull();
    assertThat(camel.getEndpoints())
        .extracting(Endpoint::getEndpointUri)
        .noneMatch(uri -> uri.contains("/cam?"))
        .anyMatch(uri -> uri.contains("/" + own + "?"));
    assertThat(wall.camera(own)).isPresent();
  }

  @Test
  void shouldShowNoMoreCamerasThanItMayAndSaySo() throws Exception {
    for (String name : new String[] {"cam-a", "cam-b", "cam-c"}) {
      try (FrameWriter writer = writer(name)) {
        write(writer, 1);
      }
    }
    wall.look();

    assertThat(wall.cameras()).hasSize(MOST);
    assertThat(wall.others())
        .singleElement()
        .matches(it -> it.name().equals("cam-c"))
        .matches(it -> it.about().contains("3 cameras are the most (-Ddemo.maxCameras)"));
    assertThat(get("/cameras").body()).contains("3 cameras are the most");
  }

  @Test
  void shouldShowAnUnknownSegmentInTheLayoutThatIsChosen() throws Exception {
    byte[] pixels = new byte[2 * 24];
    Arrays.fill(pixels, (byte) 9);
    Files.write(folder.resolve("cam"), pixels);
    wall.look();
    assertThat(choose("cam", "raw&width=4").statusCode()).isEqualTo(400);
    assertThat(choose("cam", "raw&hue=4").body()).contains("option 'hue=4'");
    assertThat(choose("other", "raw").body()).contains("There is no segment 'other'");
    assertThat(wall.camera("cam")).isEmpty();

    assertThat(choose("cam", "raw&width=4&height=2&channels=3").statusCode()).isEqualTo(200);

    await().until(() -> wall.camera("cam").filter(it -> it.number() > 0).isPresent());
    assertThat(Files.readAllBytes(folder.resolve("cam"))).isEqualTo(pixels);
  }

  @Test
  void shouldTakeNoFormOfAnotherPage() throws Exception {
    Files.write(folder.resolve("cam"), new byte[2 * 24]);
    wall.look();

    assertThat(choose("cam", "raw", "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    assertThat(wall.camera("cam")).isEmpty();
  }

  @Test
  void shouldAnswerToThisMachinesNamesOnly() throws Exception {
    assertThat(statusFor("localhost:1")).endsWith("200 OK");
    assertThat(statusFor("[::1]:8080")).endsWith("200 OK");
    assertThat(statusFor("Wall.example")).endsWith("200 OK");
    assertThat(statusFor("evil.example")).contains(" 403 ");
    assertThat(statusFor("localhost.evil.example:8080")).contains(" 403 ");
    assertThat(statusFor("")).contains(" 403 ");
  }

  @Test
  void shouldGiveThePixelOfAFrameItKeepsAndSayWhyNot() throws Exception {
    try (FrameWriter writer = writer("cam")) {
      write(writer, 77);
      await().until(() -> wall.camera("cam").filter(it -> it.last().isPresent()).isPresent());

      assertThat(get("/cameras/cam/pixel?frame=1&x=3&y=1").body())
          .contains("\"values\":[77,77,77]");
      assertThat(get("/cameras/cam/pixel?frame=1&x=4&y=1").body())
          .isEqualTo("x=4: expected 0 to 3");
      assertThat(get("/cameras/cam/pixel?frame=1&x=a&y=1").statusCode()).isEqualTo(400);
      assertThat(get("/cameras/cam/pixel?x=1&y=1").body()).startsWith("frame=-1: expected");
      assertThat(get("/cameras/cam/pixel?frame=999&x=1&y=1").statusCode()).isEqualTo(410);
      assertThat(get("/cameras/none/pixel?frame=1&x=1&y=1").statusCode()).isEqualTo(404);
      assertThat(get("/cameras/cam/pixels").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void shouldStepFromFrameToFrame() throws Exception {
    try (FrameWriter writer = writer("cam")) {
      write(writer, 1);
      await().until(() -> wall.camera("cam").filter(it -> it.number() == 1).isPresent());
      for (int value = 2; value <= 4; value++) {
        wall.camera("cam").orElseThrow().history().hold(1);
        write(writer, value);
        long frames = value;
        await().until(() -> wall.camera("cam").orElseThrow().number() == frames);
      }

      HttpResponse<String> next = get("/cameras/cam/next?after=1");

      assertThat(next.headers().firstValue("X-Frame").orElseThrow()).contains("\"frame\":2");
      assertThat(get("/cameras/cam/pixel?frame=2&x=0&y=0").body()).contains("[2,2,2]");
      assertThat(get("/stream?fps=0").body())
          .isEqualTo("fps=0: expected a whole number from 1 to 60");
    }
  }
}
