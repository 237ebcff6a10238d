// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.layout.Metadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    Map<String, Object> carried = new LinkedHashMap<>();
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
    String key =
        name.startsWith(ShmFrameConstants.FIELD_PREFIX)
            ? FIELD + name.substring(ShmFrameConstants.FIELD_PREFIX.length())
            : name;
    if (!Metadata.carries(value)
        || carried.containsKey(key)
        || key.equals(name) && filter.applyFilterToCamelHeaders(name, value, exchange)) {
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

  /** Gives a message what a frame carried. */
  void set(Message message, Map<String, Object> carried) {
    carried.forEach(
        (key, value) -> {
          if (key.startsWith(FIELD)) {
            message.setHeader(
                ShmFrameConstants.FIELD_PREFIX + key.substring(FIELD.length()), value);
          } else if (!filter.applyFilterToExternalHeaders(key, value, message.getExchange())) {
            message.setHeader(key, value);
          }
        });
  }
}
