// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The framing of the socket baselines against real programs in C++ and Python, with no library but
 * their language's own: every role, every byte. SocketPeersIT has the pictures.
 */
@Timeout(300)
class SocketPeersTest {

  private static final int FRAMES = 1000;

  /** A byte at a time takes a thousand times as many packets, so the frames are small. */
  private static final int BYTES = 2000;

  private static final int FEW_BYTES = 60;

  @TempDir Path folder;

  private final CamelContext context = new DefaultCamelContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  private void start(Wire wire, RouteBuilder route) throws Exception {
    wire.bind(context.getRegistry(), Duration.ofSeconds(30));
    context.addRoutes(route);
    context.start();
  }

  private static Peer peer(String language, Wire wire, String role, boolean bytes, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(wire.address(), "--format", wire.framing(), "--role", role, "--bytes"));
    arguments.add("" + (bytes ? FEW_BYTES : BYTES));
    if (bytes) {
      arguments.add("--byte-by-byte");
    }
    arguments.addAll(List.of("--frames", "" + FRAMES));
    arguments.addAll(List.of(more));
    String[] all = arguments.toArray(String[]::new);
    return language.equals("cpp")
        ? Peer.cpp("socket_frames", all)
        : Peer.python("socket_frames", all);
  }

  private static SocketPayloads payloads(boolean bytes) {
    return new SocketPayloads(bytes ? FEW_BYTES : BYTES);
  }

  private static void assertFine(Peer peer) {
    assertThat(peer.exitCode()).as(peer.output()).isZero();
    assertThat(peer.lastLine()).isEqualTo("frames=" + FRAMES + " wrong=0");
  }

  private static void assertAllReceived(SocketPayloads payloads) {
    await().atMost(Duration.ofSeconds(60)).until(() -> payloads.accepted() >= FRAMES);
    assertThat(payloads.accepted()).isEqualTo(FRAMES);
    assertThat(payloads.wrong()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "python, pickle, false", "python, pickle, true", "python, padded, false",
        "python, padded, true",
    "cpp, pickle, false", "cpp, pickle, true", "cpp, padded, false", "cpp, padded, true"
  })
  void shouldReceiveFromAPeerThatConnects(String language, String framing, boolean bytes)
      throws Exception {
    Wire wire = Wire.of(framing, folder);
    SocketPayloads payloads = payloads(bytes);
    start(wire, receiving(wire.serving("receiver"), payloads));
    try (Peer peer = peer(language, wire, "sender", bytes)) {
      assertFine(peer);
    }
    assertAllReceived(payloads);
  }

  @ParameterizedTest
  @CsvSource({
    "python, pickle, false", "python, pickle, true", "python, padded, false",
        "python, padded, true",
    "cpp, pickle, false", "cpp, pickle, true", "cpp, padded, false", "cpp, padded, true"
  })
  void shouldReceiveFromAPeerThatListens(String language, String framing, boolean bytes)
      throws Exception {
    Wire wire = Wire.of(framing, folder);
    SocketPayloads payloads = payloads(bytes);
    try (Peer peer = peer(language, wire, "sender", bytes, "--listen")) {
      peer.awaitLine("ready");
      start(wire, receiving(wire.connecting("receiver"), payloads));
      assertFine(peer);
    }
    assertAllReceived(payloads);
  }

  @ParameterizedTest
  @CsvSource({
    "python, pickle, false", "python, pickle, true", "python, padded, false",
        "python, padded, true",
    "cpp, pickle, false", "cpp, pickle, true", "cpp, padded, false", "cpp, padded, true"
  })
  void shouldSendToAPeerThatConnects(String language, String framing, boolean bytes)
      throws Exception {
    Wire wire = Wire.of(framing, folder);
    start(wire, sendingOnRequest(wire.serving("sender"), payloads(bytes)));
    try (Peer peer = peer(language, wire, "receiver", bytes)) {
      assertFine(peer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "python, pickle, false", "python, pickle, true", "python, padded, false",
        "python, padded, true",
    "cpp, pickle, false", "cpp, pickle, true", "cpp, padded, false", "cpp, padded, true"
  })
  void shouldSendToAPeerThatListens(String language, String framing, boolean bytes)
      throws Exception {
    Wire wire = Wire.of(framing, folder);
    SocketPayloads payloads = payloads(bytes);
    try (Peer peer = peer(language, wire, "receiver", bytes, "--listen")) {
      peer.awaitLine("ready");
      start(
          wire,
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:frames").to(wire.sending());
            }
          });
      ProducerTemplate template = context.createProducerTemplate();
      for (int number = 1; number <= FRAMES; number++) {
        template.sendBody("direct:frames", payloads.payload(number));
      }
      assertFine(peer);
    }
  }

  private static RouteBuilder receiving(String uri, SocketPayloads payloads) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from(uri).process(e -> payloads.accept(e.getIn().getBody(byte[].class)));
      }
    };
  }

  private static RouteBuilder sendingOnRequest(String uri, SocketPayloads payloads) {
    AtomicLong number = new AtomicLong();
    return new RouteBuilder() {
      @Override
      public void configure() {
        from(uri).process(e -> e.getIn().setBody(payloads.payload(number.incrementAndGet())));
      }
    };
  }
}
