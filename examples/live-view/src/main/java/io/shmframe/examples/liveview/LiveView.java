// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.camel.ShmFrameConsumer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;

/** Starts the camera, the route and the page, and tells how they are doing once a second. */
public final class LiveView {

  private LiveView() {}

  /** Takes its options from the system properties {@code demo.*}; see {@link DemoOptions}. */
  public static void main(String[] args) throws Exception {
    DemoOptions options = DemoOptions.fromSystem();
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  interrupted.countDown();
                  // The JVM ends with its hooks; the main thread must have cleaned up by then.
                  await(done);
                },
                "ctrl-c"));
    if (Boolean.getBoolean("demo.endWithParent")) {
      // Maven does not end what it started when it is killed itself.
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
    }
    boolean frames;
    try {
      frames = run(options, interrupted);
    } finally {
      done.countDown();
    }
    if (interrupted.getCount() > 0) {
      System.exit(frames ? 0 : 1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs until the time is over or somebody interrupts; says whether any frame came. */
  private static boolean run(DemoOptions options, CountDownLatch interrupted) throws Exception {
    Ages ages = new Ages();
    LatestPicture picture = new LatestPicture();
    LiveRoute route = new LiveRoute(options, ages, picture);
    Main camel = new Main();
    camel.configure().addRoutesBuilder(route);
    Optional<CameraProcess> camera =
        options.camera() ? Optional.of(new CameraProcess(options)) : Optional.empty();
    try {
      camel.start();
      ShmFrameConsumer consumer =
          (ShmFrameConsumer) camel.getCamelContext().getRoute(LiveRoute.ID).getConsumer();
      Status status = new Status(options, consumer, route, ages);
      try (PageServer page = new PageServer(options, picture, status, ages)) {
        page.start();
        System.out.println(
            "demo: http://localhost:" + page.port() + "/ shows " + options.endpoint());
        watch(options, status, interrupted);
      }
      double seconds = ages.seconds();
      // Before the ending is told of, which takes a line or two.
      camel.stop();
      camera.ifPresent(CameraProcess::close);
      System.out.println(lastLine(consumer, ages, seconds));
      return consumer.counters().delivered() > 0;
    } finally {
      camel.stop();
      camera.ifPresent(CameraProcess::close);
    }
  }

  private static void watch(DemoOptions options, Status status, CountDownLatch interrupted)
      throws InterruptedException {
    long start = System.nanoTime();
    long end =
        options.seconds() == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(options.seconds());
    for (int second = 1; System.nanoTime() - start < end; second++) {
      status.rate().look();
      long left = Math.min(end, TimeUnit.SECONDS.toNanos(second)) - (System.nanoTime() - start);
      if (interrupted.await(Math.max(1, left), TimeUnit.NANOSECONDS)) {
        return;
      }
      System.out.println("demo: " + status.line());
    }
  }

  private static String lastLine(ShmFrameConsumer consumer, Ages ages, double seconds) {
    return String.format(
        Locale.ROOT,
        "demo: frames=%d fps=%.1f missed=%d torn=%d age_p50_ms=%.2f",
        consumer.counters().delivered(),
        seconds == 0 ? 0 : (ages.count() - 1) / seconds,
        consumer.counters().missed(),
        consumer.counters().torn(),
        ages.p50Millis());
  }
}
