// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Measures what being observed costs: the figures of docs/guide/observing.md, where the command
 * stands. Not a test, since time is never asserted.
 */
final class ObservationCost {

  private ObservationCost() {}

  public static void main(String[] args) throws Exception {
    for (boolean metered : new boolean[] {false, true}) {
      try (DefaultCamelContext context = new DefaultCamelContext()) {
        if (metered) {
          context.getRegistry().bind("meters", new SimpleMeterRegistry());
        }
        FrameTally tally = tally(context);
        long stamp = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        say(
            metered ? "a frame, with a SimpleMeterRegistry" : "a frame, without meters",
            2_000_000,
            () -> tally.frame(6_220_800, stamp));
      }
    }
    for (int bytes : new int[] {640 * 404 * 3, 1920 * 1080 * 3}) {
      ByteBuffer copy = ByteBuffer.wrap(new byte[bytes]);
      FrozenPicture each = new FrozenPicture(1);
      say(
          "a frame of " + bytes + " bytes that frozenAfter looks at",
          500,
          () -> {
            copy.putLong(0, System.nanoTime());
            each.lookNow(copy, bytes);
          });
    }
    Path segment = Files.createTempFile("shmframe-cost", "");
    try {
      say(
          "who has the segment mapped, of " + ProcessHandle.allProcesses().count() + " processes",
          200,
          () -> MappingProcesses.writersOf(segment, true));
    } finally {
      Files.delete(segment);
    }
  }

  /** That of a consumer, with meters where the context has a registry. */
  static FrameTally tally(DefaultCamelContext context) throws Exception {
    ShmFrameEndpoint endpoint =
        context.getEndpoint("shmframe:cost?layout=frameheader", ShmFrameEndpoint.class);
    ConsumerState state =
        new ConsumerState(endpoint.getConfiguration().openReader(false), endpoint, "");
    endpoint.getComponent().observations().add(context, "cost", state);
    return state.tally();
  }

  /** The median of ten rounds behind ten that warm up. */
  private static void say(String what, int times, Runnable once) {
    long[] nanos = new long[10];
    for (int round = 0; round < 20; round++) {
      long start = System.nanoTime();
      for (int time = 0; time < times; time++) {
        once.run();
      }
      nanos[round % 10] = (System.nanoTime() - start) / times;
    }
    Arrays.sort(nanos);
    System.out.printf("%-55s %,12d ns%n", what, nanos[5]);
  }
}
