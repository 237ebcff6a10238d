// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.camel.ShmFrameConstants;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;

/** Recorders, players and what comes out of them, in one context. */
final class Routes implements AutoCloseable {

  /** What arrived: a copy of the body as bytes, and the message headers. */
  record Arrived(byte[] body, Map<String, Object> headers) {}

  /** A replay that loops does not end by itself. */
  private static final int MOST = 100;

  private final CamelContext context = new DefaultCamelContext();
  private final ProducerTemplate template = context.createProducerTemplate();
  private final List<Player> players = new ArrayList<>();
  private final List<Arrived> arrived = new CopyOnWriteArrayList<>();

  Routes() {
    context.getShutdownStrategy().setTimeout(5);
    context.start();
  }

  CamelContext context() {
    return context;
  }

  Recorder record(String uri, RecordOptions options) throws Exception {
    Recorder recorder = new Recorder(options, Clock.SYSTEM);
    context.addRoutes(new RecordRoute(RecordRoute.completed(uri), recorder, line -> {}));
    return recorder;
  }

  /** Ends the recording, so that all of it is there. */
  void endRecording() throws Exception {
    context.getRouteController().stopRoute("record");
    context.removeRoute("record");
  }

  /** Notes what arrives at an endpoint. */
  void listen(String uri) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(uri)
                .filter(e -> arrived.size() < MOST)
                .process(
                    e ->
                        arrived.add(
                            new Arrived(
                                e.getMessage().getBody(byte[].class),
                                new HashMap<>(e.getMessage().getHeaders()))));
          }
        });
  }

  List<Arrived> arrived() {
    return new ArrayList<>(arrived);
  }

  Player replay(String uri, ReplayOptions options, Clock clock) throws Exception {
    Player player = new Player(options, clock);
    players.add(player);
    context.addRoutes(new ReplayRoute(uri, player));
    return player;
  }

  void send(String uri, Object body, Map<String, Object> headers) {
    template.sendBodyAndHeaders(uri, body, headers);
  }

  /** A picture of 2 x 2. */
  void sendPicture(String uri, long number) {
    send(
        uri,
        SomeFrames.pixels(number),
        Map.of(
            ShmFrameConstants.WIDTH,
            2,
            ShmFrameConstants.HEIGHT,
            2,
            ShmFrameConstants.CHANNELS,
            3,
            ShmFrameConstants.TIMESTAMP,
            1_700_000_000_000L + number));
  }

  static void awaitFrames(Recorder recorder, long frames) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> recorder.figures().frames() == frames);
  }

  void awaitArrived(int frames) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> arrived.size() >= frames);
  }

  /** A ring's and a segment's URI in a folder of a test. */
  static String uri(Path folder, String name, String options) {
    return "shmframe:" + name + "?directory=" + folder + (options.isEmpty() ? "" : "&" + options);
  }

  /** Camel looks once a second whether a route has done; this is sooner. */
  @Override
  public void close() {
    players.forEach(Player::stop);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> context.getInflightRepository().size() == 0);
    context.stop();
  }
}
