// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Overflow;
import io.shmframe.frame.OverrunException;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The camera of the demo: a process of its own that plays the clip into a ring and waits for
 * readers that want each frame.
 */
public final class Camera {

  private static final int SLOTS = 16;

  private Camera() {}

  /** Takes the segment's file, the frames a second (0: as many as can be), width and height. */
  public static void main(String[] args) throws Exception {
    Path segment = Path.of(args[0]);
    double fps = Double.parseDouble(args[1]);
    long period = fps > 0 ? (long) (TimeUnit.SECONDS.toNanos(1) / fps) : 0;
    Starter.endWithIt();
    RingWriterOptions options =
        RingWriterOptions.defaults().withSlots(SLOTS).withOverflow(Overflow.BLOCK);
    try (RingWriter writer = new RingWriter(segment, options);
        Clip clip = new Clip(Integer.parseInt(args[2]), Integer.parseInt(args[3]))) {
      long next = System.nanoTime();
      while (true) {
        FrameView frame = FrameView.of(clip.geometry(), clip.next());
        LockSupport.parkNanos(next - System.nanoTime());
        next = Math.max(next + period, System.nanoTime() - period);
        publish(writer, frame);
      }
    }
  }

  /** A reader that is too far behind is waited for: this camera loses nothing. */
  private static void publish(RingWriter writer, FrameView frame) throws IOException {
    while (true) {
      try {
        writer.publish(frame, FrameTags.ofMillis(System.currentTimeMillis()));
        return;
      } catch (OverrunException e) {
        // It is alive; else it would not be waited for.
      }
    }
  }
}
