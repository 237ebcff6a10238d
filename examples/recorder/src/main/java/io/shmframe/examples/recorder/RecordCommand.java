// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records until it is ended. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = "Records the frames of an endpoint until it is ended.")
final class RecordCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URI", description = "such as shmframe:camera?layout=frameheader")
  private String uri;

  @Parameters(paramLabel = "FOLDER", description = "the recording; one that is there is carried on")
  private Path folder;

  @Option(
      names = "--format",
      defaultValue = "frames",
      description = "frames (byte for byte), mp4 or mjpeg (pictures only)")
  private Format format;

  @Option(
      names = "--maxSize",
      converter = BytesConverter.class,
      description = "of a part, such as 256MB; default: no limit")
  private long maxSize = Long.MAX_VALUE;

  @Option(names = "--maxTime", description = "of a part, such as 10m; default: no limit")
  private Duration maxTime = Duration.ZERO;

  @Option(names = "--keep", description = "parts at most, the oldest are removed; default: all")
  private int keep;

  @Option(names = "--frames", description = "ends after so many; default: never")
  private long frames;

  @Option(names = "--seconds", description = "ends after so many; default: never")
  private long seconds;

  @Option(
      names = "--bitRate",
      defaultValue = "4000000",
      description = "bits a second of mp4; default: ${DEFAULT-VALUE}")
  private int bitRate;

  @Override
  public Integer call() throws Exception {
    RecordOptions options =
        new RecordOptions(folder, format, maxSize, maxTime, keep, frames, bitRate);
    Recorder recorder = new Recorder(options, Clock.SYSTEM);
    try (Running running =
        Running.start(
            new RecordRoute(uri, recorder, spec.commandLine().getOut()::println), "record")) {
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      while (running.goesOn() && !recorder.awaitDone(100)) {
        if (seconds > 0 && System.nanoTime() - end >= 0) {
          break;
        }
      }
    }
    spec.commandLine().getOut().println(recorder.line());
    return 0;
  }
}
