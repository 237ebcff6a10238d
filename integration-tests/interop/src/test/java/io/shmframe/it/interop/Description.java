// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line of descriptions.psv, which says what its columns are. */
record Description(
    String name,
    String layout,
    String options,
    Map<String, Object> message,
    Map<String, Object> expected,
    int payloadBytes) {

  private static final String PREFIX = "CamelShmFrame";

  static List<Description> all() {
    try (InputStream table = Description.class.getResourceAsStream("/descriptions.psv");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Description::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Description parse(String line) {
    String[] columns = line.split("\\|", -1);
    if (columns.length != 6) {
      throw new IllegalArgumentException("descriptions.psv has 6 columns, but not in: " + line);
    }
    for (int i = 0; i < columns.length; i++) {
      columns[i] = columns[i].strip();
    }
    return new Description(
        columns[0],
        columns[1],
        columns[2],
        headers(columns[3]),
        headers(columns[4]),
        Integer.parseInt(columns[5]));
  }

  private static Map<String, Object> headers(String text) {
    Map<String, Object> headers = new LinkedHashMap<>();
    for (String header : text.isEmpty() ? new String[0] : text.split(";")) {
      int equals = header.indexOf('=');
      String key = header.substring(0, equals);
      String value = header.substring(equals + 1);
      int colon = key.indexOf(':');
      if (colon < 0) {
        headers.put(PREFIX + key, known(key, value));
      } else {
        headers.put(PREFIX + key.substring(0, colon), typed(key.substring(colon + 1), value));
      }
    }
    return headers;
  }

  private static Object known(String key, String value) {
    return switch (key) {
      case "Width", "Height", "Channels", "Type" -> Integer.valueOf(value);
      case "Timestamp", "TimestampNanos", "Sequence" -> Long.valueOf(value);
      case "PixelFormat", "Dtype", "Shape" -> value;
      default -> throw new IllegalArgumentException("descriptions.psv: header " + key);
    };
  }

  private static Object typed(String type, String value) {
    String[] elements = value.split(" ");
    return switch (type) {
      case "int" -> Integer.valueOf(value);
      case "long" -> Long.valueOf(value);
      case "float" -> Float.valueOf(value);
      case "double" -> Double.valueOf(value);
      case "String" -> value;
      case "int[]" -> Arrays.stream(elements).mapToInt(Integer::parseInt).toArray();
      case "long[]" -> Arrays.stream(elements).mapToLong(Long::parseLong).toArray();
      case "double[]" -> Arrays.stream(elements).mapToDouble(Double::parseDouble).toArray();
      case "float[]" -> {
        float[] floats = new float[elements.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = Float.parseFloat(elements[i]);
        }
        yield floats;
      }
      default -> throw new IllegalArgumentException("descriptions.psv: type " + type);
    };
  }

  String uri(Segment segment) {
    return "shmframe:"
        + segment.name()
        + "?layout="
        + layout
        + (options.isEmpty() ? "" : "&" + options);
  }

  /** Whether the writer waits until its frame has been taken. */
  boolean handshake() {
    return layout.contains("status:");
  }

  /** What described_peer makes of the case's name. */
  byte[] payload() {
    int seed = 17;
    for (byte character : name.getBytes(StandardCharsets.US_ASCII)) {
      seed = seed * 33 + character;
    }
    byte[] payload = new byte[payloadBytes];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (i * 31 + (i >> 8) * 7 + seed);
    }
    return payload;
  }

  /** What a report calls the case. */
  @Override
  public String toString() {
    return name;
  }
}
