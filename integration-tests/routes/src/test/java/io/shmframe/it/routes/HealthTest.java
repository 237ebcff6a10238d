// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameComponent;
import io.shmframe.camel.ShmFrameConsumer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.health.ConsumersHealthCheckRepository;
import org.apache.camel.impl.health.DefaultHealthCheckRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest extends RouteTest {

  private final HealthCheckRegistry registry = new DefaultHealthCheckRegistry(context);

  @BeforeEach
  void register() {
    registry.register(new ConsumersHealthCheckRepository());
    context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, registry);
  }

  private HealthCheck.Result health() {
    return registry.stream().map(HealthCheck::call).findFirst().orElseThrow();
  }

  private boolean isUp() {
    return health().getState() == HealthCheck.State.UP;
  }

  private String message() {
    return health().getMessage().orElse("");
  }

  private Object detail(String key) {
    return health().getDetails().get(key);
  }

  private void untilState(String word) {
    until(() -> word.equals(detail("state")));
  }

  @Test
  void shouldBeUpWithFreshFramesDownWithoutAndUpAgain() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("staleAfter=300ms");
      untilGot(1);
      until(() -> !isUp());
      assertThat(message()).contains("No fresh frame").contains(name).contains("staleAfter=300ms");
      segment.frame(8, 4, 3, 2, 2);
      until(this::isUp);
    }
  }

  @Test
  void shouldBeUpWhileTheRouteIsAtWork() throws Exception {
    java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      start(
          new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
              from(uri("staleAfter=50ms"))
                  .process(HealthTest.this::keep)
                  .process(e -> release.await());
            }
          });
      untilGot(1);
      Thread.sleep(300);
      assertThat(isUp()).as("it is not the camera that is late").isTrue();
      release.countDown();
      until(() -> !isUp());
    }
  }

  @Test
  void shouldSayThatTheSegmentIsMissing() throws Exception {
    consume("");
    until(() -> !isUp());

    assertThat(message()).contains("does not exist").contains(path().toString());
    assertThat(health().getDetails()).containsEntry("segment", path().toString());
  }

  @Test
  void shouldSayThatTheHeaderIsBad() throws Exception {
    try (RawSegment segment = segment()) {
      segment.header(0, 4, 3, 1, 1);
      consume("");
      until(() -> !errors.isEmpty());

      assertThat(isUp()).isFalse();
      assertThat(message()).contains("0 x 4");
      assertThat(detail("state")).isEqualTo("invalid");
      assertThat(detail("frames.invalid")).isEqualTo(1L);
    }
  }

  @Test
  void shouldSayThatTheWriterNeverPauses() throws Exception {
    int bytes = 4096 * 1024;
    AtomicBoolean stop = new AtomicBoolean();
    try (RawSegment segment = new RawSegment(path(), bytes)) {
      byte[] pixels = filled(bytes, 1);
      Thread writer =
          new Thread(
              () -> {
                for (long stamp = 1; !stop.get(); stamp++) {
                  segment.frame(4096, 1024, 1, stamp, pixels);
                }
              });
      writer.start();
      java.io.PrintStream before = System.err;
      java.io.ByteArrayOutputStream log = new java.io.ByteArrayOutputStream();
      System.setErr(new java.io.PrintStream(log, true));
      try {
        consume("staleAfter=200ms");
        until(() -> message().contains("never pauses"));
        assertThat(message()).contains(name);
        assertThat(detail("state")).isEqualTo("starved");
        assertThat((Long) detail("looks.torn") + (Long) detail("looks.unfinished")).isPositive();
        until(() -> log.toString().contains("never pauses"));
        Thread.sleep(500);
        // The writer may have lost its core between two frames, and one of them come through,
        // perhaps a moment ago.
        int ended = times("Frames come from", log.toString());
        assertThat(times("never pauses", log.toString()))
            .as("once each time")
            .isBetween(ended, 1 + ended);
      } finally {
        System.setErr(before);
        stop.set(true);
        writer.join();
      }
      segment.frame(8, 4, 3, Long.MAX_VALUE, 7);
      until(this::isUp);
    }
  }

  private static int times(String words, String text) {
    return text.split(words, -1).length - 1;
  }

  @Test
  void shouldWaitForTheFirstFrameAndThenBeLive() throws Exception {
    consume("");
    until(() -> !isUp());
    assertThat(detail("state")).isEqualTo("waiting");
    try (RawSegment segment = segment()) {
      segment.header(8, 4, 3, 0, 0);
      until(this::isUp);
      assertThat(detail("state")).as("the segment is there, a frame is not").isEqualTo("waiting");
      segment.frame(8, 4, 3, 1, 1);
      untilGot(1);
      untilState("live");
      assertThat(isUp()).isTrue();
    }
  }

  @Test
  void shouldSayThatTheSegmentIsGone() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("staleAfter=200ms");
      untilGot(1);
      java.nio.file.Files.delete(path());
      untilState("gone");
      assertThat(isUp()).isFalse();
      assertThat(message()).contains("does not exist").contains(path().toString());
    }
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 2, 2);
      untilState("live");
      assertThat(detail("reattached")).isEqualTo(1L);
    }
  }

  @Test
  void shouldTellAWriterThatWaitsFromOneThatStoppedInTheMiddle() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("staleAfter=200ms");
      untilGot(1);
      untilState("stale");
      assertThat(message()).contains("valid=1").contains("the last frame is whole");
      segment.header(8, 4, 3, 2, 0);
      until(() -> message().contains("valid=0"));
      assertThat(message()).contains("begun and never finished");
      assertThat(detail("state")).isEqualTo("stale");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seqlock:u32 | 4 | seqlock=4, so the last frame is whole",
        "seqlock:u32 | 5 | seqlock=5, so a frame was begun and never finished",
        "sequence:u32 | 4 | sequence=4",
        "status:i32 | 0 | status=0, so it is the other side's turn",
        "gain:u32 | 4 | its header does not say whether its writer is at work"
      })
  void shouldSayWhatIsKnownOfASilentWriter(String field, int value, String words) throws Exception {
    ByteBuffer file = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
    java.nio.file.Files.write(path(), file.putInt(8).putInt(4).putInt(3).putInt(value).array());
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("shmframe:"
                    + name
                    + "?layout=width:i32,height:i32,channels:i32,"
                    + field
                    + "&staleAfter=100ms&directory="
                    + folder)
                .to("mock:frames");
          }
        });
    untilState("stale");
    assertThat(message()).contains(words);
  }

  /** Not asked here: whether the writer lives. Asked: who has the segment mapped for writing. */
  @Test
  void shouldNameTheProcessThatMayWriteUntilThereIsNone() throws Exception {
    Process writer = pythonWriter();
    try {
      consume("staleAfter=200ms");
      untilGot(1);
      untilState("stale");
      assertThat(message()).contains("mapped for writing by pid " + writer.pid() + " (python3");
      assertThat(detail("writer").toString()).contains("pid " + writer.pid());
    } finally {
      writer.destroyForcibly();
      writer.waitFor();
    }
    assertThat(message()).contains("mapped for writing by no process that this one may see");
  }

  /** As a tool does that removes what it believes to be its own, or a second writer. */
  @Test
  void shouldNameTheProcessThatWritesToAFileThatHasLostTheName() throws Exception {
    Process writer = pythonWriter();
    try {
      consume("staleAfter=200ms");
      untilGot(1);
      java.nio.file.Files.delete(path());
      java.nio.file.Files.write(path(), new byte[4120]);
      until(() -> "stale".equals(detail("state")) && detail("reattached").equals(1L));
      assertThat(message())
          .contains("mapped for writing by no process that this one may see")
          .contains("a file that had its name before is by pid " + writer.pid());
    } finally {
      writer.destroyForcibly();
      writer.waitFor();
    }
  }

  /** It has the segment mapped for writing, to take turns and to answer. */
  @ParameterizedTest
  @ValueSource(strings = {"layout=status", "layout=status&exchangePattern=InOut"})
  void shouldNotSuspectTheConsumerItself(String options) throws Exception {
    java.nio.file.Files.write(path(), new byte[16 + 96]);
    start(statusRoute(options, false));
    untilState("stale");

    assertThat(message())
        .matches(
            "No fresh frame in segment "
                + name
                + " for \\d+ ms \\(staleAfter=100ms\\); its header says status=0, so it is the other side's turn;"
                + " the segment is mapped for writing by no other process that this one may see");
    assertThat(detail("writer"))
        .isEqualTo("mapped for writing by no other process that this one may see");
  }

  @Test
  void shouldSuspectItsOwnProcessWhereThatHasAProducer() throws Exception {
    start(statusRoute("layout=status&shape=2x3", true));
    context.createProducerTemplate().sendBody("direct:in", new float[6]);
    untilGot(1);
    untilState("stale");

    assertThat(message())
        .contains("mapped for writing by this process, pid " + ProcessHandle.current().pid());
  }

  private RouteBuilder statusRoute(String options, boolean producing) {
    String segment = "shmframe:" + name + "?directory=" + folder + "&" + options;
    return new RouteBuilder() {
      @Override
      public void configure() {
        from(segment + "&staleAfter=100ms").process(HealthTest.this::keep);
        if (producing) {
          from("direct:in").to(segment);
        }
      }
    };
  }

  /** One frame, and then nothing for longer than the test lasts. */
  private Process pythonWriter() throws java.io.IOException {
    String python =
        "import mmap, struct, sys, time; f = open(sys.argv[1], 'w+b'); f.truncate(4120);"
            + " m = mmap.mmap(f.fileno(), 4120); m[0:24] = struct.pack('<iiiqi', 8, 4, 3, 1, 1);"
            + " time.sleep(100)";
    return new ProcessBuilder("python3", "-c", python, path().toString()).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "array", "mat"})
  void shouldSayThatThePictureIsFrozen(String bodyType) throws Exception {
    try (RawSegment segment = segment()) {
      consume("frozenAfter=100ms&bodyType=" + bodyType);
      AtomicLong stamp = new AtomicLong();
      until(
          () -> {
            segment.frame(8, 4, 3, stamp.incrementAndGet(), 1);
            return !isUp() && "frozen".equals(detail("state"));
          });
      assertThat(message())
          .contains("the same byte for byte")
          .contains(name)
          .contains("frozenAfter=100ms");
      until(
          () -> {
            segment.frame(8, 4, 3, stamp.incrementAndGet(), (int) stamp.get());
            return isUp();
          });
      assertThat(detail("state")).isEqualTo("live");
    }
  }

  /** The same picture before and after a time in which nobody looked. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNotTakeAPictureForFrozenThatItDidNotWatch(boolean suspended) throws Exception {
    try (RawSegment segment = segment()) {
      consume("frozenAfter=200ms&staleAfter=1h");
      segment.frame(8, 4, 3, 1, 7);
      untilGot(1);
      if (suspended) {
        context.getRouteController().suspendRoute("frames");
      }
      Thread.sleep(300);
      segment.frame(8, 4, 3, 2, 7);
      if (suspended) {
        context.getRouteController().resumeRoute("frames");
      }
      untilGot(2);
      untilState("live");
    }
  }

  @Test
  void shouldNotCountTheTimeInWhichItIsSuspended() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("staleAfter=100ms");
      untilGot(1);
      HealthCheck check =
          ((HealthCheckAware) context.getRoute("frames").getConsumer()).getHealthCheck();
      context.getRouteController().suspendRoute("frames");
      Thread.sleep(200);

      HealthCheck.Result result = check.call();
      assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
      assertThat(result.getDetails())
          .containsEntry("state", "suspended")
          .containsEntry("silence.ms", 0L)
          .doesNotContainKey("message");
      context.getRouteController().resumeRoute("frames");
      untilState("stale");
    }
  }

  @Test
  void shouldBeSuspendedWhenItWasStopped() throws Exception {
    consume("");
    ShmFrameConsumer consumer = (ShmFrameConsumer) context.getRoute("frames").getConsumer();
    context.getRouteController().stopRoute("frames");
    assertThat(consumer.getFrameState()).isEqualTo("suspended");
    assertThat(consumer.getSilenceMillis()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "frozenAfter=50ms"})
  void shouldNotTakeAPictureForFrozen(String options) throws Exception {
    try (RawSegment segment = segment()) {
      consume(options);
      for (int i = 1; i <= 200; i++) {
        // The same content only where nobody asked; else each a little different.
        byte[] pixels = filled(96, 7);
        pixels[95] = (byte) (options.isEmpty() ? 7 : i);
        segment.frame(8, 4, 3, i, pixels);
        Thread.sleep(1);
        int frame = i;
        until(() -> !got.isEmpty() && last().header("CamelShmFrameTimestamp").equals((long) frame));
        assertThat(detail("state")).isIn("live", "waiting");
      }
    }
  }

  @Test
  void shouldRefuseToLookForAFrozenPictureWithoutACopy() {
    assertThatThrownBy(() -> context.getEndpoint(uri("frozenAfter=1s&bodyType=frame")))
        .rootCause()
        .hasMessageContaining("Option frozenAfter")
        .hasMessageContaining("bodyType=frame");
    assertThatThrownBy(() -> context.getEndpoint(uri("frozenAfter=-1")))
        .rootCause()
        .hasMessageContaining("Option frozenAfter")
        .hasMessageContaining("expected 0 or more");
  }

  @Test
  void shouldGiveTheNumbersAsDetails() throws Exception {
    try (RawSegment segment = segment()) {
      long stamp = System.currentTimeMillis() - 5000;
      segment.frame(8, 4, 3, stamp, 1);
      consume("");
      untilGot(1);
      untilState("live");
      assertThat(health().getDetails())
          .containsEntry("segment", path().toString())
          .containsEntry("frames.delivered", 1L)
          .containsEntry("frames.missed", 0L)
          .containsEntry("looks.torn", 0L)
          .containsEntry("looks.unfinished", 0L)
          .containsEntry("frames.invalid", 0L)
          .containsEntry("reattached", 0L)
          .containsEntry("frame.bytes", 96L)
          .containsKeys("silence.ms", "frames.per.second")
          .doesNotContainKey("writer");
      assertThat((Map<?, ?>) detail("header"))
          .extracting("width", "height", "channels", "timestampMs", "valid")
          .containsExactly(8, 4, 3, stamp, 1);
      assertThat((Long) detail("age.ms")).isGreaterThanOrEqualTo(5000);
      assertThat((Long) detail("stamp.age.ms")).isGreaterThanOrEqualTo((Long) detail("age.ms"));
    }
  }

  @Test
  void shouldNotTakeACounterForATimeOfDay() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("");
      untilGot(1);
      untilState("live");
      assertThat(health().getDetails()).doesNotContainKeys("age.ms", "stamp.age.ms");
    }
  }

  @Test
  void shouldCountWhatPassedUnseen() throws Exception {
    ByteBuffer file = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(8).putInt(4).putInt(3).putInt(1);
    java.nio.file.Files.write(path(), file.array());
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("shmframe:"
                    + name
                    + "?layout=width:i32,height:i32,channels:i32,sequence:u32&directory="
                    + folder)
                .process(HealthTest.this::keep);
          }
        });
    untilGot(1);
    java.nio.file.Files.write(
        path(), file.putInt(12, 5).array(), java.nio.file.StandardOpenOption.WRITE);
    untilGot(2);
    assertThat(detail("frames.missed")).isEqualTo(3L);
    assertThat(detail("frames.delivered")).isEqualTo(2L);
  }

  @Test
  void shouldBeSwitchedOffByTheComponent() throws Exception {
    context.getComponent("shmframe", ShmFrameComponent.class).setHealthCheckConsumerEnabled(false);
    consume("");
    HealthCheck check =
        ((HealthCheckAware) context.getRoute("frames").getConsumer()).getHealthCheck();
    assertThat(check.isEnabled()).isFalse();
  }
}
