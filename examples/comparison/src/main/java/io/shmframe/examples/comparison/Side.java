// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import io.shmframe.camel.opencv.JpegDataFormat;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * One of the two processes of a row, to the transport.
 *
 * @param link what both are told
 * @param context of this side's route
 * @param parts where the time goes
 */
record Side(Link link, CamelContext context, Parts parts) {

  /** Gives a bean to the endpoints' options, as {@code #name}. */
  void bind(String name, Object bean) {
    context.getRegistry().bind(name, bean);
  }

  /** Goes on with a JPEG of the usual quality, 90. */
  RouteDefinition encoded(RouteDefinition route) {
    return route
        .process(parts.begin("encode"))
        .marshal()
        .custom("shmframeJpeg")
        .process(parts.end("encode"))
        .process(parts::weigh);
  }

  /** Goes on with a JPEG's pixels. */
  RouteDefinition decoded(RouteDefinition route) {
    return route
        .process(parts.begin("decode"))
        // At once, not when the pixels are wanted.
        .unmarshal(new JpegDataFormat().straight(false))
        .process(parts.end("decode"));
  }
}
