// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Kafka's clients are told, as Camel's endpoint understands it. */
@Timeout(30)
class KafkaUrisTest {

  private final BridgeOptions options =
      Sides.options(
          Path.of("/tmp"),
          "brokers",
          "example.org:9093",
          "topic",
          "video",
          "maxAge",
          "3s",
          "maxBytes",
          "1000000");

  @Test
  void shouldNeitherReorderNorDoubleNorWaitForLong() throws Exception {
    KafkaConfiguration kafka = configuration(KafkaUris.producer(options));

    assertThat(kafka.getBrokers()).isEqualTo("example.org:9093");
    assertThat(kafka.getTopic()).isEqualTo("video");
    assertThat(kafka.isEnableIdempotence()).isTrue();
    assertThat(kafka.getRequestRequiredAcks()).isEqualTo("all");
    assertThat(kafka.getMaxInFlightRequest()).isLessThanOrEqualTo(5);
    assertThat(kafka.getDeliveryTimeoutMs()).isEqualTo(3000);
    assertThat(kafka.getRequestTimeoutMs()).isEqualTo(3000);
    assertThat(kafka.getMaxBlockMs()).isEqualTo(3000);
    assertThat(kafka.getMaxRequestSize()).isEqualTo(options.requestBytes());
    assertThat(kafka.getBufferMemorySize()).isEqualTo(2 * options.requestBytes());
  }

  @Test
  void shouldBeginWithTheNewestInAGroupOfItsOwn() throws Exception {
    KafkaConfiguration kafka = configuration(KafkaUris.consumer(options));
    KafkaConfiguration another = configuration(KafkaUris.consumer(options));

    assertThat(kafka.getAutoOffsetReset()).isEqualTo("latest");
    assertThat(kafka.getGroupId()).isNotEqualTo(another.getGroupId());
    assertThat(kafka.getFetchMaxBytes()).isEqualTo(options.requestBytes());
    assertThat(kafka.getMaxPartitionFetchBytes()).isEqualTo(options.requestBytes());
    assertThat(kafka.createConsumerProperties())
        .containsEntry("metadata.max.age.ms", "5000")
        .containsEntry("enable.auto.commit", true);
  }

  private static KafkaConfiguration configuration(String uri) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      return context.getEndpoint(uri, KafkaEndpoint.class).getConfiguration();
    }
  }
}
