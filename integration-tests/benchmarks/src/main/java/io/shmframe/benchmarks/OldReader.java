// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What people had before: a reader in Python that believes the header, beside a writer in C++ at
 * full speed that has one place for all its frames.
 *
 * @param frames that the reader took
 * @param rate of them, in frames a second
 * @param wrong how many of them were torn
 */
record OldReader(double frames, double rate, double wrong) {

  static OldReader measured(PeerKit kit, String size, int seconds) throws Exception {
    Path segment = PeerKit.segment();
    String name = segment.getFileName().toString();
    List<String> writes =
        List.of(
            // It would write for ever.
            "timeout",
            "--foreground",
            "" + (seconds + 30),
            kit.programs().oldWriter().toString(),
            name,
            "--width",
            "" + Sizes.width(size),
            "--height",
            "" + Sizes.height(size),
            "--fps",
            "0",
            "--pattern",
            "numbered");
    Process writer =
        new ProcessBuilder(writes)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    try {
      String said = read(segment, seconds);
      return new OldReader(
          Programs.value(said, "frames"),
          Programs.value(said, "fps"),
          Programs.value(said, "wrong"));
    } finally {
      // Tells the writer, which removes its segment.
      writer.destroy();
      if (!writer.waitFor(10, TimeUnit.SECONDS)) {
        writer.descendants().forEach(ProcessHandle::destroyForcibly);
        writer.destroyForcibly().waitFor();
      }
      Beside.remove(name);
    }
  }

  private static String read(Path segment, int seconds) throws Exception {
    Path reader =
        Programs.ROOT.resolve("integration-tests/benchmarks/src/main/python/old_reader.py");
    ProcessBuilder builder =
        new ProcessBuilder(
            "timeout",
            "--foreground",
            "" + (seconds + 30),
            "python3",
            // No cache beside the examples.
            "-B",
            reader.toString(),
            segment.toString(),
            "--seconds",
            "" + seconds);
    builder
        .environment()
        .put("PYTHONPATH", Programs.ROOT.resolve("examples/peers/python").toString());
    Process process = builder.redirectError(Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit == 127) {
      throw new PeerMissingException("python3 is not installed");
    }
    if (exit != 0) {
      throw new IOException("old_reader.py failed with " + exit + ":\n" + said);
    }
    return said;
  }
}
