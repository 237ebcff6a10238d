// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Plays one clip through one transport after another, and tells how they did. */
public final class Comparison {

  private static final String PREFIX = "shmframe-comparison-";

  private final Options options;
  private final Site site;
  private final Path disk;
  private final AtomicReference<Optional<Measurement>> running =
      new AtomicReference<>(Optional.empty());

  /** Made by the run: anybody may write to where it is, so its name must be nobody's guess. */
  private volatile Optional<Path> memory = Optional.empty();

  private volatile boolean abandoned;

  Comparison(Options options, Site site) {
    this.options = options;
    this.site = site;
    this.disk = options.target().resolve(PREFIX + ProcessHandle.current().pid());
  }

  /** Takes its options from the system properties {@code comparison.*}; see {@link Options}. */
  public static void main(String[] args) throws Exception {
    Options options = Options.fromSystem();
    if (Boolean.getBoolean("comparison.endWithParent")) {
      // Maven does not end what it started when it is killed itself.
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
    }
    Comparison comparison = new Comparison(options, Site.here(options.memory()));
    Runtime.getRuntime().addShutdownHook(new Thread(comparison::abandon, "abandon"));
    Results results = comparison.run();
    if (!comparison.abandoned) {
      Report.write(results, options);
    }
  }

  Results run() throws IOException, InterruptedException {
    Instant when = Instant.now();
    Machine machine = Machine.here();
    say("comparison: %s", machine);
    List<Result> rows = new ArrayList<>();
    try {
      Files.createDirectories(disk);
      Path shared = memoryFolder();
      memory = Optional.of(shared);
      for (Size size : options.sizes()) {
        Clip.prepare(Clip.file(disk, size), size);
        for (Transport transport : options.rows()) {
          Result row = row(transport, size, shared);
          rows.add(row);
          say("%s", Progress.line(row));
        }
        Files.delete(Clip.file(disk, size));
      }
    } finally {
      sweep();
    }
    return new Results(machine, when, options.seconds(), options.fps(), rows);
  }

  private Path memoryFolder() throws IOException {
    return site.sharedMemory().isEmpty()
        ? Files.createTempDirectory(site.memory(), PREFIX)
        : Files.createDirectories(disk.resolve("memory"));
  }

  private Result row(Transport transport, Size size, Path shared) throws InterruptedException {
    Optional<String> missing =
        abandoned ? Optional.of("it was ended before") : transport.missing(site);
    if (missing.isPresent()) {
      return Result.none(transport, size, missing.get());
    }
    String folder = transport.name() + "-" + size;
    try (Measurement measurement =
        new Measurement(
            transport,
            new Link(
                transport.name(), size, shared.resolve(folder), disk.resolve(folder), freePort()),
            options)) {
      running.set(Optional.of(measurement));
      return Result.of(transport, size, measurement.run());
    } catch (TroubleException e) {
      return Result.none(transport, size, e.getMessage());
    } catch (IOException | RuntimeException e) {
      return Result.none(transport, size, Commands.inOneLine(e));
    } finally {
      running.set(Optional.empty());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Somebody has had enough. */
  private void abandon() {
    abandoned = true;
    running.get().ifPresent(Measurement::kill);
    sweep();
  }

  private void sweep() {
    memory.ifPresent(Ending::removeQuietly);
    Ending.removeQuietly(disk);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
