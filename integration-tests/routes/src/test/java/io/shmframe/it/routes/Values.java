// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays of numbers, and how C and numpy have them in memory. */
final class Values {

  private Values() {}

  /** Some values of either sign, as an array of the element type of the one that is given. */
  static Object some(Class<?> array, int count) {
    Object values = Array.newInstance(array.getComponentType(), count);
    for (int i = 0; i < count; i++) {
      int value = i * 37 - 100;
      if (values instanceof byte[] bytes) {
        bytes[i] = (byte) value;
      } else if (values instanceof short[] shorts) {
        shorts[i] = (short) (value * 101);
      } else if (values instanceof int[] ints) {
        ints[i] = value * 1_000_003;
      } else if (values instanceof long[] longs) {
        longs[i] = value * 1_000_000_000_039L;
      } else if (values instanceof float[] floats) {
        floats[i] = value / 8F;
      } else {
        ((double[]) values)[i] = value / 8D;
      }
    }
    return values;
  }

  /** The values one after another, little-endian. */
  static byte[] memory(Object array) {
    int count = Array.getLength(array);
    ByteBuffer memory = ByteBuffer.allocate(count * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      if (array instanceof byte[] bytes) {
        memory.put(bytes[i]);
      } else if (array instanceof short[] shorts) {
        memory.putShort(shorts[i]);
      } else if (array instanceof int[] ints) {
        memory.putInt(ints[i]);
      } else if (array instanceof long[] longs) {
        memory.putLong(longs[i]);
      } else if (array instanceof float[] floats) {
        memory.putFloat(floats[i]);
      } else {
        memory.putDouble(((double[]) array)[i]);
      }
    }
    byte[] bytes = new byte[memory.position()];
    memory.get(0, bytes);
    return bytes;
  }
}
