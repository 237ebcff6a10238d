// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import java.util.Locale;

/** Why the gateway knows a camera. */
enum CameraSource {
  /** It is in {@code gateway.cameras}: it stays, whether its segment is there or not. */
  CONFIGURED,
  /** Its ring was found: it goes when that does. */
  FOUND,
  /** Somebody uploaded a picture: likewise. */
  UPLOADED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
