// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Little-endian loads and stores that another process can pair with, and the fences for fields on
 * odd offsets.
 *
 * <p>Acquire and release need an offset that is a multiple of the value's size, counted from the
 * start of the mapping (which begins on a page). On other offsets they throw {@link
 * IllegalStateException}; there, a plain access with a fence beside it is all that the hardware
 * gives, and it is not atomic.
 *
 * <p>All offsets are absolute. An offset outside the buffer throws {@link
 * IndexOutOfBoundsException}.
 */
public final class LittleEndian {

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /** Loads 4 bytes; nothing that follows in program order is loaded before them. */
  public static int getIntAcquire(ByteBuffer buffer, int offset) {
    return (int) INT.getAcquire(buffer, offset);
  }

  /** Stores 4 bytes; nothing that precedes in program order is stored after them. */
  public static void putIntRelease(ByteBuffer buffer, int offset, int value) {
    INT.setRelease(buffer, offset, value);
  }

  /** Loads 4 bytes without an order. */
  public static int getInt(ByteBuffer buffer, int offset) {
    return (int) INT.get(buffer, offset);
  }

  /** Stores 4 bytes without an order. */
  public static void putInt(ByteBuffer buffer, int offset, int value) {
    INT.set(buffer, offset, value);
  }

  /** Loads before the fence stay before the loads and stores behind it. */
  public static void acquireFence() {
    VarHandle.acquireFence();
  }

  /** Loads and stores before the fence stay before the stores behind it. */
  public static void releaseFence() {
    VarHandle.releaseFence();
  }

  /** Nothing crosses it in either direction. */
  public static void fullFence() {
    VarHandle.fullFence();
  }
}
