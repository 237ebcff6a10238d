// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.graal;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.shmframe.memory.Futex;
import java.nio.ByteBuffer;

/**
 * No futex in native executables: that of Java 17.
 *
 * <p>The builder takes the class for Java 22 from the multi-release jar, which calls the kernel by
 * {@code java.lang.foreign}. Not every distribution has that, and where it is, the call has to be
 * named to the builder. Readers of a ring park instead.
 */
@TargetClass(Futex.class)
@Substitute
final class NativeFutex {

  private NativeFutex() {}

  @Substitute
  public static boolean available() {
    return false;
  }

  @Substitute
  public static NativeFutex of(ByteBuffer mapped, int offset) {
    return new NativeFutex();
  }

  @Substitute
  public boolean await(int expected, long nanos) {
    return false;
  }

  @Substitute
  public void wakeAll() {
    // Not available.
  }
}
