// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.layout.Metadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message headers that a ring's frames carry in their metadata. A frame has little room for
 * them; what does not fit is left out rather than the frame, and the log says so once for each
 * header. Safe from any thread.
 */
final class CarriedHeaders {

  private static final Logger LOG = LoggerFactory.getLogger(CarriedHeaders.class);

  /** Fields of a described header, which a producer of such a layout writes back. */
  private static final String FIELD = "field:";

  /** What ties the steps of a trace together goes first: it is small, and of no use in part. */
  private static final List<String> TRACE = List.of("traceparent", "tracestate", "baggage");

  private final String where;
  private final HeaderFilterStrategy filter;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  CarriedHeaders(String where, HeaderFilterStrategy filter) {
    this.where = where;
    this.filter = filter;
  }

  /** What of a message's headers goes with its frame. */
  Map<String, Object> of(Message message) {
    Map<String, Object> headers = message.getHeaders();
    // Message headers do not differ by case alone, and other languages' maps do.
    Map<String, Object> carried = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int room = Metadata.MAX_BYTES;
    for (String name : TRACE) {
      room = take(carried, name, headers.get(name), message.getExchange(), room);
    }
    for (Map.Entry<String, Object> header : headers.entrySet()) {
      room = take(carried, header.getKey(), header.getValue(), message.getExchange(), room);
    }
    return carried;
  }

  private int take(
      Map<String, Object> carried, String name, Object value, Exchange exchange, int room) {
    boolean field = name.startsWith(ShmFrameConstants.FIELD_PREFIX);
    // The name by which a filter knows a field is its own: all that begins with Camel is refused.
    String asked = field ? name.substring(ShmFrameConstants.FIELD_PREFIX.length()) : name;
    String key = field ? FIELD + asked : name;
    if (!Metadata.carries(value)
        || carried.containsKey(key)
        || !field && name.startsWith(FIELD)
        || filter.applyFilterToCamelHeaders(asked, value, exchange)) {
      return room;
    }
    int needed = Metadata.bytesOf(key, value);
    if (needed > room) {
      if (told.add(name)) {
        LOG.warn(
            "{}: message header {} is left out of a frame's metadata, which has {} bytes in all and {} left: it needs {}",
            where,
            name,
            Metadata.MAX_BYTES,
            room,
            needed);
      }
      return room;
    }
    carried.put(key, value);
    return room - needed;
  }

  /** Gives a message's headers what a frame carried. */
  void put(Map<String, Object> headers, Exchange exchange, Map<String, Object> carried) {
    if (carried.isEmpty()) {
      return;
    }
    for (Map.Entry<String, Object> entry : carried.entrySet()) {
      String key = entry.getKey();
      boolean field = key.startsWith(FIELD);
      String asked = field ? key.substring(FIELD.length()) : key;
      if (!filter.applyFilterToExternalHeaders(asked, entry.getValue(), exchange)) {
        headers.put(field ? ShmFrameConstants.FIELD_PREFIX + asked : key, entry.getValue());
      }
    }
  }
}
