// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.deployment;

import io.quarkus.maven.dependency.ResolvedDependency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;

/** The types that the native libraries of a JavaCPP jar make objects of. */
final class JavaCppTypes {

  private JavaCppTypes() {}

  /**
   * Those that the jar's {@code jni-config.json} files name, of which a jar without native
   * libraries has none.
   *
   * @throws IOException if such a file is there and cannot be read
   */
  static Set<String> of(ResolvedDependency jar) throws IOException {
    Set<String> types = new TreeSet<>();
    try (var tree = jar.getContentTree().open()) {
      List<Path> configs = new ArrayList<>();
      for (Path root : tree.getRoots()) {
        configs.addAll(configs(root.resolve("META-INF/native-image")));
      }
      for (Path config : configs) {
        types.addAll(named(Files.readString(config), jar + "!" + config));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return types;
  }

  private static List<Path> configs(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("jni-config.json")).toList();
    }
  }

  private static List<String> named(String json, String where) throws IOException {
    try {
      return ((Collection<?>) Jsoner.deserialize(json))
          .stream()
              .map(entry -> ((Map<?, ?>) entry).get("name"))
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .filter(type -> !type.startsWith("java."))
              .toList();
    } catch (DeserializationException | ClassCastException e) {
      throw new IOException(where + ": expected an array of objects with a name", e);
    }
  }
}
