// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.layout.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Arrays of numbers from payloads, and back. */
final class TypedArrays {

  private TypedArrays() {}

  /** The values from a buffer's position on as an array of their own. */
  static Object array(ElementType type, ByteBuffer payload) {
    ByteBuffer values = payload.slice().order(ByteOrder.LITTLE_ENDIAN);
    int count = values.remaining() / type.bytes();
    return switch (type) {
      case UINT8, INT8 -> {
        byte[] array = new byte[count];
        values.get(array);
        yield array;
      }
      case UINT16, INT16, FLOAT16 -> {
        short[] array = new short[count];
        values.asShortBuffer().get(array);
        yield array;
      }
      case INT32, UINT32 -> {
        int[] array = new int[count];
        values.asIntBuffer().get(array);
        yield array;
      }
      case INT64, UINT64 -> {
        long[] array = new long[count];
        values.asLongBuffer().get(array);
        yield array;
      }
      case FLOAT32 -> {
        float[] array = new float[count];
        values.asFloatBuffer().get(array);
        yield array;
      }
      case FLOAT64 -> {
        double[] array = new double[count];
        values.asDoubleBuffer().get(array);
        yield array;
      }
    };
  }

  /**
   * What the elements of an array are, if nobody says anything else; empty for what is no array of
   * numbers.
   */
  static Optional<ElementType> natural(Object array) {
    if (array instanceof float[]) {
      return Optional.of(ElementType.FLOAT32);
    } else if (array instanceof double[]) {
      return Optional.of(ElementType.FLOAT64);
    } else if (array instanceof int[]) {
      return Optional.of(ElementType.INT32);
    } else if (array instanceof long[]) {
      return Optional.of(ElementType.INT64);
    } else if (array instanceof short[]) {
      return Optional.of(ElementType.INT16);
    }
    return Optional.empty();
  }

  /** Whether an array of one natural type can hold the values of another type, bit for bit. */
  static boolean holds(ElementType natural, ElementType type) {
    boolean floating = natural == ElementType.FLOAT32 || natural == ElementType.FLOAT64;
    return floating
        ? natural == type
        : natural.bytes() == type.bytes()
            && type != ElementType.FLOAT32
            && type != ElementType.FLOAT64;
  }

  /** The bytes of an array that {@link #natural} knows. */
  static ByteBuffer bytes(Object array) {
    if (array instanceof float[] floats) {
      ByteBuffer bytes = room(floats.length, Float.BYTES);
      bytes.asFloatBuffer().put(floats);
      return bytes;
    } else if (array instanceof double[] doubles) {
      ByteBuffer bytes = room(doubles.length, Double.BYTES);
      bytes.asDoubleBuffer().put(doubles);
      return bytes;
    } else if (array instanceof int[] ints) {
      ByteBuffer bytes = room(ints.length, Integer.BYTES);
      bytes.asIntBuffer().put(ints);
      return bytes;
    } else if (array instanceof long[] longs) {
      ByteBuffer bytes = room(longs.length, Long.BYTES);
      bytes.asLongBuffer().put(longs);
      return bytes;
    }
    short[] shorts = (short[]) array;
    ByteBuffer bytes = room(shorts.length, Short.BYTES);
    bytes.asShortBuffer().put(shorts);
    return bytes;
  }

  private static ByteBuffer room(int count, int bytes) {
    return ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
