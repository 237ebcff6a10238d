// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.Preset;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a segment is laid out, in the words of the endpoint's options: {@code
 * raw&width=640&height=480}. Only options with which a consumer reads and never writes are taken:
 * the wall looks at other people's segments.
 *
 * @param layout a preset's name, {@code ring} or a description
 * @param options those that go with it, in the order they were said
 */
record SegmentLayout(String layout, Map<String, String> options) {

  private static final Set<String> KNOWN =
      new TreeSet<>(
          Set.of(
              "align",
              "byteOrder",
              "channels",
              "dataOffset",
              "dtype",
              "freshness",
              "height",
              "pixelFormat",
              "region",
              "regions",
              "shape",
              "stream",
              "streamStride",
              "streams",
              "stride",
              "sync",
              "type",
              "verify",
              "width"));

  /** Between two entries there is a comma before a name and its equals sign; others are fields'. */
  private static final Pattern BETWEEN = Pattern.compile(",(?=[A-Za-z0-9._-]+=)");

  static SegmentLayout of(String layout) {
    return new SegmentLayout(layout, Map.of());
  }

  /**
   * Takes {@code layout&option=value&option=value}.
   *
   * @throws IllegalArgumentException that names the option, what was expected and what was found
   */
  static SegmentLayout parse(String text) {
    String[] parts = text.trim().split("&");
    String layout = parts[0].trim();
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String name = equals < 0 ? parts[i].trim() : parts[i].substring(0, equals).trim();
      if (equals < 0 || !KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "option '" + parts[i].trim() + "': expected NAME=VALUE, NAME one of " + KNOWN);
      }
      options.put(name, parts[i].substring(equals + 1).trim());
    }
    requireReadable(layout, options);
    return new SegmentLayout(layout, options);
  }

  /**
   * Takes {@code name=layout&option=value,name=layout}, the value of {@code -Ddemo.layouts}.
   *
   * @throws IllegalArgumentException that names the option, what was expected and what was found
   */
  static Map<String, SegmentLayout> parseAll(String text) {
    Map<String, SegmentLayout> all = new LinkedHashMap<>();
    if (text.isBlank()) {
      return all;
    }
    for (String entry : BETWEEN.split(text.trim())) {
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "-Ddemo.layouts: found '" + entry + "': expected NAME=LAYOUT&OPTION=VALUE,...");
      }
      try {
        all.put(entry.substring(0, equals), parse(entry.substring(equals + 1)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "-Ddemo.layouts, segment " + entry.substring(0, equals) + ": " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static void requireReadable(String layout, Map<String, String> options) {
    if (layout.equals("ring")) {
      return;
    }
    if (layout.isEmpty() || layout.startsWith("#")) {
      throw new IllegalArgumentException(
          "layout '" + layout + "': expected ring, frameheader, imginf, raw or a description");
    }
    if (layout.equals(Preset.TEXT.text())) {
      throw new IllegalArgumentException("layout 'text': the wall shows pictures");
    }
    boolean status =
        "status".equals(options.getOrDefault("sync", "auto"))
            || "auto".equals(options.getOrDefault("sync", "auto")) && hasStatus(layout);
    if (status) {
      throw new IllegalArgumentException(
          "layout '"
              + layout
              + "': a reader of a status field takes a turn by writing to it, and the wall writes to"
              + " nobody's segment; with sync=none it is only looked at");
    }
  }

  private static boolean hasStatus(String layout) {
    try {
      return Preset.of(layout)
          .map(Preset::layout)
          .orElseGet(() -> HeaderLayout.parse(layout))
          .field("status")
          .isPresent();
    } catch (LayoutException e) {
      throw new IllegalArgumentException("layout '" + layout + "': " + e.getMessage(), e);
    }
  }

  /** The endpoint that reads a segment of this layout in place. */
  String uri(Path directory, String name) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("layout", layout);
    all.putAll(options);
    if (!directory.equals(DemoOptions.SHARED_MEMORY)) {
      all.put("directory", directory.toString());
    }
    all.put("bodyType", "frame");
    all.put("staleAfter", "2s");
    return "shmframe:"
        + name
        + "?"
        + all.entrySet().stream()
            .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
  }

  @Override
  public String toString() {
    return options.entrySet().stream()
        .map(it -> "&" + it.getKey() + "=" + it.getValue())
        .collect(Collectors.joining("", layout, ""));
  }
}
