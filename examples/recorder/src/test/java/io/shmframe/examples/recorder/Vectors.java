// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** The bytes that the specification says. */
final class Vectors {

  private Vectors() {}

  static byte[] named(String name) throws IOException {
    Path page = Path.of(System.getProperty("shmframe.test.root"), "docs/spec/recording.md");
    String hex =
        Files.readString(page)
            .lines()
            .dropWhile(line -> !line.equals("`" + name + "`"))
            .skip(2)
            .takeWhile(line -> line.startsWith("    "))
            .collect(Collectors.joining());
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
