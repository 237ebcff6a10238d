// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Records a camera, kills the recorder, replays what there is and compares every byte; if there is
 * a small file system at hand, it is filled as well.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Records a camera, kills the recorder with -9, replays, and compares every byte.")
final class DemoCommand implements Callable<Integer> {

  private static final long PATIENCE_SECONDS = 120;
  private static final int JITTER_MILLIS = 30;

  @Option(names = "--frames", description = "that are recorded; default: ${DEFAULT-VALUE}")
  private long frames = 150;

  @Option(names = "--kills", description = "of the recorder; default: ${DEFAULT-VALUE}")
  private int kills = 2;

  @Option(names = "--fps", description = "of the camera, 0: flat out; default: ${DEFAULT-VALUE}")
  private double fps = 30;

  @Option(names = "--width", description = "default: ${DEFAULT-VALUE}")
  private int width = 640;

  @Option(names = "--height", description = "default: ${DEFAULT-VALUE}")
  private int height = 404;

  @Option(names = "--seed", description = "of the moments of the kills; default: random")
  private long seed = System.nanoTime();

  @Option(names = "--small", description = "a folder on a small file system, to be filled")
  private Path small;

  private final Path target = Path.of(System.getProperty("recorder.target", "target"));
  private final Path memory = Path.of("/dev/shm");
  private final Path folder = target.resolve("recorder-demo").toAbsolutePath();
  private final String segment = "shmframe-recorder-camera-" + ProcessHandle.current().pid();
  private final String replayed = "shmframe-recorder-replayed-" + ProcessHandle.current().pid();
  private final Children children = new Children();

  @Override
  public Integer call() throws Exception {
    Segments.removeFolder(folder);
    Files.createDirectories(folder);
    Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "leave"));
    FrameGeometry geometry = FrameGeometry.of8Bit(width, height, 3);
    Verification verification = new Verification(children, memory, replayed, geometry, folder);
    System.out.println("demo: seed " + seed);
    boolean right = verified(verification, folder.resolve("killed"), this::killed);
    if (small != null) {
      right &= verified(verification, small.resolve("filled"), this::filled);
      right &= verified(verification, small.resolve("kept"), this::filledWithKeep);
    }
    System.out.println("demo: " + (right ? "every whole frame is as it was" : "FAILED"));
    if (right) {
      Segments.removeFolder(folder);
    }
    return right ? 0 : 1;
  }

  /** Also where somebody ends it in the middle. */
  private void leave() {
    try {
      children.close();
      Segments.remove(memory, segment);
      Segments.remove(memory, replayed);
    } catch (IOException e) {
      System.err.println("Segments stay behind in " + memory + ": " + e);
    }
  }

  /** What makes a recording and leaves nothing that runs. */
  private interface Making {
    void of(Path recording) throws Exception;
  }

  private boolean verified(Verification verification, Path recording, Making making)
      throws Exception {
    try {
      try (Child camera = camera()) {
        System.out.println("demo: a camera is process " + camera.pid());
        making.of(recording);
      } finally {
        Segments.remove(memory, segment);
      }
      return verification.of(recording);
    } finally {
      Segments.removeFolder(recording);
    }
  }

  private Child camera() throws IOException {
    List<String> arguments =
        List.of(
            memory.resolve(segment).toString(),
            Double.toString(fps),
            Integer.toString(width),
            Integer.toString(height));
    return children.start(Camera.class, folder.resolve("camera.log"), arguments);
  }

  private Child recorder(String name, Path recording, String... options) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("record");
    arguments.add("shmframe:" + segment + "?directory=" + memory);
    arguments.add(recording.toString());
    arguments.addAll(List.of(options));
    return children.start(RecorderTool.class, folder.resolve(name + ".log"), arguments);
  }

  /** Kills it again and again, at moments that nobody chose. */
  private void killed(Path recording) throws Exception {
    Random random = new Random(seed);
    for (int kill = 1; kill <= kills; kill++) {
      try (Child recorder = recorder("killed-" + kill, recording)) {
        long wanted = frames * kill / kills;
        await(recorder, "frame " + wanted, said -> entries(recording) >= wanted);
        Thread.sleep(random.nextInt(JITTER_MILLIS));
        awaitHalfAPayload(recording);
        recorder.kill();
        System.out.printf(
            "demo: kill -9 %d at frame %d or later%n", recorder.pid(), entries(recording));
      }
    }
  }

  /** A kill at any moment would seldom hit a frame that is being written. */
  private void awaitHalfAPayload(Path recording) throws IOException {
    long bytes = FrameGeometry.of8Bit(width, height, 3).bytes();
    List<Part> parts = Part.of(recording);
    Path payloads = parts.get(parts.size() - 1).payloads();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while ((Files.size(payloads) - PartHeader.BYTES) % bytes == 0 && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  /** Frames in all indexes; the camera's entries have one length. */
  private static long entries(Path recording) {
    long entries = 0;
    try {
      for (Part part : Files.isDirectory(recording) ? Part.of(recording) : List.<Part>of()) {
        long bytes = Files.exists(part.main()) ? Files.size(part.main()) : 0;
        entries += Math.max(0, bytes - PartHeader.BYTES) / IndexEntry.FIXED;
      }
    } catch (IOException e) {
      // A part has just been removed.
    }
    return entries;
  }

  private void filled(Path recording) throws Exception {
    try (Child recorder = recorder("filled", recording)) {
      await(recorder, "a full disk", said -> said.contains("stopped writing"));
      await(recorder, "dropped frames", said -> said.matches("(?s).*dropped=[1-9].*"));
      System.out.println("demo: " + line(recorder, "stopped writing"));
      recorder.kill();
    }
  }

  private void filledWithKeep(Path recording) throws Exception {
    try (Child recorder = recorder("kept", recording, "--maxSize=8MB", "--keep=1000")) {
      await(recorder, "removed parts", said -> said.matches("(?s).* removed=([3-9]|[1-9]\\d).*"));
      System.out.println("demo: " + line(recorder, "removed "));
      recorder.kill();
    }
  }

  private static String line(Child recorder, String part) throws IOException {
    return recorder.said().lines().filter(line -> line.contains(part)).findFirst().orElse("");
  }

  private static void await(Child recorder, String what, Predicate<String> seen) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!seen.test(recorder.said())) {
      if (!recorder.alive() || System.nanoTime() - end > 0) {
        throw new IOException(
            "The recorder "
                + recorder.pid()
                + ": expected "
                + what
                + ", found:\n"
                + recorder.said());
      }
      Thread.sleep(5);
    }
  }
}
