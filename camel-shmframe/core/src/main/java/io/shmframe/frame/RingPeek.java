// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.LayoutException;
import io.shmframe.layout.RingDescriptor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The descriptor of a ring's newest frame, whole or not, for the eyes of a person. */
final class RingPeek {

  private RingPeek() {}

  static Map<String, Object> at(RingSegment segment) {
    Map<String, Object> all = new LinkedHashMap<>();
    long head = segment.head();
    all.put("head", head);
    all.put("retired", segment.retired());
    if (head <= 0) {
      return all;
    }
    int slot = segment.layout().slot(head);
    RingDescriptor descriptor = new RingDescriptor();
    descriptor.load(segment.memory(), segment.layout().descriptor(slot));
    all.put("lock", segment.lock(slot));
    all.put("ticket", descriptor.get(RingDescriptor.TICKET));
    all.put("sequence", descriptor.get(RingDescriptor.SEQUENCE));
    all.put("captured", descriptor.get(RingDescriptor.CAPTURED));
    all.put("publishedAt", descriptor.get(RingDescriptor.PUBLISHED_AT));
    all.put("payloadBytes", descriptor.get(RingDescriptor.PAYLOAD_BYTES));
    all.put("kind", descriptor.get(RingDescriptor.KIND));
    all.put("flags", descriptor.get(RingDescriptor.FLAGS));
    all.put("fourcc", descriptor.get(RingDescriptor.FOURCC));
    all.put("type", descriptor.get(RingDescriptor.TYPE));
    all.put("width", descriptor.get(RingDescriptor.WIDTH));
    all.put("height", descriptor.get(RingDescriptor.HEIGHT));
    all.put("channels", descriptor.get(RingDescriptor.CHANNELS));
    all.put("dtype", descriptor.get(RingDescriptor.DTYPE));
    all.put("ndim", descriptor.get(RingDescriptor.NDIM));
    try {
      descriptor.fields().forEach((name, value) -> all.putIfAbsent("metadata." + name, value));
    } catch (LayoutException e) {
      all.put("metadata", e.getMessage());
    }
    return all;
  }
}
