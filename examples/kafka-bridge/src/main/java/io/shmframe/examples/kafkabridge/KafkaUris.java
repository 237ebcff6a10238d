// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka as the two sides use it: bounded in memory, and in time where the broker is dead. */
final class KafkaUris {

  private KafkaUris() {}

  /** Where records go. */
  static String producer(BridgeOptions options) {
    return "kafka:"
        + options.topic()
        + "?brokers="
        + options.brokers()
        + "&valueSerializer="
        + ByteArraySerializer.class.getName()
        // Retries neither reorder nor double within one life of this process.
        + "&enableIdempotence=true&requestRequiredAcks=all&maxInFlightRequest=5&lingerMs=0"
        // A frame that is late is of no use, so nobody waits long for a broker that is away.
        + ("&deliveryTimeoutMs=" + options.deliveryMillis())
        + ("&requestTimeoutMs=" + options.deliveryMillis())
        + ("&maxBlockMs=" + options.deliveryMillis())
        + "&reconnectBackoffMaxMs=500"
        // All that may be in flight fits, and no more.
        + ("&maxRequestSize=" + options.requestBytes())
        + ("&bufferMemorySize=" + bufferBytes(options))
        + "&useIterator=false&synchronous=false";
  }

  /** Where records come from. */
  static String consumer(BridgeOptions options) {
    return "kafka:"
        + options.topic()
        + "?brokers="
        + options.brokers()
        + "&valueDeserializer="
        + ByteArrayDeserializer.class.getName()
        // A group for each life of this process: it begins with the newest records, but goes on
        // where it was when the broker comes back.
        + ("&groupId=shmframe-bridge-" + UUID.randomUUID())
        + "&autoOffsetReset=latest&autoCommitEnable=true&autoCommitIntervalMs=500"
        + "&pollTimeoutMs=500&fetchMinBytes=1&maxPollRecords=64&reconnectBackoffMaxMs=500"
        + ("&maxPartitionFetchBytes=" + options.requestBytes())
        + ("&fetchMaxBytes=" + options.requestBytes())
        + "&additionalProperties.metadata.max.age.ms=5000";
  }

  private static long bufferBytes(BridgeOptions options) {
    return 2L * options.requestBytes();
  }
}
