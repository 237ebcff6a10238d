// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The cameras of the demo, in a process of their own that knows nothing of Camel: {@link
 * TestPicture}s into rings, each with its time.
 */
public final class Camera {

  private static final int SLOTS = 8;

  private final List<String> names;
  private final List<RingWriter> writers = new ArrayList<>();
  private final long periodNanos;
  private volatile boolean ending;
  private long number;

  private Camera(Path folder, double fps, List<String> names) {
    this.names = names;
    this.periodNanos = (long) (TimeUnit.SECONDS.toNanos(1) / fps);
    for (String name : names) {
      writers.add(
          new RingWriter(folder.resolve(name), RingWriterOptions.defaults().withSlots(SLOTS)));
    }
  }

  /** Takes the folder, the frames a second, and the names of the cameras. */
  public static void main(String[] args) throws Exception {
    Camera camera =
        new Camera(
            Path.of(args[0]), Double.parseDouble(args[1]), List.of(args).subList(2, args.length));
    Thread player = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> camera.leave(player), "leave"));
    Program.endWithStarter();
    camera.play();
  }

  private void play() throws Exception {
    byte[] pixels = new byte[TestPicture.BYTES];
    FrameGeometry size = FrameGeometry.of8Bit(TestPicture.WIDTH, TestPicture.HEIGHT, 3);
    long next = System.nanoTime();
    while (!ending) {
      number++;
      for (int camera = 0; camera < writers.size(); camera++) {
        TestPicture.draw(pixels, camera, number);
        writers
            .get(camera)
            .publish(
                FrameView.of(size, ByteBuffer.wrap(pixels)), new FrameTags(Age.now(), Map.of()));
      }
      next = Math.max(next + periodNanos, System.nanoTime() - periodNanos);
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  /** Says how many frames there were, which is what the other end has to account for. */
  private void leave(Thread player) {
    ending = true;
    LockSupport.unpark(player);
    try {
      player.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writers.forEach(RingWriter::close);
    names.forEach(name -> System.out.println("camera: camera=" + name + " frames=" + number));
  }
}
