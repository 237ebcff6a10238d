// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.camel.opencv.JpegDataFormat;
import org.apache.camel.builder.RouteBuilder;

/** Records of Kafka into rings of this host. */
final class ReceiverRoutes extends RouteBuilder {

  static final String RECORDS = "records";

  private final BridgeOptions options;
  private final Incoming records;

  ReceiverRoutes(BridgeOptions options, Incoming records) {
    this.options = options;
    this.records = records;
  }

  @Override
  public void configure() {
    from(KafkaUris.consumer(options))
        .routeId(RECORDS)
        .onException(Exception.class)
        .handled(true)
        .process(records::bad)
        .end()
        .process(records::open)
        .filter(records::isNew)
        .filter(records::inTime)
        .choice()
        .when(records::decodes)
        .unmarshal(new JpegDataFormat().maxBytes(options.maxBytes()))
        .end()
        .process(records::verify)
        // One of the names that were given: others do not come this far.
        .toD("direct:${header.CamelShmFrameSegment}")
        .process(records::published);

    for (CameraEnd camera : options.cameras()) {
      from("direct:" + camera.name())
          .routeId(camera.name())
          // The route above hears of what fails.
          .errorHandler(noErrorHandler())
          .to(camera.uri(options.directory()));
    }
  }
}
