// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real peers that die, lie or fall silent in the middle of a frame: the route's error handler hears
 * of it within a bounded time, and the next peer's frames arrive.
 */
@Timeout(300)
class SocketFaultsTest {

  private static final int WHOLE = 3;
  private static final int FRAMES = 50;
  private static final int BYTES = 4000;

  @TempDir Path folder;

  private final CamelContext context = new DefaultCamelContext();
  private final SocketPayloads payloads = new SocketPayloads(BYTES);
  private final List<String> errors = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    context.stop();
  }

  private void start(Wire wire, String from, boolean receives) throws Exception {
    wire.bind(context.getRegistry(), Duration.ofSeconds(1));
    AtomicLong asked = new AtomicLong();
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(SocketFaultsTest.this::keepError);
            if (receives) {
              from(from).process(e -> payloads.accept(e.getIn().getBody(byte[].class)));
            } else if (from.startsWith("direct:")) {
              from(from).to(wire.sending());
            } else {
              from(from).process(e -> e.getIn().setBody(payloads.payload(asked.incrementAndGet())));
            }
          }
        });
    context.start();
  }

  private void keepError(Exchange exchange) {
    StringBuilder text = new StringBuilder();
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    for (; cause != null; cause = cause.getCause()) {
      text.append(cause).append('\n');
    }
    errors.add(text.toString());
  }

  private static Peer peer(Wire wire, String role, boolean listens, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(wire.address(), "--format", wire.framing(), "--role", role, "--bytes"));
    arguments.addAll(List.of("" + BYTES, "--frames", "" + FRAMES));
    if (listens) {
      arguments.add("--listen");
    }
    arguments.addAll(List.of(more));
    Peer peer = Peer.python("socket_frames", arguments.toArray(String[]::new));
    if (listens) {
      peer.awaitLine("ready");
    }
    return peer;
  }

  private static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(30)).until(condition);
  }

  /** Whoever comes after the fault is served as if there had been none. */
  private void assertNextSenderIsHeard(Wire wire, boolean listens) {
    payloads.beginAgain();
    try (Peer good = peer(wire, "sender", listens)) {
      assertThat(good.exitCode()).as(good.output()).isZero();
    }
    until(() -> payloads.accepted() == FRAMES);
    assertThat(payloads.wrong()).isZero();
  }

  private void assertFaultIsToldAndTheNextPeerIsHeard(
      String framing, boolean listens, String error, String... fault) throws Exception {
    Wire wire = Wire.of(framing, folder);
    Supplier<Peer> faulty = () -> peer(wire, "sender", listens, fault);
    if (listens) {
      try (Peer bad = faulty.get()) {
        start(wire, wire.connecting("receiver"), true);
        assertThat(bad.exitCode()).as(bad.output()).isNotZero();
      }
    } else {
      start(wire, wire.serving("receiver"), true);
      try (Peer bad = faulty.get()) {
        assertThat(bad.exitCode()).as(bad.output()).isNotZero();
      }
    }
    until(() -> !errors.isEmpty());
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).contains(error);
    assertThat(payloads.wrong()).isZero();
    assertNextSenderIsHeard(wire, listens);
    assertThat(errors).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"pickle, false", "pickle, true", "padded, false", "padded, true"})
  void shouldTellOfASenderThatDiesInTheMiddleOfAFrame(String framing, boolean listens)
      throws Exception {
    assertFaultIsToldAndTheNextPeerIsHeard(
        framing, listens, "then the peer closed the connection", "--die-after", "" + WHOLE);
  }

  @ParameterizedTest
  @CsvSource({"pickle, false", "pickle, true", "padded, false", "padded, true"})
  void shouldNotWaitForEverForTheOtherHalf(String framing, boolean listens) throws Exception {
    assertFaultIsToldAndTheNextPeerIsHeard(
        framing, listens, "half a frame", "--stall-after", "" + WHOLE);
  }

  @ParameterizedTest
  @CsvSource({
    "pickle, false, 4294967295", "pickle, true, 4294967295",
    "padded, false, 4294967296", "padded, true, 4294967296"
  })
  void shouldNotBelieveInFourGibibytes(String framing, boolean listens, String length)
      throws Exception {
    assertFaultIsToldAndTheNextPeerIsHeard(
        framing, listens, "a frame of " + length + " bytes is announced", "--announce", length);
  }

  /** Where exactly the peer is when it is killed is left to chance, so an error may be told. */
  @ParameterizedTest
  @CsvSource({"pickle, false", "pickle, true", "padded, false", "padded, true"})
  void shouldHearTheNextSenderWhenOneIsKilled(String framing, boolean listens) throws Exception {
    Wire wire = Wire.of(framing, folder);
    if (!listens) {
      start(wire, wire.serving("receiver"), true);
    }
    try (Peer endless = peer(wire, "sender", listens, "--frames", "0", "--fps", "500")) {
      if (listens) {
        start(wire, wire.connecting("receiver"), true);
      }
      until(() -> payloads.accepted() > 10);
      endless.kill();
    }
    long[] seen = {-1};
    await()
        .pollInterval(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(30))
        .until(() -> seen[0] == (seen[0] = payloads.accepted()));
    assertThat(payloads.wrong()).isZero();
    assertNextSenderIsHeard(wire, listens);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pickle", "padded"})
  void shouldServeTheNextReceiverWhenOneDiesInTheMiddleOfAFrame(String framing) throws Exception {
    Wire wire = Wire.of(framing, folder);
    start(wire, wire.serving("sender"), false);
    try (Peer bad = peer(wire, "receiver", false, "--die-after", "" + WHOLE)) {
      assertThat(bad.exitCode()).isEqualTo(9);
    }
    assertNextReceiverIsServed(wire);
  }

  /** Without an answer to wait for, it is the socket that no longer takes anything. */
  @Test
  void shouldTellOfAReceiverThatConnectsAndReadsNothing() throws Exception {
    Wire wire = Wire.of("pickle", folder);
    start(wire, wire.serving("sender"), false);
    try (Peer bad = peer(wire, "receiver", false, "--stall-after", "0", "--seconds", "8")) {
      assertThat(bad.exitCode()).as(bad.output()).isNotZero();
    }
    assertThat(errors).isNotEmpty();
    assertThat(errors.get(0)).contains("not written within");
    assertNextReceiverIsServed(wire);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pickle", "padded"})
  void shouldServeTheNextReceiverWhileOneIsSilent(String framing) throws Exception {
    Wire wire = Wire.of(framing, folder);
    start(wire, wire.serving("sender"), false);
    try (Peer bad = peer(wire, "receiver", false, "--stall-after", "" + WHOLE)) {
      bad.awaitLine("ready");
      assertNextReceiverIsServed(wire);
    }
  }

  /** Which numbers it gets depends on how many were asked for before; whole they must be. */
  private static void assertNextReceiverIsServed(Wire wire) {
    try (Peer good = peer(wire, "receiver", false, "--any-number")) {
      assertThat(good.exitCode()).as(good.output()).isZero();
      assertThat(good.lastLine()).isEqualTo("frames=" + FRAMES + " wrong=0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pickle", "padded"})
  void shouldTellOfAReceiverThatIsKilledAndSendToTheNextOne(String framing) throws Exception {
    Wire wire = Wire.of(framing, folder);
    start(wire, "direct:frames", false);
    ProducerTemplate template = context.createProducerTemplate();
    try (Peer bad = peer(wire, "receiver", true)) {
      for (int number = 1; number <= WHOLE; number++) {
        template.sendBody("direct:frames", payloads.payload(number));
      }
      assertThat(errors).isEmpty();
      bad.kill();
    }
    until(
        () -> {
          template.sendBody("direct:frames", payloads.payload(WHOLE + 1));
          return !errors.isEmpty();
        });
    // Whether the old connection is found broken or no new one is made is a matter of moments, and
    // Camel's pool cannot "validate" a connection that was refused at once.
    assertThat(errors.get(0))
        .containsPattern("(?i)connect|broken pipe|closed|no response|unable to validate");
    assertNextReceiverIsSentTo(wire, template);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pickle", "padded"})
  void shouldNotWaitForEverForAReceiverThatIsSilent(String framing) throws Exception {
    Wire wire = Wire.of(framing, folder);
    start(wire, "direct:frames", false);
    ProducerTemplate template = context.createProducerTemplate();
    byte[] large = new byte[1 << 20];
    try (Peer bad = peer(wire, "receiver", true, "--stall-after", "0", "--seconds", "8")) {
      // More than the sockets of both sides hold.
      for (int i = 0; i < 20 && errors.isEmpty(); i++) {
        template.sendBody("direct:frames", large);
      }
      assertThat(errors).hasSize(1);
      assertThat(errors.get(0)).containsPattern("not written within|ReadTimeoutException");
      assertThat(bad.exitCode()).as(bad.output()).isNotZero();
    }
    assertNextReceiverIsSentTo(wire, template);
  }

  private void assertNextReceiverIsSentTo(Wire wire, ProducerTemplate template) {
    errors.clear();
    try (Peer good = peer(wire, "receiver", true)) {
      for (int number = 1; number <= FRAMES; number++) {
        template.sendBody("direct:frames", payloads.payload(number));
      }
      assertThat(good.exitCode()).as("%s%n%s", good.output(), errors).isZero();
    }
    assertThat(errors).isEmpty();
  }

  /** A stream of lengths that are no numbers: what is not the protocol at all is told as well. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellOfAPeerThatSpeaksAnotherProtocol(boolean routeIsPadded) throws Exception {
    Wire wire = new Wire(routeIsPadded ? "padded" : "pickle", address(routeIsPadded));
    start(wire, wire.serving("receiver"), true);
    Wire other = new Wire(routeIsPadded ? "pickle" : "padded", wire.address());
    try (Peer bad = peer(other, "sender", false)) {
      bad.awaitLine("ready");
      until(() -> !errors.isEmpty());
    }
    assertThat(errors.get(0)).contains(routeIsPadded ? "16" : "bytes is announced");
    assertNextSenderIsHeard(wire, false);
  }

  private String address(boolean padded) {
    return Wire.of(padded ? "padded" : "pickle", folder).address();
  }
}
