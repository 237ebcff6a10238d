// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health, console and metrics over HTTP, against a camera program that lives and dies. */
abstract class WriterStates {

  private static final String CHECK = "consumer:live";
  private static final String ENDPOINT = "shmframe-consumer-live";

  @TestHTTPResource("/")
  URI root;

  Http http;
  private Observation observation;

  @BeforeEach
  void connect() {
    http = new Http(root);
    observation = new Observation(http);
  }

  /** The segment comes and goes with the program. */
  @Test
  void shouldFollowAWriterThatIsStartedAndStopped() throws Exception {
    awaitDown("waiting|gone", ".*does not exist");
    try (Camera camera = Camera.start(segment())) {
      awaitLive();
      camera.stop();
      awaitDown("gone", ".*does not exist");
      assertThatNoFrameCounts();
    }
    try (Camera camera = Camera.start(segment())) {
      awaitLive();
      camera.stop();
    }
    awaitDown("gone", ".*does not exist");
  }

  /** The segment stays as it was in the last moment. */
  @Test
  void shouldNoticeAWriterThatIsKilled() throws Exception {
    try (Camera camera = Camera.start(segment())) {
      awaitLive();
      camera.kill();
      awaitDown(
          "stale", "No fresh frame in segment .*; the segment is mapped for writing by no .*");
      assertThatNoFrameCounts();
    }
    double reattached = observation.meter("shmframe_reattached_total", ENDPOINT);
    try (Camera camera = Camera.start(segment())) {
      awaitLive();
      assertThat(observation.meter("shmframe_reattached_total", ENDPOINT))
          .isGreaterThan(reattached);
      camera.stop();
    }
  }

  /** As one that hangs: it lives, and its segment is there. */
  @Test
  void shouldNoticeAWriterThatIsFrozen() throws Exception {
    try (Camera camera = Camera.start(segment())) {
      awaitLive();
      camera.freeze();
      awaitDown(
          "stale", "No fresh frame in segment .*; the segment is mapped for writing by pid .*");
      assertThatNoFrameCounts();
      camera.thaw();
      awaitLive();
      camera.stop();
    }
  }

  @Test
  void shouldShowAProducerToo() {
    String name = "it-observed";
    http.write(
        "shmframe:" + name + "?layout=frameheader&directory={{segments}}",
        "bytes",
        new byte[24],
        "CamelShmFrameWidth",
        "4",
        "CamelShmFrameHeight",
        "2",
        "CamelShmFrameChannels",
        "3");
    String id = String.valueOf(producerOf(name));

    assertThat(observation.health(id).state()).isEqualTo("live");
    assertThat(observation.health(id).segment()).endsWith("/" + name);
    assertThat(observation.console(id).get("framesWritten")).hasToString("1");
    assertThat(observation.meter("shmframe_frames_total", id)).isEqualTo(1);
    assertThat(observation.meter("shmframe_size_bytes_sum", id)).isEqualTo(24);
  }

  private Object producerOf(String segment) {
    return observation.endpoints().stream()
        .filter(endpoint -> "producer".equals(endpoint.get("direction")))
        .filter(endpoint -> endpoint.get("segment").toString().endsWith("/" + segment))
        .map(endpoint -> endpoint.get("id"))
        .findAny()
        .orElseThrow();
  }

  /** All three say that frames pass, and count them. */
  private void awaitLive() {
    untilAsserted(
        () -> {
          Observation.Health health = observation.health(CHECK);
          assertThat(health.state()).isEqualTo("live");
          assertThat(health.message()).isEmpty();
          assertThat(observation.console(ENDPOINT).get("state")).isEqualTo("live");
        });
    assertThat(observation.consoleText()).contains(ENDPOINT + ": live");
    double before = observation.meter("shmframe_frames_total", ENDPOINT);
    untilAsserted(
        () ->
            assertThat(observation.meter("shmframe_frames_total", ENDPOINT)).isGreaterThan(before));
  }

  private void awaitDown(String states, String message) {
    untilAsserted(
        () -> {
          Observation.Health health = observation.health(CHECK);
          assertThat(health.overall()).isEqualTo("DOWN");
          assertThat(health.state()).matches(states);
          assertThat(health.message()).matches(message);
          assertThat(observation.console(ENDPOINT).get("state")).asString().matches(states);
        });
  }

  /** Nobody writes any more, so what was counted is all. */
  private void assertThatNoFrameCounts() {
    double frames = observation.meter("shmframe_frames_total", ENDPOINT);
    assertThat(observation.console(ENDPOINT).get("framesDelivered"))
        .hasToString(String.valueOf((long) frames));
    assertThat(observation.meter("shmframe_frames_total", ENDPOINT)).isEqualTo(frames);
  }

  private String segment() {
    return Path.of(observation.health(CHECK).segment()).getFileName().toString();
  }

  private static void untilAsserted(org.awaitility.core.ThrowingRunnable assertion) {
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(assertion);
  }
}
