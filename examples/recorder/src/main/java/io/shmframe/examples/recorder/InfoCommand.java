// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is in a recording, without reading the payloads. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Prints the parts of a recording, its frames, duration, size and damage.")
final class InfoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "the recording")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    Survey survey = Survey.of(folder, false);
    survey.lines("info").forEach(spec.commandLine().getOut()::println);
    return 0;
  }
}
