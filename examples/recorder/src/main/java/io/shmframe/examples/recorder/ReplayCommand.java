// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays a recording to its end. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Replays a recording into an endpoint.")
final class ReplayCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private static final long SECOND = 1000;

  @Parameters(paramLabel = "FOLDER", description = "the recording")
  private Path folder;

  @Parameters(paramLabel = "URI", description = "such as shmframe:replayed?slots=8&overflow=block")
  private String uri;

  @Option(
      names = "--speed",
      defaultValue = "1",
      converter = SpeedConverter.class,
      description = "how many times as fast, or max; default: ${DEFAULT-VALUE}")
  private double speed;

  @Option(names = "--from", description = "leaves out as much of the beginning, such as 10s")
  private Duration from = Duration.ZERO;

  @Option(names = "--fromFrame", description = "the first frame, from 1")
  private long fromFrame = 1;

  @Option(
      names = "--loop",
      arity = "0..1",
      fallbackValue = "true",
      description = "begins again at the end")
  private boolean loop;

  @Option(
      names = "--onDamage",
      defaultValue = "skip",
      description = "skip (and count) or fail; default: ${DEFAULT-VALUE}")
  private OnDamage onDamage;

  @Override
  public Integer call() throws Exception {
    Player player =
        new Player(new ReplayOptions(folder, speed, from, fromFrame, loop, onDamage), Clock.SYSTEM);
    try (Running running = Running.start(new ReplayRoute(uri, player), "replay")) {
      Played before = player.played();
      while (running.goesOn() && !player.awaitOver(SECOND)) {
        Played now = player.played();
        spec.commandLine().getOut().println(now.line(before));
        before = now;
      }
    }
    Played all = player.played();
    spec.commandLine()
        .getOut()
        .println(
            "replay: end frames="
                + all.frames()
                + " bytes="
                + all.bytes()
                + " damaged="
                + all.damaged());
    Optional<Throwable> failure = player.failure();
    failure.ifPresent(
        cause -> spec.commandLine().getErr().println("recorder: " + Causes.words(cause)));
    return failure.isPresent() ? 1 : 0;
  }
}
