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
   * Throws the error of a fault that this thread has had and not heard of. A call into the JVM,
   * about a tenth of a microsecond, which costs an empty array.
   *
   * @throws InternalError for which {@link #isFault} is true
   */
  public static void surface() {
    // The JVM delivers on the way back from its own code to Java's. On Java 17 to 20 the way back
    // from a native method that is compiled (Thread.holdsLock, say) is not one of these, but that
    // from the making of an array of arrays is, on every JVM from 17 to 25, interpreted or
    // compiled:
    // only the JVM itself can do that where the compiler does not know the lengths.
    int none = (int) (System.nanoTime() >>> Long.SIZE - 1);
    byte[][] unused = new byte[none][none];
  }

  /**
   * Hears of all faults that this thread has had, and forgets them: for whoever knows already that
   * pages were lost, and has touched them again on the way out.
   *
   * @throws InternalError for which {@link #isFault} is false
   */
  public static void settle() {
    for (boolean more = true; more; ) {
      try {
        surface();
        more = false;
      } catch (InternalError fault) {
        if (!isFault(fault)) {
          throw fault;
        }
      }
    }
  }

  /** Tells the error of a fault from the other internal errors of the JVM. */
  public static boolean isFault(InternalError error) {
    String message = error.getMessage();
    return message != null && message.contains("unsafe memory access");
  }
}
