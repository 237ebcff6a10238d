// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A segment that the process has no right to. Root has every right, so the route runs in a process
 * of its own that has given those up.
 */
@Timeout(120)
class UnreadableTest {

  @Test
  void shouldSayThatItHasNoRightAndGoOnWhenItHas() throws Exception {
    try (Segment segment = new Segment();
        Peer writer =
            Peer.tortureWriter(
                segment.name(), "--width", "64", "--height", "48", "--pause-us", "2000")) {
      writer.awaitLine("ready");
      Files.setPosixFilePermissions(segment.path(), PosixFilePermissions.fromString("---------"));
      Process route = new ProcessBuilder(command(segment)).redirectErrorStream(true).start();
      try (var lines = route.inputReader()) {
        assertThat(lineWith(lines, "ERROR "))
            .contains(segment.name())
            .contains("may not be opened");
        Files.setPosixFilePermissions(segment.path(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(lineWith(lines, "FRAME ")).contains("64 x 48");
      } finally {
        route.destroy();
        assertThat(route.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static String lineWith(java.io.BufferedReader lines, String beginning) throws Exception {
    StringBuilder others = new StringBuilder();
    String line;
    while ((line = lines.readLine()) != null) {
      if (line.startsWith(beginning)) {
        return line;
      }
      others.append(line).append('\n');
    }
    throw new AssertionError("No line begins with '" + beginning + "':\n" + others);
  }

  private static List<String> command(Segment segment) throws Exception {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            BareRoute.class.getName(),
            segment.uri("bridgeErrorHandler=true"));
    boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    if (!root) {
      return java;
    }
    List<String> command =
        new java.util.ArrayList<>(
            List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
    command.addAll(java);
    return command;
  }

  /** Prints what its route and its route's error handler get. */
  static final class BareRoute {

    public static void main(String[] args) throws Exception {
      try (var context = new org.apache.camel.impl.DefaultCamelContext()) {
        context.addRoutes(
            new org.apache.camel.builder.RouteBuilder() {
              @Override
              public void configure() {
                onException(Exception.class)
                    .handled(true)
                    .process(
                        e ->
                            System.out.println(
                                "ERROR "
                                    + e.getProperty(
                                        org.apache.camel.Exchange.EXCEPTION_CAUGHT,
                                        Exception.class)));
                from(args[0])
                    .process(
                        e ->
                            System.out.println(
                                "FRAME "
                                    + e.getIn().getHeader("CamelShmFrameWidth")
                                    + " x "
                                    + e.getIn().getHeader("CamelShmFrameHeight")));
              }
            });
        context.start();
        Thread.sleep(60_000);
      }
    }
  }
}
