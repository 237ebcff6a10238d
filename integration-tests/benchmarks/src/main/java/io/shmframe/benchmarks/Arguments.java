// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What is asked for, each as {@code -Dbenchmarks.NAME}.
 *
 * @param only names of parts; one that ends with {@code *} stands for all that begin so; none: all
 * @param quick whether it is to take three minutes
 * @param jdks homes of JDKs, or their programs {@code java}, besides the one that runs this
 * @param target the folder for what is compiled and written
 * @param document a file whose blocks are replaced by what is found
 */
record Arguments(
    List<String> only, boolean quick, List<Path> jdks, Path target, Optional<Path> document) {

  static Arguments of(Properties properties, Path root) {
    String document = said(properties, "document");
    return new Arguments(
        list(said(properties, "only")),
        Boolean.parseBoolean(said(properties, "quick")),
        list(said(properties, "jdks")).stream().map(Path::of).toList(),
        Path.of(said(properties, "target")).toAbsolutePath().normalize(),
        document.isEmpty() ? Optional.empty() : Optional.of(root.resolve(document)));
  }

  /** Of all parts those that are asked for, in the order in which they are there. */
  List<Part> chosen(List<Part> all, List<String> onlyWhenAsked) {
    for (String pattern : only) {
      if (all.stream().noneMatch(part -> matches(pattern, part.name()))) {
        throw new IllegalArgumentException(
            "-Dbenchmarks.only: no part '"
                + pattern
                + "', expected some of "
                + String.join(", ", all.stream().map(Part::name).toList()));
      }
    }
    return all.stream()
        .filter(
            part ->
                only.isEmpty()
                    ? !quick || !onlyWhenAsked.contains(part.name())
                    : only.stream().anyMatch(pattern -> matches(pattern, part.name())))
        .toList();
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }

  private static List<String> list(String said) {
    return Arrays.stream(said.split(",")).map(String::trim).filter(it -> !it.isEmpty()).toList();
  }

  private static String said(Properties properties, String name) {
    return properties.getProperty("benchmarks." + name, "").trim();
  }
}
