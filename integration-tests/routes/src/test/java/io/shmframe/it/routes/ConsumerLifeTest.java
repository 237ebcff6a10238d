// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.ShmFrameConsumer;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class ConsumerLifeTest extends RouteTest {

  private Reason reason() {
    return ((SegmentException) errors.get(errors.size() - 1)).reason();
  }

  @Test
  void shouldWaitForASegmentThatComesLater() throws Exception {
    consume("");
    Thread.sleep(100);
    assertThat(errors).as("not to be there yet is no error").isEmpty();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      untilGot(1);
    }
  }

  @Test
  void shouldGiveTheNewestFrameAndCountTheMissedWhereTheRouteIsSlow() throws Exception {
    AtomicInteger written = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    try (RawSegment segment = segment()) {
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("")).process(ConsumerLifeTest.this::keep).process(e -> Thread.sleep(100));
            }
          });
      Thread writer =
          new Thread(
              () -> {
                while (!stop.get()) {
                  int number = written.incrementAndGet();
                  segment.frame(8, 4, 3, number, number & 0x7F);
                  sleep(10);
                }
              });
      writer.start();
      untilGot(10);
      stop.set(true);
      writer.join();
    }
    long lastNumber = (Long) last().header("CamelShmFrameTimestamp");
    long firstNumber = (Long) got.get(0).header("CamelShmFrameTimestamp");
    long passed = lastNumber - firstNumber + 1;
    long counted = got.size();
    for (Got frame : got.subList(1, got.size())) {
      counted += (Long) frame.header("CamelShmFrameMissed");
    }

    assertThat(passed).as("the route must have been slower").isGreaterThan(3L * got.size());
    assertThat(counted).as("a lower bound").isLessThanOrEqualTo(passed);
    assertThat(counted).as("and a close one").isGreaterThan(passed * 3 / 4);
    for (int i = 1; i < got.size(); i++) {
      assertThat((Long) got.get(i).header("CamelShmFrameTimestamp"))
          .isGreaterThan((Long) got.get(i - 1).header("CamelShmFrameTimestamp"));
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldDeliverNothingWhileSuspendedAndTheNewestAfterwards() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("");
      untilGot(1);
      context.getRouteController().suspendRoute("frames");
      segment.frame(8, 4, 3, 2, 2);
      segment.frame(8, 4, 3, 3, 3);
      Thread.sleep(100);
      assertThat(got).hasSize(1);
      context.getRouteController().resumeRoute("frames");
      untilGot(2);
    }
    assertThat(last().bytes()).containsOnly(3);
    assertThat(got).hasSize(2);
  }

  @Test
  void shouldStartAgainAfterAStop() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("");
      untilGot(1);
      context.getRouteController().stopRoute("frames");
      segment.frame(8, 4, 3, 2, 2);
      context.getRouteController().startRoute("frames");
      untilGot(2);
    }
    assertThat(last().bytes()).containsOnly(2);
  }

  /**
   * A route that hangs when it is suspended is not interrupted for ever; when it is resumed, one
   * thread reads.
   */
  @Test
  void shouldReadWithOneThreadWhenItIsResumedWhileItsRouteHangs() throws Exception {
    java.util.Set<Thread> threads = java.util.concurrent.ConcurrentHashMap.newKeySet();
    CountDownLatch release = new CountDownLatch(1);
    context.getExecutorServiceManager().setShutdownAwaitTermination(100);
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri(""))
                  .routeId("frames")
                  .process(ConsumerLifeTest.this::keep)
                  .process(
                      e -> {
                        threads.add(Thread.currentThread());
                        uninterruptibly(release);
                      });
            }
          });
      untilGot(1);
      ShmFrameConsumer consumer = (ShmFrameConsumer) context.getRoute("frames").getConsumer();
      consumer.suspend();
      consumer.resume();
      release.countDown();
      Thread first = threads.iterator().next();
      until(() -> !first.isAlive());
      for (int i = 2; i <= 20; i++) {
        segment.frame(8, 4, 3, i, i);
        untilGot(i);
      }
      assertThat(threads).hasSize(2);
    }
  }

  private static void uninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // It hangs, whatever is done to it.
      }
    }
  }

  @Test
  void shouldNotCarryAnInterruptOnToTheNextExchange() throws Exception {
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    try (RawSegment segment = segment()) {
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri(""))
                  .process(
                      e -> {
                        interrupted.add(Thread.currentThread().isInterrupted());
                        Thread.currentThread().interrupt();
                      });
            }
          });
      for (int i = 1; i <= 3; i++) {
        int frames = i;
        segment.frame(8, 4, 3, i, i);
        until(() -> interrupted.size() == frames);
      }
    }
    assertThat(interrupted).containsExactly(false, false, false);
  }

  @Test
  void shouldFollowAFrameThatChangesItsSize() throws Exception {
    try (RawSegment segment = segment()) {
      consume("");
      segment.frame(8, 4, 3, 1, 1);
      untilGot(1);
      segment.frame(16, 16, 1, 2, 2);
      untilGot(2);
      segment.frame(2, 2, 4, 3, 3);
      untilGot(3);
    }
    assertThat(got.get(1).bytes()).hasSize(256).containsOnly(2);
    assertThat(got.get(1).header("CamelShmFrameWidth")).isEqualTo(16);
    assertThat(got.get(2).bytes()).hasSize(16).containsOnly(3);
    assertThat(got.get(2).header("CamelShmFrameChannels")).isEqualTo(4);
  }

  @Test
  void shouldReadOnWhereSomebodyRemovedTheNameAndNotCallItAnError() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("");
      untilGot(1);
      Files.delete(path());
      Thread.sleep(100);
      segment.frame(8, 4, 3, 2, 2);
      untilGot(2);
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldLookInTheFolderOfShmOpenUnlessToldOtherwise() throws Exception {
    java.nio.file.Path file = java.nio.file.Path.of("/dev/shm", name);
    try (RawSegment segment = new RawSegment(file, 4096)) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("shmframe:" + name + "?layout=frameheader").process(ConsumerLifeTest.this::keep);
            }
          });
      untilGot(1);
    } finally {
      Files.deleteIfExists(file);
    }
    assertThat(last().bytes()).containsOnly(7);
  }

  /**
   * The log is what a user has before there is a frame; it must say why there is none, and say it
   * once.
   */
  @Test
  void shouldSayOnceThatItWaits() throws Exception {
    java.io.PrintStream before = System.err;
    java.io.ByteArrayOutputStream log = new java.io.ByteArrayOutputStream();
    System.setErr(new java.io.PrintStream(log, true));
    try {
      consume("");
      until(() -> log.toString().contains("waiting for it"));
      Thread.sleep(300);
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString().split("waiting for it", -1)).hasSize(2);
    assertThat(log.toString()).contains(path().toString());
  }

  @Test
  void shouldLeaveNoThreadBehind() throws Exception {
    consume("");
    String thread = "ShmFrame[" + name + "]";
    until(() -> threads().contains(thread));
    context.stop();

    assertThat(threads()).doesNotContain(thread);
  }

  private static String threads() {
    return Thread.getAllStackTraces().keySet().toString();
  }

  @Test
  void shouldGoOnAfterAnExceptionInTheRoute() throws Exception {
    try (RawSegment segment = segment()) {
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              onException(IllegalStateException.class)
                  .handled(true)
                  .process(ConsumerLifeTest.this::keepError);
              from(uri(""))
                  .process(ConsumerLifeTest.this::keep)
                  .throwException(new IllegalStateException("on purpose"));
            }
          });
      segment.frame(8, 4, 3, 1, 1);
      untilGot(1);
      segment.frame(8, 4, 3, 2, 2);
      untilGot(2);
    }
    until(() -> errors.size() == 2);
    assertThat(errors.get(0)).hasMessage("on purpose");
  }

  @Test
  void shouldTellTheErrorHandlerOnceOfAStreakOfBadHeaders() throws Exception {
    try (RawSegment segment = segment()) {
      consume("");
      for (int stamp = 1; stamp <= 20; stamp++) {
        segment.header(-stamp, 4, 3, stamp, 1);
        Thread.sleep(5);
      }
      until(() -> errors.size() == 1);
      assertThat(errors.get(0))
          .isInstanceOf(LayoutException.class)
          .hasMessageContaining(path().toString());
      segment.frame(8, 4, 3, 30, 7);
      untilGot(1);
      segment.header(8, 400, 3, 31, 1);
      until(() -> errors.size() == 2);
      assertThat(errors.get(1)).hasMessageContaining("8 x 400 x 3");
    }
  }

  @Test
  void shouldLiveThroughRandomHeaders() throws Exception {
    java.util.Random random = new java.util.Random(20261121);
    try (RawSegment segment = segment()) {
      consume("waitStrategy=spin");
      ShmFrameConsumer consumer = (ShmFrameConsumer) context.getRoute("frames").getConsumer();
      for (int i = 0; i < 200_000; i++) {
        segment.header(
            random.nextInt() >> random.nextInt(32),
            random.nextInt() >> random.nextInt(32),
            random.nextInt() >> random.nextInt(32),
            random.nextLong(),
            1);
        if (i % 20 == 0) {
          // Lets the consumer look at some of them; at full speed it would see a handful.
          java.util.concurrent.locks.LockSupport.parkNanos(20_000);
        }
      }
      until(() -> consumer.counters().invalid() > 0);
      int before = got.size();
      segment.frame(8, 4, 3, 5, 7);
      untilGot(before + 1);
      assertThat(consumer.counters().invalid()).isPositive();
      assertThat(last().bytes()).hasSize(96).containsOnly(7);
      assertThat(errors).isNotEmpty().allMatch(e -> e instanceof LayoutException);
    }
  }

  @Test
  void shouldTellOfASegmentThatIsCutAndReadOnWhenItIsWhole() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("");
      untilGot(1);
      segment.truncate(10);
      until(() -> !errors.isEmpty());
      assertThat(reason()).isEqualTo(Reason.TOO_SMALL);
      assertThat(errors.get(0)).hasMessageContaining("10 bytes").hasMessageContaining("24");
    }
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 2, 2);
      untilGot(2);
    }
  }

  @Test
  void shouldTellOfADirectoryAndOfALinkAndReadOn() throws Exception {
    Files.createDirectory(path());
    consume("");
    until(() -> errors.size() == 1);
    assertThat(reason()).isEqualTo(Reason.NOT_A_FILE);
    assertThat(errors.get(0)).hasMessageContaining("directory");
    Files.delete(path());
    Files.createSymbolicLink(path(), folder.resolve("elsewhere"));
    until(() -> errors.size() == 2);
    assertThat(reason()).isEqualTo(Reason.SYMBOLIC_LINK);
    Files.delete(path());
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      untilGot(1);
    }
  }
}
