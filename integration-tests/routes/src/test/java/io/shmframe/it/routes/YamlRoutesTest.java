// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.camel.ShmFrameConstants.FIELD_PREFIX;
import static io.shmframe.camel.ShmFrameConstants.HEIGHT;
import static io.shmframe.camel.ShmFrameConstants.SHAPE;
import static io.shmframe.camel.ShmFrameConstants.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes of examples/yaml as they stand, each with frames; only the segments' names differ. */
class YamlRoutesTest extends RouteTest {

  private static final Path ROUTES =
      Path.of(System.getProperty("shmframe.test.root")).resolve("examples/yaml/routes");
  private static final String BYTES = "org.apache.kafka.common.serialization.";
  private static final Path SHARED = Path.of("/dev/shm");

  private final String input = name + "-in";
  private final String output = name + "-out";
  private ProducerTemplate producer;

  @BeforeEach
  void start() {
    context.addComponent("kafka", stub());
    context.addComponent("platform-http", stub());
    context.start();
    producer = context.createProducerTemplate();
  }

  @AfterEach
  void clean() throws IOException {
    context.stop();
    try (Stream<Path> files = Files.list(SHARED)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith(name)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** One that need not be waited for when it stops. */
  private static StubComponent stub() {
    StubComponent stub = new StubComponent();
    stub.setDefaultPollTimeout(10);
    return stub;
  }

  /** Adds a route of the examples; its placeholders are resolved at once. */
  private void load(String route, String... properties) throws Exception {
    Properties values = new Properties();
    for (int i = 0; i < properties.length; i += 2) {
      values.put(properties[i], properties[i + 1]);
    }
    context.getPropertiesComponent().setOverrideProperties(values);
    String yaml = Files.readString(ROUTES.resolve(route + ".yaml"));
    if ("pipe".equals(route)) {
      // Camel escapes the default of a placeholder in a Pipe, so this one has none to fill in.
      yaml =
          yaml.replace("segment: camera", "segment: " + input)
              .replace("segment: annotated", "segment: " + output);
    }
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(ResourceHelper.fromString(route + ".yaml", yaml));
  }

  private void link(String route) throws Exception {
    load(route, "input", input, "output", output);
  }

  private void keep(String segment, String options) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("shmframe:" + segment + "?reattachInterval=20ms" + options)
                .process(YamlRoutesTest.this::keep);
          }
        });
  }

  private void write(String options, int value) {
    producer.sendBodyAndHeaders(
        "shmframe:" + input + options, filled(96, value), RingRouteTest.sized());
  }

  /** Whatever the waiting consumers have seen: a frame comes until one is kept. */
  private void writeUntilGot(String options, int value) {
    until(
        () -> {
          write(options, value);
          return !got.isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring-to-ring", "kamelets", "pipe"})
  void shouldCarryFramesFromRingToRing(String route) throws Exception {
    keep(output, "");
    link(route);

    writeUntilGot("", 7);

    assertThat(last().bytes()).isEqualTo(filled(96, 7));
    assertThat(last().headers()).containsEntry(WIDTH, 8).containsEntry(HEIGHT, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring-to-ring", "pipe"})
  void shouldCarryEachFrameInItsTurn(String route) throws Exception {
    keep(output, "&delivery=all");
    link(route);
    write("?overflow=block", 1);
    untilGot(1);

    for (int i = 2; i <= 20; i++) {
      write("?overflow=block", i);
    }

    untilGot(20);
    assertThat(got).extracting(frame -> frame.bytes()[0]).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void shouldBringFramesOfAnOldProgramIntoTheRing() throws Exception {
    keep(output, "");
    link("to-ring");

    writeUntilGot("?layout=frameheader", 7);

    assertThat(last().bytes()).isEqualTo(filled(96, 7));
  }

  @Test
  void shouldReadTheFieldsOfADescribedHeader() throws Exception {
    keep(output, "");
    link("described");
    String layout =
        "?layout=width:u32,height:u32,channels:u8,valid:u8,camera:char[16],timestampUs:i64,gain:f32";
    Map<String, Object> fields =
        RingRouteTest.sized(FIELD_PREFIX + "camera", "left", FIELD_PREFIX + "gain", 1.5f);

    until(
        () -> {
          producer.sendBodyAndHeaders("shmframe:" + input + layout, filled(96, 7), fields);
          return !got.isEmpty();
        });

    assertThat(last().headers())
        .containsEntry(FIELD_PREFIX + "camera", "left")
        .containsEntry(FIELD_PREFIX + "gain", 1.5);
  }

  @Test
  void shouldReadTheRegionBehindAPicture() throws Exception {
    int image = 640 * 404 * 3;
    byte[] both = filled(2 * image, 1);
    Arrays.fill(both, image, 2 * image, (byte) 2);
    Files.write(SHARED.resolve(input), both);
    keep(output, "");

    link("raw-region");
    untilGot(1);

    assertThat(last().bytes()).hasSize(image).containsOnly(2);
  }

  @Test
  void shouldKeepTheNewestPictureAsAFile() throws Exception {
    load("picture-file", "input", input, "folder", folder.toString(), "interval", "10");
    Path picture = folder.resolve(input + ".jpg");

    until(
        () -> {
          write("", 200);
          return Files.exists(picture);
        });

    assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(8);
    assertThat(ImageIO.read(picture.toFile()).getRGB(4, 2) & 0xff).isBetween(198, 202);
  }

  @Test
  void shouldAnswerWithTheNewestPicture() throws Exception {
    load("snapshot", "input", input);
    CompletableFuture<Exchange> answer = CompletableFuture.supplyAsync(() -> get("127.0.0.1:8080"));

    until(
        () -> {
          write("", 200);
          return answer.isDone();
        });

    assertThat(answer.get().getMessage().getHeader("Content-Type")).isEqualTo("image/jpeg");
    assertThat(jpeg(answer.get().getMessage().getBody(byte[].class))).isEqualTo(8);
  }

  @Test
  void shouldAnswerThatThereIsNoPicture() throws Exception {
    load("snapshot", "input", input, "timeout", "50");

    Exchange answer = get("localhost");

    assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, int.class))
        .isEqualTo(503);
    assertThat(answer.getMessage().getBody()).isNull();
  }

  @Test
  void shouldAnswerNobodyWhoUsesAnotherName() throws Exception {
    load("snapshot", "input", input);

    Exchange answer = get("localhost.example.org:8080");

    assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, int.class))
        .isEqualTo(403);
    assertThat(answer.getMessage().getBody()).isNull();
  }

  private Exchange get(String host) {
    return producer.request(
        "platform-http:/camera.jpg", exchange -> exchange.getIn().setHeader("Host", host));
  }

  @Test
  void shouldSendAndReceiveJpegsBehindAPaddedLength() throws Exception {
    String port = String.valueOf(freePort());
    keep(output, "&layout=frameheader");
    load("socket-receiver", "output", output, "port", port);
    load("socket-sender", "input", input, "port", port);

    writeUntilGot("", 200);

    assertThat(last().bytes()).hasSize(96);
    assertThat(last().bytes()[0] & 0xff).isBetween(198, 202);
  }

  @Test
  void shouldSendAndReceiveJpegsByKafka() throws Exception {
    keep(output, "");
    load("kafka-receive", "output", output);
    load("kafka-send", "input", input);

    writeUntilGot("", 200);

    assertThat(last().bytes()).hasSize(96);
    assertThat(last().bytes()[0] & 0xff).isBetween(198, 202);
    // The stub does not care; Kafka takes strings where it is not told otherwise.
    assertThat(context.getEndpoints())
        .extracting(Endpoint::getEndpointUri)
        .filteredOn(uri -> uri.startsWith("kafka:"))
        .hasSize(2)
        .anyMatch(uri -> uri.contains("valueDeserializer=" + BYTES + "ByteArrayDeserializer"))
        .anyMatch(uri -> uri.contains("valueSerializer=" + BYTES + "ByteArraySerializer"));
  }

  @Test
  void shouldAskAndAnswer() throws Exception {
    String model = name + "-model";
    keep(output, "&bodyType=array");
    load("answer", "model", model);
    load("ask", "input", input, "output", output, "model", model);
    float[] question = {1, 2, 3, 4, 5, 6};

    until(
        () -> {
          producer.sendBodyAndHeader("shmframe:" + input, question, SHAPE, "2x3");
          return !got.isEmpty();
        });

    assertThat(last().body()).isEqualTo(question);
    assertThat(last().header(SHAPE)).isEqualTo("2x3");
  }

  @Test
  void shouldHaveATestForEachRoute() throws IOException {
    List<String> tested =
        List.of(
            "answer",
            "ask",
            "described",
            "kafka-receive",
            "kafka-send",
            "kamelets",
            "picture-file",
            "pipe",
            "raw-region",
            "ring-to-ring",
            "snapshot",
            "socket-receiver",
            "socket-sender",
            "to-ring");
    try (Stream<Path> files = Files.list(ROUTES)) {
      assertThat(files.map(f -> f.getFileName().toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(tested);
    }
  }

  private static int jpeg(byte[] bytes) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes)).getWidth();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
