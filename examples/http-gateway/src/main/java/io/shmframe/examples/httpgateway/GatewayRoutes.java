// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.camel.opencv.PngDataFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** From each camera of the configuration to those who look, and from an upload to a segment. */
@ApplicationScoped
public class GatewayRoutes extends RouteBuilder {

  static final String UPLOAD = "direct:upload";

  /** The header of a message that says where an upload goes; a valid name. */
  static final String NAME = "gatewayName";

  private final Cameras cameras;
  private final GatewayConfig config;

  GatewayRoutes(Cameras cameras, GatewayConfig config) {
    this.cameras = cameras;
    this.config = config;
  }

  @Override
  public void configure() throws Exception {
    for (String camera : configured()) {
      int question = camera.indexOf('?');
      String name = question < 0 ? camera : camera.substring(0, question);
      String options = question < 0 ? "" : camera.substring(question + 1);
      if (!CameraName.valid(name)) {
        throw new IllegalArgumentException(
            "gateway.cameras: expected NAME or NAME?OPTIONS with a segment's name, found '"
                + camera
                + "'");
      }
      CameraRoute.define(this, cameras.configured(name), CameraUri.of(name, options, config));
    }

    // Decoded before anything is written: what is no picture leaves no trace in a segment.
    int capacity = config.uploads().capacity();
    from(UPLOAD)
        .routeId("upload")
        .choice()
        .when(header(Exchange.CONTENT_TYPE).isEqualTo("image/jpeg"))
        .unmarshal(new JpegDataFormat().straight(false).maxBytes(capacity))
        .when(header(Exchange.CONTENT_TYPE).isEqualTo("image/png"))
        .unmarshal(new PngDataFormat().straight(false).maxBytes(capacity))
        .end()
        .toD(
            "shmframe:${header."
                + NAME
                + "}?directory={{gateway.directory}}&capacity={{gateway.uploads.capacity}}"
                + "&slots={{gateway.uploads.slots}}&permissions={{gateway.uploads.permissions}}"
                + "&unlinkOnStop={{gateway.uploads.unlink-on-stop}}");
  }

  private List<String> configured() {
    List<String> all = new ArrayList<>(config.cameras().orElse(List.of()));
    if (config.camera() == GatewayConfig.CameraProgram.DEMO) {
      all.add(config.demo().segment() + "?layout=frameheader");
    }
    return all;
  }
}
