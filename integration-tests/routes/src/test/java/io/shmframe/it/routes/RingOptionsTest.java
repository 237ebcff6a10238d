// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.camel.ShmFrameConstants.HEIGHT;
import static io.shmframe.camel.ShmFrameConstants.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameComponent;
import io.shmframe.frame.OverrunException;
import io.shmframe.frame.WaitStrategy;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of a ring do, and what is refused. */
class RingOptionsTest extends RingRouteTest {

  private final CountDownLatch go = new CountDownLatch(1);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "slots=2; Option slots; 2",
        "slots=1025; Option slots; 1025",
        "blockTimeout=0; Option blockTimeout; 0",
        "overflow=wait; overflow; wait",
        "delivery=some; delivery; some",
        "verify=compare; Option verify; ring",
        "freshness=content; Option freshness; ring",
        "sync=valid; Option sync; ring",
        "streams=2; Option streams; ring",
        "regions=2; Option regions; ring",
        "stride=100; Option stride; ring",
        "byteOrder=big; Option byteOrder; ring",
        "align=natural; Option align; ring",
        "dataOffset=64; Option dataOffset; ring",
        "answerType=0; Option answerType; ring",
        "requestTimeout=1s; Option requestTimeout; ring",
        "layout=frameheader&blockTimeout=2s; Option blockTimeout; layout=ring",
        "exchangePattern=InOut; Option exchangePattern; no place for an answer",
        "layout=frameheader&slots=5; Option slots; layout=ring",
        "layout=frameheader&delivery=all; Option delivery; layout=ring",
        "layout=frameheader&overflow=block; Option overflow; layout=ring"
      })
  void shouldNameTheOptionThatDoesNotGoWithTheLayout(String options, String option, String found) {
    assertThatThrownBy(() -> context.getEndpoint("shmframe:camera?" + options))
        .hasStackTraceContaining(option)
        .hasStackTraceContaining(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "spin", "yield", "backoff", "sleep"})
  void shouldWaitInEveryWay(String strategy) throws Exception {
    ProducerTemplate producer = link("", "delivery=all&waitStrategy=" + strategy);

    for (int i = 1; i <= 3; i++) {
      int frames = i;
      send(producer, i);
      until(() -> got.size() >= frames);
    }

    assertThat(got)
        .extracting(frame -> frame.bytes()[0])
        .containsExactly((byte) 1, (byte) 2, (byte) 3);
  }

  /** On Java 22 and later on Linux; elsewhere the endpoint says so. */
  @Test
  void shouldSleepUntilTheWriterWakesItOrSayThatThisJvmCannot() throws Exception {
    String options = "delivery=all&waitStrategy=futex";
    if (!WaitStrategy.futexAvailable()) {
      assertThatThrownBy(() -> context.getEndpoint(ring(options)))
          .hasStackTraceContaining("Option waitStrategy")
          .hasStackTraceContaining("Java 22");
      return;
    }
    ProducerTemplate producer = link("", options);

    send(producer, 1);
    untilGot(1);
    send(producer, 2);

    untilGot(2);
    assertThat(got.get(1).bytes()).isEqualTo(picture(2));
  }

  @Test
  void shouldWaitForAConsumerOfAllFramesAndFailWhenThatTakesTooLong() throws Exception {
    ProducerTemplate producer = slow("slots=4&overflow=block&blockTimeout=100ms");
    int taken = fill(producer);

    assertThat(taken).isBetween(2, 5);
    go.countDown();
    untilGot(taken);
    send(producer, 99);
    untilGot(taken + 1);
    assertThat(got.get(taken).bytes()).isEqualTo(picture(99));
    assertThat(got).extracting(frame -> frame.header("CamelShmFrameMissed")).containsOnly(0L);
  }

  @Test
  void shouldFailAtOnceWhereThatIsAskedFor() throws Exception {
    ProducerTemplate producer = slow("slots=4&overflow=fail");

    assertThat(fill(producer)).isBetween(2, 5);
    go.countDown();
  }

  @Test
  void shouldGoOnAsSoonAsThereIsRoom() throws Exception {
    ProducerTemplate producer = slow("slots=4&overflow=block&blockTimeout=60s");
    AtomicInteger sent = new AtomicInteger();
    Thread releasing =
        new Thread(
            () -> {
              until(() -> sent.get() >= 2);
              go.countDown();
            });
    releasing.start();

    for (int i = 1; i <= 50; i++) {
      send(producer, i);
      sent.set(i);
    }

    releasing.join(TimeUnit.SECONDS.toMillis(30));
    untilGot(50);
    assertThat(got)
        .extracting(frame -> frame.bytes()[0])
        .isSorted()
        .hasSize(50)
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldNotWaitForWhoPollsNowAndThen() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").errorHandler(noErrorHandler()).to(ring("slots=4&overflow=fail"));
            from("direct:fetch")
                .pollEnrich(ring("delivery=all"), 20_000)
                .process(RingOptionsTest.this::keep);
          }
        });
    ProducerTemplate producer = context.createProducerTemplate();
    send(producer, 1);
    producer.sendBody("direct:fetch", "");

    for (int i = 2; i <= 20; i++) {
      send(producer, i);
    }
    producer.sendBody("direct:fetch", "");

    assertThat(got).hasSize(2);
  }

  @Test
  void shouldNotWaitForAConsumerThatIsSuspended() throws Exception {
    ProducerTemplate producer = link("slots=4&overflow=fail", "delivery=all");
    send(producer, 1);
    untilGot(1);

    context.getRouteController().suspendRoute("frames");
    for (int i = 2; i <= 20; i++) {
      send(producer, i);
    }
    context.getRouteController().resumeRoute("frames");

    until(() -> got.get(got.size() - 1).bytes()[0] == 20);
    assertThat(got.get(0).bytes()[0]).isEqualTo((byte) 1);
    assertThat(got)
        .extracting(frame -> frame.header("CamelShmFrameSequence"))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldSayWhoWroteTheRingThatIsStale() throws Exception {
    ProducerTemplate producer = link("", "staleAfter=50ms");
    send(producer, 1);
    untilGot(1);

    until(() -> trouble().contains("its last writer is process " + ProcessHandle.current().pid()));
    context.getRouteController().stopRoute("in");

    until(() -> trouble().contains("has left in good order"));
  }

  private String trouble() {
    return context.getComponent("shmframe", ShmFrameComponent.class).figures().stream()
        .filter(it -> "consumer".equals(it.get("direction")))
        .map(it -> String.valueOf(it.get("message")))
        .findFirst()
        .orElse("");
  }

  @Test
  void shouldNotWaitForAConsumerOfTheNewestFrame() throws Exception {
    ProducerTemplate producer = slowLatest("slots=4&overflow=fail");

    for (int i = 1; i <= 20; i++) {
      send(producer, i);
    }
    go.countDown();

    until(() -> !got.isEmpty() && got.get(got.size() - 1).bytes()[0] == 20);
  }

  @Test
  void shouldHaveAsManySlotsAndAsMuchRoomAsWasAskedFor() throws Exception {
    ProducerTemplate producer = link("slots=6&capacity=10000", "");

    send(producer, 1);
    untilGot(1);

    // docs/spec/ring.md: a page, 6 descriptors of 2048 bytes in whole pages, 6 slots of whole
    // pages.
    assertThat(Files.size(path())).isEqualTo(4096 + 12_288 + 6 * 12_288);
  }

  @Test
  void shouldGiveThePermissionsThatWereAskedFor() throws Exception {
    ProducerTemplate producer = link("permissions=rw-r-----", "");

    send(producer, 1);
    untilGot(1);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-r-----");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(name + "~lock"))))
        .isEqualTo("rw-rw----");
  }

  @Test
  void shouldRefuseASecondWriterAndNameTheFirst() throws Exception {
    ProducerTemplate producer = link("", "");
    send(producer, 1);
    CamelContext other = new DefaultCamelContext();
    try {
      other.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:in").errorHandler(noErrorHandler()).to(ring(""));
            }
          });
      other.start();
      ProducerTemplate second = other.createProducerTemplate();

      assertThatThrownBy(() -> second.sendBodyAndHeaders("direct:in", picture(2), sized()))
          .hasStackTraceContaining(path().toString())
          .hasStackTraceContaining(String.valueOf(ProcessHandle.current().pid()));
    } finally {
      other.stop();
    }
    send(producer, 3);
    until(() -> !got.isEmpty() && got.get(got.size() - 1).bytes()[0] == 3);
  }

  @Test
  void shouldWriteWhenTheFirstWriterHasLeft() throws Exception {
    ProducerTemplate producer = link("", "");
    send(producer, 1);
    context.getRouteController().stopRoute("in");
    CamelContext other = new DefaultCamelContext();
    try {
      other.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:in").errorHandler(noErrorHandler()).to(ring(""));
            }
          });
      other.start();

      other.createProducerTemplate().sendBodyAndHeaders("direct:in", picture(2), sized());

      until(() -> !got.isEmpty() && got.get(got.size() - 1).bytes()[0] == 2);
    } finally {
      other.stop();
    }
  }

  @Test
  void shouldNotWriteOverASegmentThatIsNoRing() throws Exception {
    Files.write(path(), new byte[5000]);
    ProducerTemplate producer = link("", "");

    assertThatThrownBy(() -> send(producer, 1))
        .hasStackTraceContaining(path().toString())
        .hasStackTraceContaining("SHMFRING");
    assertThat(Files.readAllBytes(path())).isEqualTo(new byte[5000]);
  }

  @Test
  void shouldReplaceASegmentThatIsNoRingWhereThatIsAskedFor() throws Exception {
    Files.write(path(), new byte[5000]);
    ProducerTemplate producer = link("create=replace", "");

    send(producer, 1);

    untilGot(1);
  }

  @Test
  void shouldNotMakeARingWhereThatIsForbidden() throws Exception {
    ProducerTemplate producer = link("create=never", "");

    assertThatThrownBy(() -> send(producer, 1))
        .hasStackTraceContaining(path().toString())
        .hasStackTraceContaining("does not exist");
  }

  @Test
  void shouldTellAConsumerThatTheSegmentIsNoRingAndGoOnWhenItIs() throws Exception {
    Files.write(path(), new byte[5000]);
    ProducerTemplate producer = link("create=replace", "");

    until(() -> !errors.isEmpty());
    assertThat(errors.get(0)).hasStackTraceContaining("SHMFRING").hasStackTraceContaining("layout");
    send(producer, 1);

    untilGot(1);
  }

  @Test
  void shouldCheckWhatTheOptionsExpect() throws Exception {
    ProducerTemplate producer = link("", "width=9");

    send(producer, 1);
    until(() -> !errors.isEmpty());
    assertThat(errors.get(0)).hasStackTraceContaining("width").hasStackTraceContaining("9");

    producer.sendBodyAndHeaders("direct:in", new byte[9 * 4 * 3], sized(WIDTH, 9, HEIGHT, 4));
    untilGot(1);
  }

  @Test
  void shouldWriteOnlyWhatTheOptionsExpect() throws Exception {
    ProducerTemplate producer = link("width=9", "");

    assertThatThrownBy(() -> send(producer, 1))
        .hasStackTraceContaining(path().toString())
        .hasStackTraceContaining("the body says width=8, but the option says width=9");

    producer.sendBodyAndHeaders("direct:in", new byte[9 * 4 * 3], sized(WIDTH, 9, HEIGHT, 4));
    untilGot(1);
    assertThat(got.get(0).bytes()).hasSize(9 * 4 * 3);
  }

  private int fill(ProducerTemplate producer) {
    for (int i = 1; i <= 50; i++) {
      try {
        send(producer, i);
      } catch (RuntimeException e) {
        assertThat(e)
            .hasRootCauseInstanceOf(OverrunException.class)
            .hasStackTraceContaining(path().toString());
        return i - 1;
      }
    }
    return 50;
  }

  private ProducerTemplate slow(String writing) throws Exception {
    return slow(writing, "delivery=all");
  }

  private ProducerTemplate slowLatest(String writing) throws Exception {
    return slow(writing, "delivery=latest");
  }

  /** A consumer that stays in the route with its first frame. */
  private ProducerTemplate slow(String writing, String reading) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("in").errorHandler(noErrorHandler()).to(ring(writing));
            from(ring(reading))
                .process(RingOptionsTest.this::keep)
                .process(e -> assertThat(go.await(60, TimeUnit.SECONDS)).isTrue());
          }
        });
    ProducerTemplate producer = context.createProducerTemplate();
    send(producer, 0);
    untilGot(1);
    got.clear();
    return producer;
  }
}
