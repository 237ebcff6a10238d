// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of one partition on a broker of this machine, by Camel's Kafka component.
 *
 * @param name of the row
 * @param title of the row
 * @param jpeg whether pictures travel encoded
 */
record KafkaTopic(String name, String title, boolean jpeg) implements Transport {

  private static final List<Copy> COPIES =
      List.of(
          Copy.user("the sender's array into the producer's batch"),
          // And what is left of it once more for each write of which the socket takes only a part.
          Copy.user("the batch into the JDK's memory outside the heap, at least once"),
          Copy.kernel("that memory into the socket"),
          Copy.kernel("the socket into the broker's memory outside the heap"),
          Copy.user("that memory into the broker's request"),
          Copy.user("the request into the JDK's memory outside the heap"),
          Copy.kernel("that memory into the log file"),
          // From the file to the socket the kernel passes on its pages (sendfile).
          Copy.kernel(
              "the log file's pages, by the socket, into the consumer's memory outside the heap"),
          Copy.user("that memory into the consumer's response"),
          Copy.user("the response into the record's array"));

  /** As large as the kernel thinks best; Kafka's own 64 KiB would be a handicap. */
  private static final String BUFFERS = "&sendBufferBytes=-1&receiveBufferBytes=-1";

  @Override
  public Optional<String> missing(Site site) {
    return Optional.empty();
  }

  @Override
  public Flow flow() {
    return Flow.WINDOW;
  }

  @Override
  public List<Copy> copies() {
    if (!jpeg) {
      return COPIES;
    }
    List<Copy> copies = new ArrayList<>(JpegCopies.encoding());
    COPIES.forEach(copy -> copies.add(copy.ofJpeg()));
    copies.addAll(JpegCopies.decoding());
    return copies;
  }

  @Override
  public Optional<Third> third() {
    return Optional.of(new Third("broker", KafkaBroker.class));
  }

  @Override
  public void send(RouteDefinition camera, Side side) {
    (jpeg ? side.encoded(camera) : camera)
        .process(side.parts().begin("send"))
        .to(
            uri(side)
                + "&valueSerializer="
                + ByteArraySerializer.class.getName()
                + "&maxRequestSize="
                + KafkaBroker.LARGEST_MESSAGE
                + "&bufferMemorySize="
                + 8L * KafkaBroker.LARGEST_MESSAGE
                // No frame waits for another one to travel with.
                + "&lingerMs=0&requestRequiredAcks=all"
                + BUFFERS)
        .process(side.parts().end("send"));
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) {
    RouteDefinition route =
        routes.from(
            uri(side)
                + "&groupId=comparison&autoOffsetReset=earliest&fetchMinBytes=1"
                + "&valueDeserializer="
                + ByteArrayDeserializer.class.getName()
                + "&maxPartitionFetchBytes="
                + KafkaBroker.LARGEST_MESSAGE
                + "&fetchMaxBytes="
                + 4L * KafkaBroker.LARGEST_MESSAGE
                + BUFFERS);
    return jpeg ? side.decoded(route) : route;
  }

  private static String uri(Side side) {
    return "kafka:frames?brokers=127.0.0.1:" + side.link().port();
  }
}
