// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;

/** The cameras that the gateway knows, each with a route of its own. Safe from any thread. */
@Singleton
final class Cameras {

  private final CamelContext context;
  private final GatewayConfig config;
  private final Map<String, Camera> known = new ConcurrentSkipListMap<>();

  Cameras(CamelContext context, GatewayConfig config) {
    this.context = context;
    this.config = config;
  }

  /** By their names. */
  Collection<Camera> all() {
    return known.values();
  }

  /**
   * @throws Problem 400 if that is no name, 404 if there is no such camera
   */
  Camera get(String name) {
    Camera camera = known.get(CameraName.require(name));
    if (camera == null) {
      throw Problem.of(
          404, "Camera '" + name + "': expected one of " + names() + ", found no such");
    }
    return camera;
  }

  boolean has(String name) {
    return known.containsKey(name);
  }

  /** For a person, who does not read hundreds. */
  private List<String> names() {
    return known.keySet().stream().limit(20).toList();
  }

  /**
   * Whether there is room for one more that is found or uploaded.
   *
   * @param name that may be there already
   */
  boolean hasRoomFor(String name) {
    long others =
        all().stream().filter(camera -> camera.source() != CameraSource.CONFIGURED).count();
    return has(name) || others < config.maxCameras();
  }

  /** A camera of the configuration, whose route is about to be made. */
  Camera configured(String name) {
    Camera camera = new Camera(name, CameraSource.CONFIGURED, context);
    if (known.putIfAbsent(name, camera) != null) {
      throw new IllegalArgumentException(
          "gateway.cameras: expected each name once, found '" + name + "' twice");
    }
    return camera;
  }

  /** One more ring, with its route; nothing if the camera is known or there is no room. */
  synchronized void add(String name, CameraSource source) throws Exception {
    if (has(name) || !hasRoomFor(name)) {
      return;
    }
    Camera camera = new Camera(name, source, context);
    context.addRoutes(new CameraRoute(camera, CameraUri.of(name, "", config)));
    known.put(name, camera);
  }

  /** Lets go of those that were found or uploaded and whose segments are gone. */
  synchronized void removeGone() throws Exception {
    for (Camera camera : List.copyOf(known.values())) {
      boolean there =
          Files.exists(config.directory().resolve(camera.name()), LinkOption.NOFOLLOW_LINKS);
      if (!there && camera.source() != CameraSource.CONFIGURED) {
        remove(camera);
      }
    }
  }

  private void remove(Camera camera) throws Exception {
    known.remove(camera.name());
    camera.end();
    Route route = context.getRoute(camera.routeId());
    Endpoint endpoint = route.getEndpoint();
    context.getRouteController().stopRoute(camera.routeId());
    context.removeRoute(camera.routeId());
    context.removeEndpoint(endpoint);
  }
}
