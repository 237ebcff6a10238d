// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;

/** Starts the cameras, the wall and the page, and tells how they are doing once a second. */
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
    Main camel = new Main();
    List<CameraProcess> processes = new ArrayList<>();
    try {
      if (options.camera()) {
        for (int i = 0; i < options.cameras(); i++) {
          processes.add(new CameraProcess(options, i));
        }
      }
      Jpegs.load();
      camel.start();
      WatchedCamera own = show(options, camel, interrupted);
      double seconds = own.ages().seconds();
      // Before the ending is told of, which takes a line or two.
      camel.stop();
      processes.forEach(CameraProcess::close);
      System.out.println(StatusLine.atTheEnd(own, seconds));
      return own.number() > 0;
    } finally {
      camel.stop();
      processes.forEach(CameraProcess::close);
    }
  }

  /** Shows the wall until the end, and gives back the demo's own camera. */
  private static WatchedCamera show(DemoOptions options, Main camel, CountDownLatch interrupted)
      throws Exception {
    Snapshots snapshots = new Snapshots(options);
    try (Wall wall = new Wall(camel.getCamelContext(), options, snapshots)) {
      wall.start();
      WallJson json = new WallJson(wall, options, snapshots);
      try (PageServer page = new PageServer(options, wall, json)) {
        page.start();
        System.out.println(
            "demo: http://localhost:" + page.port() + "/ shows " + options.directory());
        watch(options, wall, snapshots, interrupted);
      }
      return wall.camera(options.segment()).orElseThrow();
    }
  }

  private static void watch(
      DemoOptions options, Wall wall, Snapshots snapshots, CountDownLatch interrupted)
      throws InterruptedException {
    long start = System.nanoTime();
    long end =
        options.seconds() == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(options.seconds());
    for (int second = 1; System.nanoTime() - start < end; second++) {
      long left = Math.min(end, TimeUnit.SECONDS.toNanos(second)) - (System.nanoTime() - start);
      if (interrupted.await(Math.max(1, left), TimeUnit.NANOSECONDS)) {
        return;
      }
      wall.camera(options.segment())
          .ifPresent(own -> System.out.println(StatusLine.now(own, snapshots)));
    }
  }
}
