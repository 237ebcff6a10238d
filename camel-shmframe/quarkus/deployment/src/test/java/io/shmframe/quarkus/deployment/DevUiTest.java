// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.devui.tests.DevUIJsonRPCTest;
import io.quarkus.test.QuarkusDevModeTest;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.apache.camel.builder.RouteBuilder;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page of the Dev UI asks for, in dev mode. */
@Timeout(240)
class DevUiTest extends DevUIJsonRPCTest {

  private static final String SEGMENTS = "it-dev-" + UUID.randomUUID();
  private static final int PORT = freePort();
  private static final FrameGeometry PICTURE = FrameGeometry.of8Bit(640, 400, 3);

  @RegisterExtension
  static final QuarkusDevModeTest APPLICATION =
      new QuarkusDevModeTest()
          .withApplicationRoot(
              jar ->
                  jar.addClass(Watching.class)
                      .addAsResource(
                          new StringAsset("segments=" + SEGMENTS + "\nquarkus.http.port=" + PORT),
                          "application.properties"));

  private FrameWriter camera;
  private FrameWriter tensors;

  DevUiTest() {
    super("camel-quarkus-shmframe");
    // It would take 8080, which somebody else may have.
    uri = URI.create(uri.getScheme() + "://localhost:" + PORT + uri.getPath());
  }

  /** A route that reads a picture, one that reads a tensor without taking part in its handshake. */
  public static final class Watching extends RouteBuilder {

    @Override
    public void configure() {
      from("shmframe:{{segments}}-camera?layout=frameheader&staleAfter=10m")
          .routeId("camera")
          .process(exchange -> {});
      from("shmframe:{{segments}}-tensor?layout=status&staleAfter=10m")
          .routeId("tensor")
          .process(exchange -> {});
    }
  }

  @BeforeEach
  void write() throws Exception {
    camera = writer("camera", Preset.FRAMEHEADER);
    tensors = writer("tensor", Preset.STATUS);
    byte[] green = new byte[(int) PICTURE.bytes()];
    for (int i = 1; i < green.length; i += 3) {
      green[i] = (byte) 200;
    }
    camera.publish(FrameView.of(PICTURE, ByteBuffer.wrap(green)), 1);
    FrameGeometry tensor = FrameGeometry.tensor(ElementType.FLOAT32, 2, 2);
    tensors.publish(FrameView.of(tensor, ByteBuffer.allocate(16)), 1);
  }

  @AfterEach
  void unlink() {
    camera.unlink();
    camera.close();
    tensors.unlink();
    tensors.close();
  }

  /** One test, as each starts an application in dev mode anew. */
  @Test
  void shouldShowTheSegmentsOfTheRoutesWithFiguresAndPictures() throws Exception {
    awaitLive("camera");
    awaitLive("tensor");
    JsonNode figures = segment("camera");

    assertThat(super.executeJsonRPCMethod("count").asInt()).isEqualTo(2);
    assertThat(figures.get("segment").asText()).endsWith(SEGMENTS + "-camera");
    assertThat(figures.get("layout").asText()).startsWith("frameheader[");
    assertThat(figures.get("header").get("width").asInt()).isEqualTo(640);
    assertThat(figures.get("framesMissed").asInt()).isZero();
    assertThat(figures.get("looksTorn").asInt()).isZero();
    assertThat(figures.has("framesPerSecond")).isTrue();

    assertThatItIsSmallAndGreen(picture("camera").get("image").asText());
    assertThat(picture("tensor").get("reason").asText()).startsWith("No picture: ");
    assertThat(picture("nobody").get("reason").asText()).contains("does not run");

    // Nobody but the routes has taken anything.
    assertThat(segment("camera").get("framesDelivered").asInt()).isEqualTo(1);
    assertThat(segment("tensor").get("framesDelivered").asInt()).isEqualTo(1);
  }

  private static void assertThatItIsSmallAndGreen(String url) throws Exception {
    assertThat(url).startsWith("data:image/jpeg;base64,");
    byte[] jpeg = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(200);
    Color pixel = new Color(image.getRGB(100, 100));
    assertThat(pixel.getGreen()).isBetween(190, 210);
    assertThat(pixel.getRed() + pixel.getBlue()).isLessThan(20);
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FrameWriter writer(String name, Preset preset) {
    return new FrameWriter(
        Path.of("/dev/shm", SEGMENTS + "-" + name), preset.layout(), WriterOptions.defaults());
  }

  private void awaitLive(String route) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(segment(route).get("state").asText()).isEqualTo("live"));
  }

  private JsonNode segment(String route) throws Exception {
    for (JsonNode segment : super.executeJsonRPCMethod("segments")) {
      if (route.equals(segment.get("route").asText())) {
        return segment;
      }
    }
    throw new AssertionError("No segment of route " + route);
  }

  private JsonNode picture(String route) throws Exception {
    return super.executeJsonRPCMethod("picture", Map.of("id", "shmframe-consumer-" + route));
  }
}
