// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;

/** Records any segment to files and replays them. Exit status: 0 right, 1 failed, 2 misused. */
@Command(
    name = "recorder",
    mixinStandardHelpOptions = true,
    description = "Records any shmframe endpoint to files, and replays them.",
    subcommands = {
      RecordCommand.class,
      ReplayCommand.class,
      InfoCommand.class,
      CheckCommand.class,
      DemoCommand.class
    })
public final class RecorderTool implements Runnable {

  /** Where Maven gives the arguments, which are separated by spaces. */
  private static final String ARGUMENTS = "recorder.arguments";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Takes the arguments, or finds them in a system property; without any it is the demo. */
  public static void main(String[] arguments) {
    Starter.endWithIt();
    String said = System.getProperty(ARGUMENTS, "").trim();
    String[] found = arguments.length > 0 || said.isEmpty() ? arguments : said.split("\\s+");
    System.exit(run(found.length == 0 ? new String[] {"demo"} : found));
  }

  /** Does what the arguments say, and gives the exit status. */
  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  /** The same with somewhere else to write to. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine().setOut(out).setErr(err).execute(arguments);
  }

  private static CommandLine commandLine() {
    CommandLine line = new CommandLine(new RecorderTool());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(java.time.Duration.class, Amounts::duration);
    line.setParameterExceptionHandler(misused());
    IExecutionExceptionHandler failed =
        (e, command, parsed) -> {
          command.getErr().println("recorder: " + Causes.words(e));
          return e instanceof IllegalArgumentException ? 2 : 1;
        };
    line.setExecutionExceptionHandler(failed);
    return line;
  }

  /** In a line, not with all that could have been said. */
  private static IParameterExceptionHandler misused() {
    return (e, arguments) -> {
      e.getCommandLine().getErr().println("recorder: " + e.getMessage());
      return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
    };
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "expected one of " + List.copyOf(spec.subcommands().keySet()));
  }
}
