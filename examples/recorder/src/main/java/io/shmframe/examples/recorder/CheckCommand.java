// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a recording to the last byte. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every byte of a recording and prints what is damaged.",
      "The exit status is 1 where anything is; a torn tail is none."
    })
final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "the recording")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    Survey survey = Survey.of(folder, true);
    survey.lines("check").forEach(spec.commandLine().getOut()::println);
    return survey.damage().any() ? 1 : 0;
  }
}
