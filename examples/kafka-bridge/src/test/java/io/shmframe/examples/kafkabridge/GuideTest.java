// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.frame.RingWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The smallest routes of docs/guide/kafka.md, with Kafka's place taken. */
@Timeout(60)
class GuideTest {

  @TempDir Path a;
  @TempDir Path b;

  @Test
  void shouldBringAFrameOverWithItsTime() throws Exception {
    long stamp = Age.now();
    try (DefaultCamelContext context = new DefaultCamelContext();
        RingWriter camera = Sides.ring(a)) {
      context.getShutdownStrategy().setTimeout(2);
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("shmframe:cam?directory=RAW(" + a + ")")
                  .marshal(new JpegDataFormat())
                  .setHeader("timestampNs", simple("${header.CamelShmFrameTimestampNanos}"))
                  .to("mock:kafka");

              from("direct:kafka")
                  .setHeader(
                      "CamelShmFrameTimestampNanos",
                      header("timestampNs").convertToString().convertTo(Long.class))
                  .unmarshal(new JpegDataFormat())
                  .to("shmframe:cam?directory=RAW(" + b + ")");
            }
          });
      context.start();
      Sides.publish(camera, 90, stamp);
      MockEndpoint kafka = context.getEndpoint("mock:kafka", MockEndpoint.class);
      kafka.expectedMessageCount(1);
      kafka.assertIsSatisfied(10_000);
      Message record = kafka.getReceivedExchanges().get(0).getMessage();
      // Kafka gives the other side bytes.
      byte[] time = record.getHeader("timestampNs", String.class).getBytes(StandardCharsets.UTF_8);
      context
          .createProducerTemplate()
          .sendBodyAndHeader("direct:kafka", record.getBody(byte[].class), "timestampNs", time);

      Exchange frame =
          context.createConsumerTemplate().receive("shmframe:cam?directory=RAW(" + b + ")", 5000);

      assertThat(frame.getMessage().getHeaders())
          .containsEntry(ShmFrameConstants.WIDTH, Sides.WIDTH)
          .containsEntry(ShmFrameConstants.TIMESTAMP_NANOS, stamp);
    }
  }
}
