// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * How fast a writer goes on while another process holds a frame of its ring, and while not.
 *
 * @param without frames a second, half of it measured before and half behind the loan
 * @param with frames a second
 * @param frame what the holder says of its frame: {@code same}, or {@code changed}
 */
record LoanedRate(Rate without, Rate with, String frame) {

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final double WARM_UP = 1;

  /** Half of the seconds with a loan, a quarter before and a quarter behind without one. */
  static LoanedRate of(Bench bench, int width, int height, double seconds) throws Exception {
    String name = "shmframe-bench-" + UUID.randomUUID();
    Path path = Beside.MEMORY.resolve(name);
    FrameGeometry geometry = FrameGeometry.of8Bit(width, height, 3);
    ByteBuffer memory = ByteBuffer.allocate((int) geometry.bytes());
    Source picture = new Source(memory, FrameView.of(geometry, memory));
    try (RingWriter writer = new RingWriter(path, RingWriterOptions.defaults().withSlots(4))) {
      rate(writer, picture, WARM_UP);
      Process holder =
          new ProcessBuilder(
                  Programs.java(bench, List.of(), LoanHolder.class, List.of(path.toString())))
              .redirectError(Redirect.INHERIT)
              .start();
      try (BufferedReader says = holder.inputReader()) {
        // Attached, and with a loan behind it, as it is in what follows.
        tell(holder, says);
        tell(holder, says);
        Rate before = rate(writer, picture, seconds / 4);
        tell(holder, says);
        Rate with = rate(writer, picture, seconds / 2);
        String frame = tell(holder, says);
        Rate behind = rate(writer, picture, seconds / 4);
        return new LoanedRate(before.mean(behind), with, frame);
      } finally {
        holder.outputWriter().close();
        if (!holder.waitFor(10, TimeUnit.SECONDS)) {
          holder.destroyForcibly().waitFor();
        }
        writer.unlink();
      }
    }
  }

  private static String tell(Process holder, BufferedReader says) throws IOException {
    holder.outputWriter().append('\n').flush();
    String line = says.readLine();
    if (line == null) {
      throw new IllegalStateException("The holder of the loan has ended, expected an answer");
    }
    return line;
  }

  private static Rate rate(RingWriter writer, Source picture, double seconds) throws Exception {
    long cpu = CPU.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    long end = begin + Math.round(seconds * 1e9);
    long frames = 0;
    long now;
    do {
      writer.publish(picture.next(++frames), FrameTags.ofMillis(System.currentTimeMillis()));
      now = System.nanoTime();
    } while (now < end);
    cpu = CPU.getCurrentThreadCpuTime() - cpu;
    return new Rate(frames * 1e9 / (now - begin), frames * 1e9 / cpu);
  }

  /**
   * How fast the writer was.
   *
   * @param frames a second
   * @param byCpu frames for each second of the thread's processor time, which does not count what
   *     others on the machine took
   */
  record Rate(double frames, double byCpu) {

    Rate mean(Rate other) {
      return new Rate((frames + other.frames) / 2, (byCpu + other.byCpu) / 2);
    }
  }

  /** Frames that differ, so that one that is written over the one on loan is seen. */
  private record Source(ByteBuffer memory, FrameView frame) {

    FrameView next(long number) {
      memory.putLong(0, number);
      memory.putLong(memory.limit() - Long.BYTES, number);
      return frame;
    }
  }
}
