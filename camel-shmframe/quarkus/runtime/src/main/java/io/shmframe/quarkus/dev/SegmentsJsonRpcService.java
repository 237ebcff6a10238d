// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.dev;

import io.shmframe.camel.ShmFrameComponent;
import io.shmframe.camel.ShmFrameEndpoint;
import io.shmframe.frame.FrameView;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** The segments of the running routes for the Dev UI, whose pages call these methods by name. */
public class SegmentsJsonRpcService {

  /** A frame of the slowest camera that is worth a look; a page asks again a second later. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final CamelContext context;

  /** Made by Quarkus, in dev mode. */
  public SegmentsJsonRpcService(CamelContext context) {
    this.context = context;
  }

  /** How many consumers and producers run. */
  public int count() {
    return segments().size();
  }

  /** Their figures, as the dev console shows them. */
  public List<Map<String, Object>> segments() {
    return context.getComponentNames().stream()
        .map(context::hasComponent)
        .filter(Objects::nonNull)
        .filter(ShmFrameComponent.class::isInstance)
        .flatMap(component -> ((ShmFrameComponent) component).figures().stream())
        .toList();
  }

  /**
   * What one of them has in its segment at the moment, by a reader that is gone when this returns.
   *
   * @param id of the figures
   * @return {@code image}, a small picture as a data URL, or {@code reason}, why there is none
   */
  public Map<String, String> picture(String id) {
    Optional<ShmFrameEndpoint> endpoint = endpoint(id);
    if (endpoint.isEmpty()) {
      return none("it does not run any more");
    }
    Optional<FrameView> frame = endpoint.get().glance(PATIENCE);
    if (frame.isEmpty()) {
      return none("no frame could be taken");
    }
    BufferedImage image = context.getTypeConverter().tryConvertTo(BufferedImage.class, frame.get());
    return image == null
        ? none(frame.get().geometry() + " is not shown here")
        : Map.of("image", Thumbnail.dataUrl(image));
  }

  private static Map<String, String> none(String reason) {
    return Map.of("reason", "No picture: " + reason);
  }

  private Optional<ShmFrameEndpoint> endpoint(String id) {
    return segments().stream()
        .filter(figures -> id.equals(figures.get("id")))
        .map(figures -> context.hasEndpoint(String.valueOf(figures.get("uri"))))
        .filter(ShmFrameEndpoint.class::isInstance)
        .map(ShmFrameEndpoint.class::cast)
        .findAny();
  }
}
