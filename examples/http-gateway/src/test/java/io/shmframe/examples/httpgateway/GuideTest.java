// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The smallest routes of docs/guide/http.md, with the gateway for a collector. */
@QuarkusTest
@QuarkusTestResource(GatewayFolder.class)
@Timeout(90)
class GuideTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TestHTTPResource("/")
  URI root;

  Path folder;

  @Test
  void shouldTakePicturesFromARouteAndGiveThemToAnother() throws Exception {
    Http http = new Http(root);
    String collector = "http:localhost:" + root.getPort() + "/cameras/collected";
    String directory = "?directory=" + folder;
    try (RingWriter camera = new RingWriter(folder.resolve("guide"), RingWriterOptions.defaults());
        DefaultCamelContext elsewhere = new DefaultCamelContext()) {
      elsewhere.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("shmframe:guide" + directory)
                  .marshal(new JpegDataFormat().quality(80))
                  .setHeader(Exchange.HTTP_METHOD, constant("PUT"))
                  .to(collector);

              from("direct:pull")
                  .to(collector + ".jpg")
                  .unmarshal()
                  .custom("shmframeJpeg")
                  .to("shmframe:guide-copy" + directory);
            }
          });
      elsewhere.start();
      camera.publish(Pictures.plain(64, 40, 99), FrameTags.ofMillis(System.currentTimeMillis()));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(http.get("/cameras/collected.jpg").status()).isEqualTo(200));
      elsewhere.createProducerTemplate().sendBody("direct:pull", null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(http.get("/cameras/guide-copy.jpg").status()).isEqualTo(200));

      byte[] copy = http.get("/cameras/guide-copy.jpg").body();
      assertThat(Pictures.grey(Pictures.read(copy))).isCloseTo(99, within(4));
      camera.unlink();
    }
    Files.delete(folder.resolve("collected"));
    Files.delete(folder.resolve("guide-copy"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(http.get("/cameras/collected.jpg").status()).isEqualTo(404));
  }
}
