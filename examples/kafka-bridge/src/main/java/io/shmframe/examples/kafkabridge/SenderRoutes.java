// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.camel.opencv.JpegDataFormat;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Segments of this host into Kafka. */
final class SenderRoutes extends RouteBuilder {

  static final String RECORDS = "records";

  private final BridgeOptions options;
  private final List<Outgoing> cameras;

  SenderRoutes(BridgeOptions options, Ledger ledger) {
    this.options = options;
    this.cameras =
        options.cameras().stream()
            .map(camera -> new Outgoing(camera.name(), options, ledger))
            .toList();
  }

  List<Outgoing> cameras() {
    return cameras;
  }

  @Override
  public void configure() {
    for (int i = 0; i < cameras.size(); i++) {
      camera(options.cameras().get(i), cameras.get(i));
    }

    // One client for all cameras, and one thread that hands it one record after another.
    from(queue())
        .routeId(RECORDS)
        .onException(Exception.class)
        .handled(true)
        .process(exchange -> camera(exchange).failed(exchange))
        .end()
        .to(KafkaUris.producer(options))
        .process(exchange -> camera(exchange).sent(exchange));
  }

  private void camera(CameraEnd end, Outgoing frames) {
    from(end.uri(options.directory()))
        .routeId(end.name())
        .onException(Exception.class)
        .handled(true)
        .process(frames::bad)
        .end()
        .process(frames::number)
        .filter(frames::inTime)
        .choice()
        .when(frames::encodes)
        .marshal(new JpegDataFormat().quality(options.quality()))
        .end()
        .process(frames::address)
        .to(queue())
        .process(frames::awaitRoom);
  }

  /** Never full: as many records are under way as each camera has room for. */
  private String queue() {
    return "seda:records?pollTimeout=100&size=" + cameras.size() * options.inFlight();
  }

  private Outgoing camera(Exchange exchange) {
    String name = Outgoing.frame(exchange).camera();
    return cameras.stream()
        .filter(camera -> camera.camera().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
