// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.LayoutException;
import io.shmframe.layout.RingControl;
import io.shmframe.layout.RingDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a ring says of its writer and of its newest frame, whole or not, for the eyes of a person.
 */
final class RingPeek {

  private RingPeek() {}

  static Map<String, Object> at(RingSegment segment) {
    Map<String, Object> all = new LinkedHashMap<>();
    long head = segment.head();
    all.put("head", head);
    all.put("retired", segment.retired());
    all.put("writerId", segment.get(RingControl.WRITER_ID));
    all.put("writerPid", segment.get(RingControl.WRITER_PID));
    all.put("writerPidNamespace", segment.get(RingControl.WRITER_PID_NAMESPACE));
    all.put("published", segment.get(RingControl.PUBLISHED));
    all.put("skipped", segment.get(RingControl.SKIPPED));
    all.put("blocked", segment.get(RingControl.BLOCKED));
    all.put("refused", segment.get(RingControl.REFUSED));
    all.put("takeovers", segment.get(RingControl.TAKEOVERS));
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
      // Their values are the route's, and may be a secret of it.
      all.put("metadata", List.copyOf(descriptor.fields().keySet()));
    } catch (LayoutException e) {
      all.put("metadata", e.getMessage());
    }
    return all;
  }
}
