// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.shmframe.camel.opencv.JpegDataFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.ThreadPoolBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** From the camera to the second segment, with events; and from there to the page. */
@ApplicationScoped
public class EdgeRoutes extends RouteBuilder {

  static final String DETECTOR = "detector";
  static final String VIEWER = "viewer";

  private static final String CAMERA =
      "shmframe:{{edge.input.name}}?layout={{edge.input.layout}}&directory={{edge.directory}}"
          + "&staleAfter={{edge.input.stale-after}}&bodyType=mat";
  private static final String ANNOTATED =
      "shmframe:{{edge.output.name}}?layout={{edge.output.layout}}&directory={{edge.directory}}";

  /** Events that wait for a slow receiver; what comes beyond them is dropped. */
  private static final int WAITING_EVENTS = 16;

  private final DetectionStep detection;
  private final EventCounts events;
  private final Viewers viewers;
  private final EdgeConfig config;

  EdgeRoutes(DetectionStep detection, EventCounts events, Viewers viewers, EdgeConfig config) {
    this.detection = detection;
    this.events = events;
    this.viewers = viewers;
    this.config = config;
  }

  @Override
  public void configure() throws Exception {
    onException(RejectedExecutionException.class).handled(true).process(events::dropped);

    // The consumer takes the newest frame each time the route comes back, so nothing queues.
    from(CAMERA)
        .routeId(DETECTOR)
        .process(detection)
        .to(ANNOTATED + "&create=replace&unlinkOnStop=true")
        .process(EdgeRoutes::toEvent)
        .wireTap("{{edge.events}}")
        .dynamicUri(false)
        .executorService(eventThread());

    // Nobody who looks at the page holds up the detector: this route reads what that has written.
    from(ANNOTATED)
        .routeId(VIEWER)
        .marshal(new JpegDataFormat().quality(config.page().quality()))
        .process(exchange -> viewers.show(exchange.getMessage().getBody(byte[].class)));
  }

  private static void toEvent(Exchange exchange) {
    Detection found = exchange.getProperty(DetectionStep.FOUND, Detection.class);
    exchange.getMessage().removeHeaders("CamelShmFrame*");
    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
    exchange.getMessage().setBody(found.json().toJson());
  }

  /** One, so that events stay in their order. */
  private ExecutorService eventThread() throws Exception {
    return new ThreadPoolBuilder(getContext())
        .poolSize(1)
        .maxPoolSize(1)
        .maxQueueSize(WAITING_EVENTS)
        .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
        .build("events");
  }
}
