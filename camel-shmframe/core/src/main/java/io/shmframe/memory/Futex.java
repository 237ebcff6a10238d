// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import java.nio.ByteBuffer;

/**
 * Sleeping on four bytes of a mapping, and waking those who do, in whatever process they are.
 *
 * <p>This is the class for Java 17 to 21, which have no way to do that: {@link #available()} is
 * false and the rest does nothing. In the multi-release jar a class of the same name for Java 22
 * and later calls Linux's {@code futex}.
 *
 * <p>One thread may sleep on an instance at a time; any may wake.
 */
public final class Futex {

  private Futex() {}

  /** Whether this JVM on this machine can sleep on a word, and wake others. */
  public static boolean available() {
    return false;
  }

  /**
   * The word at an offset of a mapping, which may be read-only.
   *
   * @param mapped a buffer of a {@link Mapping}, which stays mapped for as long as this is used
   * @param offset a multiple of 4
   */
  public static Futex of(ByteBuffer mapped, int offset) {
    return new Futex();
  }

  /**
   * Sleeps until the word is woken, the time is over, or for no reason at all; not at all if the
   * word has another value than expected.
   *
   * @param nanos the longest sleep; an interrupt does not end it
   * @return false if the kernel refused: this process may not sleep so (a sandbox), or the page of
   *     the word is gone
   */
  public boolean await(int expected, long nanos) {
    return false;
  }

  /** Wakes all who sleep on the word. */
  public void wakeAll() {
    // Not available.
  }
}
