// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.util.Arrays;
import java.util.Locale;

/** What of a frame travels. */
enum PayloadKind {
  /** Pictures as JPEG; those that are one already as they are. Pictures again on the other side. */
  JPEG,
  /** The values of a picture or a tensor as they are. */
  RAW,
  /** Whatever the frame is: values, an encoded picture, bytes of no known meaning. */
  ASIS;

  static PayloadKind of(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("expected jpeg, raw or asis, found " + text));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
