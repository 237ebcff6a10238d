// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Notices that frames come, but always the same picture. The whole copy of a frame is looked at, by
 * its CRC-32C, but only of one frame in a quarter of the time after which a picture is frozen: the
 * cost does not grow with the rate. Looks that lie further apart than that time tell nothing of
 * what was between them. Safe from any thread.
 */
final class FrozenPicture {

  private static final int LOOKS = 4;

  private final long afterNanos;
  private final CRC32C crc = new CRC32C();
  private boolean any;
  private long last;
  private long since;
  private long lastLook;
  private long nextLook;
  private volatile long sameNanos;

  /**
   * @param afterMillis 0 for never
   */
  FrozenPicture(long afterMillis) {
    afterNanos = TimeUnit.MILLISECONDS.toNanos(afterMillis);
  }

  /**
   * Looks at a frame, or not yet.
   *
   * @param copy of the reader's own, from its position, which is not moved
   */
  synchronized void look(ByteBuffer copy, long bytes) {
    if (afterNanos == 0) {
      return;
    }
    long now = System.nanoTime();
    if (any && now - nextLook < 0) {
      return;
    }
    nextLook = now + afterNanos / LOOKS;
    lookNow(copy, bytes);
  }

  /** Looks at a frame. */
  synchronized void lookNow(ByteBuffer copy, long bytes) {
    long now = System.nanoTime();
    crc.reset();
    crc.update(copy.slice(copy.position(), (int) bytes));
    long found = crc.getValue();
    if (!any || found != last || now - lastLook > afterNanos) {
      any = true;
      last = found;
      since = now;
    }
    lastLook = now;
    sameNanos = now - since;
  }

  /** Forgets what was seen: nobody looked for a while. */
  synchronized void restart() {
    any = false;
    sameNanos = 0;
  }

  /** How long the content has been the same, as far as was looked. */
  long sameMillis() {
    return TimeUnit.NANOSECONDS.toMillis(sameNanos);
  }

  boolean frozen() {
    return afterNanos > 0 && sameNanos >= afterNanos;
  }
}
