// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway that listens to the network, takes no uploads and finds nothing by itself. */
@QuarkusTest
@TestProfile(OtherOptionsTest.Options.class)
@Timeout(90)
class OtherOptionsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TestHTTPResource("/")
  URI root;

  Path folder;

  /** The options. */
  public static final class Options implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.http.host", "0.0.0.0",
          "gateway.upload", "false",
          "gateway.discover", "false",
          "gateway.stale-after", "1ms",
          "gateway.quality", "1");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(GatewayFolder.class));
    }
  }

  @Test
  void shouldTakeNoUploads() throws Exception {
    Http.Answer answer = new Http(root).put("/cameras/a", "image/jpeg", new byte[10]);

    assertThat(answer.problem(403)).contains("gateway.upload=true, found false");
  }

  @Test
  void shouldAnswerToAnyNameWhereItListensToTheNetwork() throws Exception {
    assertThat(new Http(root).get("/cameras", "Host: gateway.example").status()).isEqualTo(200);
  }

  @Test
  void shouldShowNoStalePictureAndFindNothing() throws Exception {
    Http http = new Http(root);
    try (RingWriter known = writer("absent");
        RingWriter found = writer("found")) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  http.get("/cameras/absent.jpg")
                      .problem(503)
                      .matches(".*expected a frame within 1 ms, found the last one \\d+ ms old.*"));
      assertThat(http.get("/cameras/found.jpg").status()).isEqualTo(404);
      known.unlink();
      found.unlink();
    }
  }

  private RingWriter writer(String name) throws Exception {
    RingWriter writer = new RingWriter(folder.resolve(name), RingWriterOptions.defaults());
    writer.publish(Pictures.plain(64, 32, 1), FrameTags.ofMillis(System.currentTimeMillis()));
    return writer;
  }
}
