// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;

/** Has a recording replayed by the tool, into a segment, and compares what comes out of that. */
final class Verification {

  private static final int SLOTS = 16;
  private static final long READY_SECONDS = 30;
  private static final long REPLAY_SECONDS = 300;

  private final Children children;
  private final Path memory;
  private final String segment;
  private final FrameGeometry geometry;
  private final Path logs;

  /**
   * @param children where processes are started
   * @param memory the folder of segments
   * @param segment that it makes there, and removes
   * @param geometry of the frames
   * @param logs the folder of what processes say
   */
  Verification(Children children, Path memory, String segment, FrameGeometry geometry, Path logs) {
    this.children = children;
    this.memory = memory;
    this.segment = segment;
    this.geometry = geometry;
    this.logs = logs;
  }

  /** True if each whole frame came out as it was. */
  boolean of(Path recording) throws Exception {
    Survey survey = Survey.of(recording, true);
    survey.lines("demo").forEach(System.out::println);
    prepare(memory.resolve(segment));
    String uri = "shmframe:" + segment + "?directory=" + memory;
    try (Clip clip = new Clip(geometry.width(), geometry.height())) {
      Witness witness = new Witness(clip);
      try (Running running = Running.start(route(uri, witness), "witness")) {
        if (!running.goesOn() || !witness.awaitReady(READY_SECONDS)) {
          throw new IOException("Segment " + segment + ": expected its first frame, found none");
        }
        replay(recording, uri);
        await(witness, survey.count());
      }
      System.out.printf(
          "demo: replayed=%d of %d whole, different=%d, gaps=%d%n",
          witness.frames(), survey.count(), witness.wrong(), witness.gaps());
      return witness.frames() == survey.count()
          && witness.wrong() == 0
          && survey.count() > 0
          && !survey.damage().any();
    } finally {
      Segments.remove(memory, segment);
    }
  }

  /** A ring with one frame, so that whoever reads it is there before the replay begins. */
  private void prepare(Path segment) throws IOException {
    RingWriterOptions options =
        RingWriterOptions.defaults().withSlots(SLOTS).withCapacity(geometry.bytes());
    try (RingWriter writer = new RingWriter(segment, options)) {
      writer.publish(
          FrameView.of(FrameGeometry.bytes(1), ByteBuffer.allocate(1)), FrameTags.ofMillis(0));
    }
  }

  private static RouteBuilder route(String uri, Witness witness) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from(uri + "&bodyType=frame&delivery=all").process(witness);
      }
    };
  }

  private void replay(Path recording, String uri) throws Exception {
    List<String> arguments =
        List.of(
            "replay",
            recording.toString(),
            uri + "&overflow=block&blockTimeout=30s",
            "--speed=max");
    try (Child replay = children.start(RecorderTool.class, logs.resolve("replay.log"), arguments)) {
      int status = replay.await(REPLAY_SECONDS);
      if (status != 0) {
        throw new IOException("The replay ended with status " + status + ":\n" + replay.said());
      }
    }
  }

  /** What was published may still be on its way through the route. */
  private static void await(Witness witness, long frames) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (witness.frames() < frames && System.nanoTime() - end < 0) {
      Thread.sleep(10);
    }
  }
}
