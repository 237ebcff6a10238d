// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One of the segments of {@code docs/spec/vectors}, and what is seen in it. */
final class RingVector {

  private static final Path FOLDER =
      Path.of(System.getProperty("shmframe.test.root"), "docs", "spec", "vectors");

  private final Map<String, String> seen = new HashMap<>();

  RingVector(String name) throws IOException {
    for (String line : Files.readAllLines(FOLDER.resolve(name + ".txt"))) {
      int at = line.indexOf('=');
      seen.put(line.substring(0, at), line.substring(at + 1));
    }
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("ring-") && name.endsWith(".txt"))
          .map(name -> name.substring(0, name.length() - ".txt".length()))
          .sorted()
          .toList();
    }
  }

  String text(String key) {
    String found = seen.get(key);
    if (found == null) {
      throw new AssertionError("The vector has no " + key);
    }
    return found;
  }

  long number(String key) {
    return Long.parseLong(text(key));
  }

  byte[] bytes(String key) {
    return HexFormat.of().parseHex(text(key));
  }

  int count(String key) {
    return (int) number(key + ".count");
  }

  List<Long> numbers(String key) {
    return IntStream.range(0, count(key)).mapToObj(i -> number(key + "." + i)).toList();
  }

  /** What stands between this prefix and the next point, of all keys. */
  List<String> names(String prefix) {
    return seen.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).split("\\.")[0])
        .distinct()
        .sorted()
        .toList();
  }

  boolean attaches() {
    return text("error").equals("none");
  }

  Map<String, Object> metadata(String frame) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < count(frame + ".metadata"); i++) {
      String entry = frame + ".metadata." + i;
      String value = text(entry + ".value");
      fields.put(
          text(entry + ".key"),
          switch (text(entry + ".type")) {
            case "text" -> value;
            case "long" -> Long.parseLong(value);
            case "double" -> Double.parseDouble(value);
            case "truth" -> Boolean.parseBoolean(value);
            default -> bytes(entry + ".value");
          });
    }
    return fields;
  }

  /** The bytes of a frame that belong to its picture, rows without gaps. */
  byte[] packed(String frame) {
    byte[] payload = bytes(frame + ".payload");
    ByteBuffer packed = ByteBuffer.allocate(payload.length);
    int width = (int) (number(frame + ".width") * number(frame + ".channels"));
    for (int plane = 0; plane < count(frame + ".planes"); plane++) {
      int from = (int) number(frame + ".planes." + plane + ".offset");
      int stride = (int) number(frame + ".planes." + plane + ".stride");
      int rows = (int) number(frame + ".height") / (plane == 0 ? 1 : 2);
      for (int row = 0; row < rows; row++) {
        packed.put(payload, from + row * stride, width);
      }
    }
    return count(frame + ".planes") == 0
        ? payload
        : java.util.Arrays.copyOf(packed.array(), packed.position());
  }

  /** Both files, the segment under this name. */
  void install(Path path) throws IOException {
    Files.write(path, file("segment"));
    Files.write(
        path.resolveSibling(text("tableName").replace("NAME", path.getFileName().toString())),
        file("table"));
  }

  byte[] file(String which) throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve(text(which)));
    ByteBuffer file =
        ByteBuffer.allocate(Integer.parseInt(lines.get(0))).order(ByteOrder.LITTLE_ENDIAN);
    for (String line : lines.subList(1, lines.size())) {
      String[] parts = line.split(": ");
      file.put(Integer.parseInt(parts[0]), HexFormat.of().parseHex(parts[1]));
    }
    return file.array();
  }

  static List<Long> sorted(List<Long> one, List<Long> other) {
    List<Long> all = new ArrayList<>(one);
    all.addAll(other);
    return all.stream().sorted().toList();
  }
}
