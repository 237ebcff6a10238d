// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What is answered where. META-INF/openapi.yaml says it for users; the page itself is a file of
 * META-INF/resources, which Quarkus serves.
 */
@Singleton
final class GatewayServer {

  private static final Logger LOG = Logger.getLogger(GatewayServer.class);

  private final Cameras cameras;
  private final Encoder encoder;
  private final Snapshots snapshots;
  private final Streams streams;
  private final Uploads uploads;

  GatewayServer(
      Cameras cameras, Encoder encoder, Snapshots snapshots, Streams streams, Uploads uploads) {
    this.cameras = cameras;
    this.encoder = encoder;
    this.snapshots = snapshots;
    this.streams = streams;
    this.uploads = uploads;
  }

  void routes(@Observes Router router) {
    // All that stands between the slashes is the name, so that one that is none is told so.
    Handler<RoutingContext> snapshot = Problem.answering(snapshots::get);
    router
        .routeWithRegex("/cameras/(?<name>[^/]*)\\.jpg")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(snapshot);
    router.getWithRegex("/cameras/(?<name>[^/]*)\\.mjpeg").handler(Problem.answering(streams::get));
    router
        .routeWithRegex("/cameras/(?<name>[^/]+)")
        .method(HttpMethod.POST)
        .method(HttpMethod.PUT)
        .handler(Problem.answering(uploads::put));
    router.get("/cameras").handler(Problem.answering(this::list));
  }

  void tell(
      @Observes StartupEvent event,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    String root = "http://" + host + ":" + port;
    LOG.infof("The gateway is process %d", ProcessHandle.current().pid());
    LOG.infof("Live pictures: %s/", root);
    LOG.infof("Cameras: %s/cameras", root);
    LOG.infof("Interface: %s/docs (OpenAPI: %s/openapi)", root, root);
    cameras
        .all()
        .forEach(
            it -> LOG.infof("Camera %s: %s/cameras/%s.jpg and .mjpeg", it.name(), root, it.name()));
  }

  private void list(RoutingContext request) {
    JsonArray all = new JsonArray();
    cameras.all().forEach(camera -> all.add(camera.json()));
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(new JsonObject().put("cameras", all).put("encoded", encoder.encoded()).encode());
  }
}
