// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

/**
 * What the JVM makes of an access to a page that is no longer there, because a peer cut the file or
 * the file system is full.
 *
 * <p>The JVM survives it and throws an {@link InternalError}, but where the access was compiled it
 * does so late, wherever the thread next leaves compiled code. That may be the middle of a method
 * of the JDK which does not expect it: a {@code FileChannel} then loses its books. So whoever has
 * touched a mapping calls {@link #surface()} before anything else.
 */
public final class Faults {

  private Faults() {}

  /**
   * Throws the error of a fault that this thread has had and not heard of. A call into native code,
   * but not into the kernel.
   *
   * @throws InternalError for which {@link #isFault} is true
   */
  public static void surface() {
    // Any native method would do that is not an intrinsic, since the JVM delivers on the way back
    // from one; this one is
    // native on every JDK from 17 to 25, touches nothing and never waits.
    Thread.holdsLock(Faults.class);
  }

  /** Tells the error of a fault from the other internal errors of the JVM. */
  public static boolean isFault(InternalError error) {
    String message = error.getMessage();
    return message != null && message.contains("unsafe memory access");
  }
}
