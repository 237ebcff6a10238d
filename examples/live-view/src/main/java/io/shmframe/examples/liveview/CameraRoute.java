// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.frame.TornFrameException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** The route of one camera; that of the demo's own one also writes pictures to a folder. */
final class CameraRoute extends RouteBuilder {

  private final WatchedCamera camera;
  private final DemoOptions options;
  private final Snapshots snapshots;

  CameraRoute(WatchedCamera camera, DemoOptions options, Snapshots snapshots) {
    this.camera = camera;
    this.options = options;
    this.snapshots = snapshots;
  }

  static String id(String name) {
    return "camera-" + name;
  }

  @Override
  public void configure() {
    var route =
        from(camera.layout().uri(options.directory(), camera.name()))
            .routeId(id(camera.name()))
            .process(camera::take);
    if (camera.name().equals(options.segment())) {
      route
          .filter(exchange -> snapshots.due())
          .process(this::snapshot)
          .to("file:" + options.snapshots());
    }
  }

  private void snapshot(Exchange exchange) {
    try {
      FrameCopy frame = FrameCopy.of(camera.number(), exchange.getIn());
      exchange.getIn().setBody(Jpegs.of(frame, 95, 0));
      exchange.getIn().setHeader(Exchange.FILE_NAME, snapshots.name());
    } catch (TornFrameException e) {
      snapshots.again();
      exchange.setRouteStop(true);
    }
  }
}
