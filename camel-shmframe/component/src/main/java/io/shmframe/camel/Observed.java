// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.ReaderCounters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A consumer or a producer, as whoever looks after it sees it: health check, console, JMX and
 * meters all read these numbers. Safe from any thread.
 */
interface Observed {

  /** What a reader counts that there is none of. */
  ReaderCounters NOTHING_SEEN = new ReaderCounters(0, 0, 0, 0, 0, 0);

  /** {@code consumer} or {@code producer}. */
  String direction();

  /** The route's id; empty where there is no route. */
  String route();

  /** The endpoint's URI without secrets. */
  String uri();

  /** The segment's name. */
  String segment();

  /** How it is doing, in a word and, where that is not well, in a sentence. */
  Verdict verdict();

  /** What has passed. */
  FrameTally tally();

  /** What was seen in the segment; zeros for a producer. */
  default ReaderCounters seen() {
    return NOTHING_SEEN;
  }

  /** Every number by its name, in the order in which a person reads them. */
  Map<String, Object> figures();

  /**
   * @param trouble empty where all is well
   */
  record Verdict(Condition condition, Optional<String> trouble) {}

  /** The numbers by the names that details of a health check have. */
  static Map<String, Object> dotted(Map<String, Object> figures) {
    Map<String, Object> dotted = new LinkedHashMap<>();
    figures.forEach(
        (name, value) ->
            dotted.put(name.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT), value));
    return dotted;
  }

  /** A header's fields for the eye and for JSON: what is neither a number nor a text as text. */
  static Map<String, Object> readable(Map<String, Object> header) {
    Map<String, Object> readable = new LinkedHashMap<>();
    header.forEach(
        (name, value) -> {
          String text = Arrays.deepToString(new Object[] {value});
          boolean plain = value instanceof Number || value instanceof String;
          readable.put(name, plain ? value : text.substring(1, text.length() - 1));
        });
    return readable;
  }
}
