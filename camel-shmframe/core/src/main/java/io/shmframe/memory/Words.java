// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Loads and stores of 1, 2, 4 or 8 bytes that another process can pair with, and the fences that go
 * with them.
 *
 * <p>On an offset that is a multiple of the size, counted from the start of the mapping (which
 * begins on a page), they are atomic. On other offsets they are a plain access with a fence beside
 * it, which is all that the hardware gives: another thread may see half of such a store.
 *
 * <p>All offsets are absolute. An offset outside the buffer throws {@link
 * IndexOutOfBoundsException}.
 */
public final class Words {

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private Words() {}

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteBufferViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Loads bytes as a number without a sign; nothing that follows in program order is loaded before
   * them.
   *
   * @param bytes 1, 2, 4 or 8
   */
  public static long getAcquire(ByteBuffer buffer, int offset, int bytes, ByteOrder order) {
    boolean aligned = offset % bytes == 0;
    long found =
        switch (bytes) {
          case Byte.BYTES -> buffer.get(offset) & 0xFFL;
          case Short.BYTES ->
              (aligned
                      ? (short) SHORT.getAcquire(buffer, offset)
                      : (short) SHORT.get(buffer, offset))
                  & 0xFFFFL;
          case Integer.BYTES ->
              (aligned ? (int) INT.getAcquire(buffer, offset) : (int) INT.get(buffer, offset))
                  & 0xFFFF_FFFFL;
          default ->
              aligned ? (long) LONG.getAcquire(buffer, offset) : (long) LONG.get(buffer, offset);
        };
    if (!aligned || bytes == Byte.BYTES) {
      VarHandle.acquireFence();
    }
    return order == ByteOrder.BIG_ENDIAN ? turned(found, bytes) : found;
  }

  /**
   * Stores the low bytes of a number; nothing that precedes in program order is stored after them.
   *
   * @param bytes 1, 2, 4 or 8
   */
  public static void setRelease(
      ByteBuffer buffer, int offset, int bytes, ByteOrder order, long value) {
    boolean aligned = offset % bytes == 0;
    long stored = order == ByteOrder.BIG_ENDIAN ? turned(value, bytes) : value;
    if (!aligned || bytes == Byte.BYTES) {
      VarHandle.releaseFence();
    }
    switch (bytes) {
      case Byte.BYTES -> buffer.put(offset, (byte) stored);
      case Short.BYTES -> {
        if (aligned) {
          SHORT.setRelease(buffer, offset, (short) stored);
        } else {
          SHORT.set(buffer, offset, (short) stored);
        }
      }
      case Integer.BYTES -> {
        if (aligned) {
          INT.setRelease(buffer, offset, (int) stored);
        } else {
          INT.set(buffer, offset, (int) stored);
        }
      }
      default -> {
        if (aligned) {
          LONG.setRelease(buffer, offset, stored);
        } else {
          LONG.set(buffer, offset, stored);
        }
      }
    }
  }

  /**
   * Loads 8 little-endian bytes; nothing that follows in program order is loaded before them.
   *
   * @param offset a multiple of 8
   */
  public static long getAcquire(ByteBuffer buffer, int offset) {
    return (long) LONG.getAcquire(buffer, offset);
  }

  /**
   * Stores 8 little-endian bytes; nothing that precedes in program order is stored after them.
   *
   * @param offset a multiple of 8
   */
  public static void setRelease(ByteBuffer buffer, int offset, long value) {
    LONG.setRelease(buffer, offset, value);
  }

  /** As {@link #getAcquire(ByteBuffer, int)}, of 4 bytes; {@code offset} is a multiple of 4. */
  public static int getIntAcquire(ByteBuffer buffer, int offset) {
    return (int) INT.getAcquire(buffer, offset);
  }

  /**
   * As {@link #setRelease(ByteBuffer, int, long)}, of 4 bytes; {@code offset} is a multiple of 4.
   */
  public static void setIntRelease(ByteBuffer buffer, int offset, int value) {
    INT.setRelease(buffer, offset, value);
  }

  private static long turned(long value, int bytes) {
    return Long.reverseBytes(value) >>> Long.SIZE - bytes * Byte.SIZE;
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
