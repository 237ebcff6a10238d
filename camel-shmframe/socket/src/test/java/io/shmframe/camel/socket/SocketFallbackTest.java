// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.camel.ShmFrameConsumer;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.WriterOptions;
import io.shmframe.frame.WriterOptions.Create;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SocketFallbackTest {

  private static final String SOCKET = "socket";
  private static final String MEMORY = "memory";
  private static final FrameGeometry SIZE = FrameGeometry.of8Bit(4, 2, 3);

  @TempDir Path folder;

  private final CamelContext context = new DefaultCamelContext();

  /** What came through the route that both feed, in order. */
  private final List<String> got = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    context.stop();
  }

  private Path segment() {
    return folder.resolve("cam");
  }

  private String uri() {
    return "shmframe:cam?layout=frameheader&reattachInterval=20ms&staleAfter=300ms"
        + "&frozenAfter=400ms&directory="
        + folder;
  }

  private FrameWriter camera() {
    return new FrameWriter(
        segment(),
        Preset.FRAMEHEADER.layout(),
        WriterOptions.defaults().withCreate(Create.REPLACE));
  }

  private static void frame(FrameWriter writer) throws Exception {
    writer.publish(
        FrameView.of(SIZE, ByteBuffer.allocate((int) SIZE.bytes())), System.currentTimeMillis());
  }

  /** A frame from whoever is at the other end of the socket; lost where nobody listens. */
  private void frameFromSocket() {
    context.createProducerTemplate().sendBody("seda:wire?discardIfNoConsumers=true", "frame");
  }

  private void startWith(SocketFallback fallback, String socket) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(uri())
                .routeId(MEMORY)
                .routePolicy(fallback)
                .setBody(constant(MEMORY))
                .to("direct:frames");
            from(socket)
                .routeId(SOCKET)
                .autoStartup(false)
                .setBody(constant(SOCKET))
                .to("direct:frames");
            from("direct:frames").process(e -> got.add(e.getIn().getBody(String.class)));
          }
        });
    context.start();
  }

  private void start() throws Exception {
    startWith(SocketFallback.to(SOCKET).checkInterval(Duration.ofMillis(20)), "seda:wire");
  }

  private ServiceStatus status() {
    return context.getRouteController().getRouteStatus(SOCKET);
  }

  private void untilStandsIn() {
    until(() -> status().isStarted());
  }

  private void untilStopped() {
    until(() -> status().isStopped());
  }

  private static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(30)).until(condition);
  }

  /** Frames from the camera until the socket is no longer needed. */
  private void playUntilStopped(FrameWriter camera) {
    until(
        () -> {
          frame(camera);
          return status().isStopped();
        });
  }

  @Test
  void shouldStandInWhileThereIsNoSegment() throws Exception {
    start();
    untilStandsIn();
    frameFromSocket();
    until(() -> got.size() == 1);

    assertThat(got).containsExactly(SOCKET);
  }

  @Test
  void shouldComeBackWhenTheSegmentAppears() throws Exception {
    start();
    untilStandsIn();
    try (FrameWriter camera = camera()) {
      playUntilStopped(camera);
      assertThat(got).contains(MEMORY);
    }
  }

  @Test
  void shouldTakeNothingFromTheSocketWhileSharedMemoryIsWell() throws Exception {
    try (FrameWriter camera = camera()) {
      frame(camera);
      start();
      until(
          () -> {
            frame(camera);
            frameFromSocket();
            return got.size() > 30;
          });
    }

    assertThat(got).containsOnly(MEMORY);
  }

  @Test
  void shouldStandInWhenTheWriterFallsSilent() throws Exception {
    start();
    untilStandsIn();
    try (FrameWriter camera = camera()) {
      playUntilStopped(camera);
      untilStandsIn();
      playUntilStopped(camera);
    }
  }

  @Test
  void shouldStandInWhenTheSegmentVanishesAndComeBackWithTheNextOne() throws Exception {
    start();
    untilStandsIn();
    try (FrameWriter camera = camera()) {
      playUntilStopped(camera);
    }
    Files.delete(segment());
    untilStandsIn();
    frameFromSocket();
    until(() -> got.contains(SOCKET));
    try (FrameWriter camera = camera()) {
      playUntilStopped(camera);
      int before = got.size();
      until(
          () -> {
            frame(camera);
            frameFromSocket();
            return got.size() > before + 10;
          });
      List<String> all = List.copyOf(got);
      assertThat(all.subList(before, all.size())).containsOnly(MEMORY);
    }
  }

  @Test
  void shouldStopTheSocketWithTheRoute() throws Exception {
    start();
    untilStandsIn();
    context.getRouteController().stopRoute(MEMORY);
    assertThat(status().isStopped()).isTrue();

    context.getRouteController().startRoute(MEMORY);
    untilStandsIn();
  }

  @Test
  void shouldStopTheSocketWhileTheRouteIsSuspended() throws Exception {
    start();
    untilStandsIn();
    context.getRouteController().suspendRoute(MEMORY);
    untilStopped();

    context.getRouteController().resumeRoute(MEMORY);
    untilStandsIn();
  }

  @Test
  void shouldEndWithTheContext() throws Exception {
    start();
    untilStandsIn();
    context.stop();

    assertThat(context.isStopped()).isTrue();
    until(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("SocketFallback[")));
  }

  @Test
  void shouldTryAgainWhenTheSocketRouteCannotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      startWith(
          SocketFallback.to(SOCKET).checkInterval(Duration.ofMillis(20)),
          "netty:tcp://localhost:" + taken.getLocalPort() + "?sync=false&reuseAddress=false");
      Thread.sleep(200);
      assertThat(status().isStarted()).isFalse();
    }
    untilStandsIn();
  }

  /** Its frames come, and both routes at once would be one too many. */
  @Test
  void shouldNotStandInForAPictureThatDoesNotChange() throws Exception {
    try (FrameWriter camera = camera()) {
      frame(camera);
      start();
      ShmFrameConsumer consumer = (ShmFrameConsumer) context.getRoute(MEMORY).getConsumer();
      until(
          () -> {
            frame(camera);
            return consumer.getFrameState().equals("frozen");
          });
      for (int look = 0; look < 50; look++) {
        frame(camera);
        Thread.sleep(10);
        assertThat(status().isStopped()).isTrue();
      }
      assertThat(consumer.getFrameState()).isEqualTo("frozen");
    }
  }

  /** As people have it: the codec on a port, started and stopped as often as it takes. */
  @Test
  void shouldTakeFramesFromARealSocketEachTimeItStandsIn() throws Exception {
    Place place = Place.tcp();
    context.getRegistry().bind("codec", PaddedLength.receiver());
    startWith(SocketFallback.to(SOCKET).checkInterval(Duration.ofMillis(20)), place.server());
    for (int round = 0; round < 2; round++) {
      untilStandsIn();
      got.clear();
      try (Peer peer = CodecTest.connect(place)) {
        Wire.PADDED.give(peer, Wire.ascii("frame"));
      }
      assertThat(got).contains(SOCKET);
      try (FrameWriter camera = camera()) {
        playUntilStopped(camera);
      }
    }
  }

  @Test
  void shouldConnectToAUnixSocketEachTimeItStandsIn() throws Exception {
    Place place = Place.unix(folder);
    context.getRegistry().bind("codec", LengthPrefixed.receiver());
    context.getRegistry().bind("unixClient", new UnixClient());
    try (PeerServer server = PeerServer.at(place.address())) {
      startWith(SocketFallback.to(SOCKET).checkInterval(Duration.ofMillis(20)), place.clientMode());
      for (int round = 0; round < 2; round++) {
        untilStandsIn();
        got.clear();
        try (Peer peer = server.accept()) {
          peer.send(Wire.LENGTH.frame(Wire.ascii("frame")));
          until(() -> got.contains(SOCKET));
          try (FrameWriter camera = camera()) {
            playUntilStopped(camera);
          }
          assertThat(peer.ended()).isTrue();
        }
      }
    }
  }

  @Test
  void shouldSayWhichRouteIsMissing() {
    assertThatThrownBy(() -> startWith(SocketFallback.to("nobody"), "seda:wire"))
        .hasStackTraceContaining("there is no route with the id nobody");
  }

  @Test
  void shouldServeRoutesFromSharedMemoryOnly() throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("seda:other").routeId("other").routePolicy(SocketFallback.to(SOCKET)).stop();
          }
        });

    assertThatThrownBy(context::start)
        .hasStackTraceContaining("expected a route from shmframe:")
        .hasStackTraceContaining("seda://other");
  }

  @Test
  void shouldServeOneRouteOnly() throws Exception {
    SocketFallback shared = SocketFallback.to(SOCKET);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(uri()).routeId("one").routePolicy(shared).stop();
            from(uri() + "&pollInterval=2ms").routeId("two").routePolicy(shared).stop();
            from("seda:wire").routeId(SOCKET).autoStartup(false).stop();
          }
        });

    assertThatThrownBy(context::start).hasStackTraceContaining("each needs one of its own");
  }

  @Test
  void shouldRefuseAnIntervalOfNothing() {
    assertThatThrownBy(() -> SocketFallback.to(SOCKET).checkInterval(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 ms");
  }

  /** The sending side needs no policy: Camel's failover tries shared memory first, each time. */
  @Test
  void shouldSendOverTheSocketWhileThereIsNoSegment() throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:camera")
                .loadBalance()
                .failover(1, false, false)
                .to(uri() + "&create=never")
                .to("direct:wire")
                .end();
            from("direct:wire").process(e -> got.add(SOCKET));
            from(uri()).process(e -> got.add(MEMORY));
          }
        });
    context.start();
    send();
    assertThat(got).containsExactly(SOCKET);

    try (FrameWriter owner = camera()) {
      frame(owner);
      until(() -> got.contains(MEMORY));
      got.clear();
      send();
      until(() -> !got.isEmpty());
      assertThat(got).containsExactly(MEMORY);
    }
    Files.delete(segment());
    until(
        () -> {
          send();
          return got.contains(SOCKET);
        });
  }

  private void send() {
    context
        .createProducerTemplate()
        .send(
            "direct:camera",
            exchange -> {
              exchange.getIn().setBody(new byte[(int) SIZE.bytes()]);
              exchange.getIn().setHeader(ShmFrameConstants.WIDTH, SIZE.width());
              exchange.getIn().setHeader(ShmFrameConstants.HEIGHT, SIZE.height());
              exchange.getIn().setHeader(ShmFrameConstants.CHANNELS, 3);
            });
  }
}
