// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * Sleeping on four bytes of a mapping, and waking those who do, in whatever process they are.
 *
 * <p>This is the class for Java 22 and later; what holds for both is said in the one for Java 17.
 */
public final class Futex {

  /** Neither private: waiter and waker are two processes, and the kernel finds them by the file. */
  private static final int FUTEX_WAIT = 0;

  private static final int FUTEX_WAKE = 1;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** What a sleep may end with: a signal, a word that is another by now, or the end of the time. */
  private static final Set<Integer> USUAL = Set.of(4, 11, 110);

  private final MethodHandle call;
  private final long number;
  private final MemorySegment word;
  private final MemorySegment timeout;
  private final MemorySegment state;
  private final MemorySegment ignored;

  private Futex(MethodHandle call, long number, MemorySegment word) {
    this.call = call;
    this.number = number;
    this.word = word;
    this.timeout = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, 2);
    this.state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    this.ignored = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
  }

  /** Made when it is first asked for, since it needs the right to call native code. */
  private static final class Syscall {

    private static final String ERRNO = "errno";

    static final long ERRNO_AT =
        Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement(ERRNO));
    static final long NUMBER = number();
    static final Optional<MethodHandle> HANDLE = NUMBER < 0 ? Optional.empty() : handle();

    private static long number() {
      if (!System.getProperty("os.name").equals("Linux")) {
        return -1;
      }
      return switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64" -> 202;
        case "aarch64" -> 98;
        default -> -1;
      };
    }

    /** syscall(number, word, operation, value, timeout). */
    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> handle() {
      try {
        Linker linker = Linker.nativeLinker();
        return linker
            .defaultLookup()
            .find("syscall")
            .map(
                syscall ->
                    linker.downcallHandle(
                        syscall,
                        FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(1),
                        Linker.Option.captureCallState(ERRNO)));
      } catch (IllegalCallerException | UnsupportedOperationException e) {
        // This JVM was told to call no native code, or cannot: whoever wants to sleep parks.
        return Optional.empty();
      }
    }
  }

  /** Whether this JVM on this machine can sleep on a word, and wake others. */
  public static boolean available() {
    return Syscall.HANDLE.isPresent();
  }

  /** The word at an offset of a mapping, which may be read-only. */
  public static Futex of(ByteBuffer mapped, int offset) {
    return new Futex(
        Syscall.HANDLE.orElse(null),
        Syscall.NUMBER,
        MemorySegment.ofBuffer(mapped.duplicate().clear()).asSlice(offset, Integer.BYTES));
  }

  /** Sleeps until the word is woken, the time is over, or for no reason at all. */
  public boolean await(int expected, long nanos) {
    timeout.set(ValueLayout.JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
    timeout.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos % NANOS_PER_SECOND);
    return call(FUTEX_WAIT, expected, timeout, state) >= 0
        || USUAL.contains(state.get(ValueLayout.JAVA_INT, Syscall.ERRNO_AT));
  }

  /** Wakes all who sleep on the word. */
  public void wakeAll() {
    // With a place of its own for what nobody asks: other threads may be here, and one asleep.
    call(FUTEX_WAKE, Integer.MAX_VALUE, MemorySegment.NULL, ignored);
  }

  private long call(int operation, int value, MemorySegment until, MemorySegment said) {
    if (call == null) {
      return -1;
    }
    try {
      return (long) call.invokeExact(said, number, word, operation, value, until);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
