// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A JDK that is measured.
 *
 * @param java its program
 * @param version as it says it of itself, such as {@code 25.0.3}
 */
record Jdk(Path java, String version) {

  /** Of a home, or of a program {@code java} in one. */
  static Jdk at(Path place) throws IOException {
    Path real = place.toRealPath();
    Path home = Files.isDirectory(real) ? real : real.getParent().getParent();
    Properties release = new Properties();
    // Says which one it is without being started.
    try (InputStream in = Files.newInputStream(home.resolve("release"))) {
      release.load(in);
    }
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    return new Jdk(home.resolve("bin").resolve("java"), version);
  }

  /** The one that runs this, and those of others that have another number. */
  static List<Jdk> measured(List<Path> others) throws IOException {
    List<Jdk> all = new ArrayList<>();
    all.add(at(Path.of(System.getProperty("java.home"))));
    for (Path other : others) {
      Jdk jdk = at(other);
      if (all.stream().noneMatch(it -> it.feature() == jdk.feature())) {
        all.add(jdk);
      }
    }
    return List.copyOf(all);
  }

  int feature() {
    return Runtime.Version.parse(version).feature();
  }
}
