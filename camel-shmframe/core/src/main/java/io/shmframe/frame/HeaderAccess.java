// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.HeaderLayout.Run;
import java.nio.ByteBuffer;

/**
 * Copies the fields of a header between a segment and memory of one's own, without any order: the
 * {@link Guard} sees to that. The field that guards the others is left out.
 */
final class HeaderAccess {

  private final Run[] runs;

  HeaderAccess(HeaderLayout layout) {
    runs = layout.runs().toArray(Run[]::new);
  }

  void read(ByteBuffer segment, int base, HeaderImage image) {
    for (Run run : runs) {
      segment.get(base + run.offset(), image.bytes(), run.place(), run.bytes());
    }
  }

  void write(ByteBuffer segment, int base, HeaderImage image) {
    for (Run run : runs) {
      segment.put(base + run.offset(), image.bytes(), run.place(), run.bytes());
    }
  }

  /** Whether the segment's fields are those of the image. */
  boolean same(ByteBuffer segment, int base, HeaderImage image) {
    for (Run run : runs) {
      for (int i = 0; i < run.bytes(); i++) {
        if (segment.get(base + run.offset() + i) != image.bytes()[run.place() + i]) {
          return false;
        }
      }
    }
    return true;
  }
}
