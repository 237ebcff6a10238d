// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.layout.Metadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.camel.Message;

/**
 * The message headers that are recorded with a frame: all but Camel's own, and of those the fields
 * of a described header. In a recording they have the names that a ring gives them. A field of more
 * elements than one is as many entries.
 */
final class CarriedHeaders {

  private static final String CAMEL = "Camel";
  private static final String FIELD = "field:";
  private static final Pattern ELEMENT = Pattern.compile("(field:.*)\\[[0-9]{1,4}]");

  private CarriedHeaders() {}

  /** What of a message's headers goes with its frame; what does not fit is left out. */
  static Map<String, Object> of(Message message) {
    Map<String, Object> carried = new LinkedHashMap<>();
    int room = Metadata.MAX_BYTES;
    for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
      for (Map.Entry<String, Object> entry : entries(header).entrySet()) {
        int needed = Metadata.bytesOf(entry.getKey(), entry.getValue());
        if (needed <= room) {
          carried.put(entry.getKey(), entry.getValue());
          room -= needed;
        }
      }
    }
    return carried;
  }

  private static Map<String, Object> entries(Map.Entry<String, Object> header) {
    String name = header.getKey();
    Object value = header.getValue();
    if (name.startsWith(ShmFrameConstants.FIELD_PREFIX)) {
      String key = FIELD + name.substring(ShmFrameConstants.FIELD_PREFIX.length());
      List<?> elements = elements(value);
      Map<String, Object> entries = new LinkedHashMap<>();
      for (int i = 0; i < elements.size(); i++) {
        entries.put(key + "[" + i + "]", elements.get(i));
      }
      // A number that is too large for a long is written back from its text as well.
      return !entries.isEmpty()
          ? entries
          : Map.of(key, Metadata.carries(value) ? value : String.valueOf(value));
    }
    boolean taken =
        !name.isEmpty()
            && !name.startsWith(CAMEL)
            && !name.startsWith(FIELD)
            && Metadata.carries(value);
    return taken ? Map.of(name, value) : Map.of();
  }

  /** The elements of an array; none of anything else. */
  private static List<?> elements(Object value) {
    if (value instanceof int[] array) {
      return Arrays.stream(array).boxed().toList();
    } else if (value instanceof long[] array) {
      return Arrays.stream(array).boxed().toList();
    } else if (value instanceof double[] array) {
      return Arrays.stream(array).boxed().toList();
    }
    return value instanceof float[] array
        ? IntStream.range(0, array.length).mapToObj(i -> array[i]).toList()
        : List.of();
  }

  /** Gives a message what was recorded with its frame. */
  static void put(Message message, Map<String, Object> carried) {
    Map<String, List<Object>> arrays = new LinkedHashMap<>();
    carried.forEach(
        (key, value) -> {
          Matcher element = ELEMENT.matcher(key);
          if (element.matches()) {
            arrays.computeIfAbsent(element.group(1), any -> new ArrayList<>()).add(value);
          } else if (!key.startsWith(CAMEL)) {
            message.setHeader(name(key), value);
          }
        });
    arrays.forEach((key, values) -> message.setHeader(name(key), values));
  }

  private static String name(String key) {
    return key.startsWith(FIELD)
        ? ShmFrameConstants.FIELD_PREFIX + key.substring(FIELD.length())
        : key;
  }
}
