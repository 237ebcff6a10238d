// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.camel.ShmFrameConsumer;
import org.apache.camel.CamelContext;

/** Adds a route for a camera to the running context, and takes it away again. */
final class CameraRoutes {

  private static final long MEMORY = 128L << 20;

  private final CamelContext camel;
  private final DemoOptions options;
  private final Snapshots snapshots;
  private final Memory memory = new Memory(MEMORY);

  CameraRoutes(CamelContext camel, DemoOptions options, Snapshots snapshots) {
    this.camel = camel;
    this.options = options;
    this.snapshots = snapshots;
  }

  /**
   * Starts reading a segment.
   *
   * @throws IllegalArgumentException if its layout cannot be, in the words of the endpoint
   */
  WatchedCamera open(String name, SegmentLayout layout) {
    WatchedCamera camera = new WatchedCamera(name, layout, memory);
    try {
      camel.addRoutes(new CameraRoute(camera, options, snapshots));
      camera.reads((ShmFrameConsumer) camel.getRoute(CameraRoute.id(name)).getConsumer());
      return camera;
    } catch (Exception e) {
      close(name);
      throw new IllegalArgumentException(reason(e), e);
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** Ends a route, whether it was started or not. */
  void close(String name) {
    String id = CameraRoute.id(name);
    try {
      if (camel.getRoute(id) != null) {
        camel.getRouteController().stopRoute(id);
      }
      if (camel.getRouteController().getRouteStatus(id) != null) {
        camel.removeRoute(id);
      }
      camel.removeEndpoints("shmframe://" + name + "?*");
    } catch (Exception e) {
      System.err.println("The route of " + name + " does not end: " + e);
    }
  }
}
