// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.socketfallback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Three acts: frames come from shared memory; its camera is killed, and they come over the socket;
 * it is started again, and they come from shared memory.
 */
public final class FallbackDemo {

  /** How long an act may take to begin: two JVMs start, and OpenCV is unpacked. */
  private static final int PATIENCE_SECONDS = 60;

  private final DemoOptions options;
  private final Tally tally = new Tally();

  private FallbackDemo(DemoOptions options) {
    this.options = options;
  }

  /** Takes no arguments; its options are system properties. */
  public static void main(String[] args) throws Exception {
    System.exit(new FallbackDemo(DemoOptions.fromSystem()).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    if (Files.exists(options.path())) {
      throw new IllegalArgumentException(
          "-Dfallback.segment: expected a name that is free, found " + options.path());
    }
    Path elsewhere = Files.createTempDirectory("another-machine");
    // Also after Ctrl-C, which runs no finally.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> removeQuietly(elsewhere), "remove"));
    try (DefaultCamelContext context = new DefaultCamelContext();
        CameraProcess remote = new CameraProcess(options, elsewhere, false)) {
      ViewerRoutes routes = new ViewerRoutes(options, tally);
      context.getRegistry().bind("receiver", routes.receiver);
      context.addRoutes(routes);
      context.start();
      System.out.println("fallback: a camera that cannot share memory is process " + remote.pid());
      long first;
      long second;
      long third;
      try (CameraProcess local = new CameraProcess(options, options.path().getParent(), true)) {
        System.out.println("fallback: a camera that can is process " + local.pid());
        first = act(ViewerRoutes.MEMORY);
        System.out.println("fallback: kill -9 " + local.pid());
      }
      second = act(ViewerRoutes.SOCKET);
      try (CameraProcess again = new CameraProcess(options, options.path().getParent(), true)) {
        System.out.println("fallback: the camera is back as process " + again.pid());
        third = act(ViewerRoutes.MEMORY);
      }
      System.out.printf("fallback: memory=%d socket=%d memory_again=%d%n", first, second, third);
      return first > 0 && second > 0 && third > 0;
    }
  }

  private void removeQuietly(Path elsewhere) {
    try {
      Files.deleteIfExists(options.path());
      Files.deleteIfExists(elsewhere);
    } catch (IOException e) {
      System.err.println("fallback: " + e + " stays");
    }
  }

  /** Waits until frames come that way, and shows them; how many came. */
  private long act(String way) throws InterruptedException {
    long before = tally.frames(way);
    for (int wait = 0; tally.frames(way) == before && wait < PATIENCE_SECONDS * 10; wait++) {
      Thread.sleep(100);
    }
    long start = tally.frames(way);
    for (int second = 0; second < options.seconds(); second++) {
      long memory = tally.frames(ViewerRoutes.MEMORY);
      long socket = tally.frames(ViewerRoutes.SOCKET);
      Thread.sleep(1000);
      System.out.printf(
          "from shared memory %2d fps, over the socket %2d fps%n",
          tally.frames(ViewerRoutes.MEMORY) - memory, tally.frames(ViewerRoutes.SOCKET) - socket);
    }
    return tally.frames(way) - start;
  }
}
