// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** Which record of Kafka it was, for the log. */
final class Origin {

  private static final int LONGEST = 60;

  private Origin() {}

  /** As {@code topic-partition@offset}, which is how Kafka's own tools show it. */
  static String of(Message message) {
    return message.getHeader(KafkaConstants.TOPIC, "?", String.class)
        + "-"
        + message.getHeader(KafkaConstants.PARTITION, "?", String.class)
        + "@"
        + message.getHeader(KafkaConstants.OFFSET, "?", String.class);
  }

  /** What a peer wrote is not shown at any length. */
  static String shown(String key) {
    String safe = key.replaceAll("[^A-Za-z0-9._-]", "?");
    return safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "...";
  }
}
