// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a native executable of the application would be told, against the classes that the jar
 * loaded while {@link ShmFrameIT} ran. So a registration that is missing shows without a GraalVM.
 */
@Timeout(60)
class ShmFrameRegistrationsIT {

  private static final Path TARGET = Path.of("target");

  @Test
  void shouldLetNativeCodeMakeTheTypesThatWereUsed() throws Exception {
    Set<String> made = loaded();
    made.retainAll(namedByJavaCpp());

    assertThat(made).contains("org.bytedeco.opencv.opencv_core.Mat");
    assertThat(registered(type -> Boolean.TRUE.equals(type.get("unsafeAllocated"))))
        .containsAll(made);
  }

  @Test
  void shouldLetCamelMakeTheServicesThatWereUsed() throws Exception {
    Set<String> services = loaded();
    services.retainAll(servicesOfCamel());

    assertThat(services)
        .contains(
            "io.shmframe.camel.ShmFrameComponent",
            "io.shmframe.camel.ShmFrameDevConsole",
            "io.shmframe.camel.ShmFrameEndpointConfigurer",
            "io.shmframe.camel.opencv.MatBodyFactory");
    assertThat(registered(type -> Boolean.TRUE.equals(type.get("allDeclaredConstructors"))))
        .containsAll(services);
  }

  @Test
  void shouldInitialiseJavaCppAtRunTime() throws Exception {
    assertThat(loaded()).contains("io.shmframe.camel.opencv.CamelMat");
    try (JarFile jar = new JarFile(executable().toFile())) {
      // The builder hears of it from a class that Quarkus writes: the names are constants of that.
      String feature = text(jar, jar.getEntry("io/quarkus/runner/Feature.class"));
      assertThat(feature).contains("org.bytedeco", "io.shmframe.camel.opencv.CamelMat");
    }
  }

  /** What the Dev UI needs, which is made with java.awt. */
  @Test
  void shouldHaveNothingOfDevModeInTheExecutable() throws Exception {
    try (JarFile jar = new JarFile(executable().toFile())) {
      List<String> beans = jar.stream().map(ZipEntry::getName).toList();
      assertThat(beans).anyMatch(name -> name.contains("ShmFrameReadiness_Bean"));
      assertThat(beans).noneMatch(name -> name.contains("SegmentsJsonRpcService"));
    }
    assertThat(registered(type -> true))
        .noneMatch(type -> type.startsWith("io.shmframe.quarkus.dev."));
  }

  private static Set<String> loaded() throws IOException {
    try (Stream<String> lines = Files.lines(TARGET.resolve("loaded-classes.log"))) {
      return lines
          .map(line -> line.split(" ", 2)[0])
          .filter(name -> name.startsWith("io.shmframe.") || name.startsWith("org.bytedeco."))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> registered(Predicate<Map<?, ?>> wanted) throws Exception {
    try (JarFile jar = new JarFile(executable().toFile())) {
      String json = text(jar, jar.getEntry("META-INF/native-image/reflect-config.json"));
      return types(json, wanted);
    }
  }

  private static Set<String> namedByJavaCpp() throws Exception {
    Set<String> types = new TreeSet<>();
    for (String json : inLibraries(name -> name.endsWith("/jni-config.json"))) {
      types.addAll(types(json, type -> true));
    }
    return types;
  }

  private static Set<String> types(String json, Predicate<Map<?, ?>> wanted) throws Exception {
    return ((Collection<?>) Jsoner.deserialize(json))
        .stream()
            .map(entry -> (Map<?, ?>) entry)
            .filter(wanted)
            .map(type -> String.valueOf(type.get("name")))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Without the loaders of converters, which are made when the application is built. */
  private static Set<String> servicesOfCamel() throws Exception {
    Set<String> classes = new TreeSet<>();
    for (String file :
        inLibraries(name -> name.startsWith("META-INF/services/org/apache/camel/"))) {
      file.lines()
          .filter(line -> line.startsWith("class=io.shmframe."))
          .map(line -> line.substring("class=".length()).trim())
          .forEach(classes::add);
    }
    return classes;
  }

  private static List<String> inLibraries(Predicate<String> wanted) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> jars = Files.list(TARGET.resolve("native-sources/lib"))) {
      for (Path path : jars.toList()) {
        try (JarFile jar = new JarFile(path.toFile())) {
          for (ZipEntry entry : jar.stream().filter(e -> wanted.test(e.getName())).toList()) {
            found.add(text(jar, entry));
          }
        }
      }
    }
    return found;
  }

  private static Path executable() throws IOException {
    try (Stream<Path> files = Files.list(TARGET.resolve("native-sources"))) {
      return files.filter(file -> file.toString().endsWith("-runner.jar")).findAny().orElseThrow();
    }
  }

  private static String text(JarFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
