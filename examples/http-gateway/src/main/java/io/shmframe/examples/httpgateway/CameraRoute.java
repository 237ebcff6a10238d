// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.camel.opencv.PngDataFormat;
import org.apache.camel.builder.RouteBuilder;

/** From a segment to those who look at it. */
final class CameraRoute extends RouteBuilder {

  private final Camera camera;
  private final String uri;

  CameraRoute(Camera camera, String uri) {
    this.camera = camera;
    this.uri = uri;
  }

  @Override
  public void configure() {
    define(this, camera, uri);
  }

  static void define(RouteBuilder routes, Camera camera, String uri) {
    // A ring may hold files; they are decoded when somebody wants their pixels, on another thread.
    routes
        .from(uri)
        .routeId(camera.routeId())
        .onException(Exception.class)
        .handled(true)
        .process(camera::failed)
        .end()
        .choice()
        .when(routes.header(ShmFrameConstants.ENCODING).isEqualTo("jpeg"))
        .unmarshal(new JpegDataFormat())
        .when(routes.header(ShmFrameConstants.ENCODING).isEqualTo("png"))
        .unmarshal(new PngDataFormat())
        .end()
        .process(camera);
  }
}
