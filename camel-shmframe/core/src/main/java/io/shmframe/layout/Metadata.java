// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The list of named values that travels with a frame of a ring: 1 byte type, 1 byte length of the
 * key, 2 bytes length of the value, key, value, and so on without gaps.
 */
public final class Metadata {

  /** Most bytes of a frame's metadata. */
  public static final int MAX_BYTES = 1472;

  private static final int TEXT = 0;
  private static final int WHOLE = 1;
  private static final int REAL = 2;
  private static final int TRUTH = 3;
  private static final int BYTES = 4;

  private static final int ENTRY = 4;
  private static final int MAX_KEY = 255;

  private Metadata() {}

  /** Whether there is a type for a value; not so for null. */
  public static boolean carries(Object value) {
    return value instanceof CharSequence
        || value instanceof Double
        || value instanceof Float
        || value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Boolean
        || value instanceof byte[];
  }

  /**
   * How many bytes a value takes with its name; more than {@link #MAX_BYTES} where the name or the
   * value is too long.
   *
   * @param value one that {@link #carries} is true for
   */
  public static int bytesOf(String name, Object value) {
    int key = name.getBytes(StandardCharsets.UTF_8).length;
    if (key < 1 || key > MAX_KEY) {
      return Integer.MAX_VALUE;
    }
    int bytes =
        value instanceof CharSequence text
            ? utf8(text).length
            : value instanceof byte[] array
                ? array.length
                : value instanceof Boolean ? 1 : Long.BYTES;
    return ENTRY + key + bytes;
  }

  /**
   * Writes all values.
   *
   * @param target little-endian; written to from {@code offset}
   * @return how many bytes were written
   * @throws LayoutException if a value is of a type that has no place here, or they are too long
   */
  public static int write(Map<String, Object> fields, ByteBuffer target, int offset) {
    int at = offset;
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      at = write(field.getKey(), field.getValue(), target, at, offset);
    }
    return at - offset;
  }

  private static int write(String name, Object value, ByteBuffer target, int at, int start) {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    if (key.length == 0) {
      throw new LayoutException("A field of a frame has no name: expected 1 to 255 bytes");
    }
    if (key.length > MAX_KEY) {
      throw new LayoutException(
          "The name of a frame's field has "
              + key.length
              + " bytes: expected at most "
              + MAX_KEY
              + "; it begins with "
              + name.substring(0, 40));
    }
    if (value instanceof CharSequence text) {
      return put(TEXT, name, key, utf8(text), target, at, start);
    } else if (value instanceof Double || value instanceof Float) {
      long bits = Double.doubleToRawLongBits(((Number) value).doubleValue());
      return put(REAL, name, key, eight(bits), target, at, start);
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return put(WHOLE, name, key, eight(((Number) value).longValue()), target, at, start);
    } else if (value instanceof Boolean truth) {
      return put(TRUTH, name, key, new byte[] {(byte) (truth ? 1 : 0)}, target, at, start);
    } else if (value instanceof byte[] bytes) {
      return put(BYTES, name, key, bytes, target, at, start);
    }
    throw new LayoutException(
        "The frame's field "
            + name
            + " is "
            + (value == null ? "null" : "a " + value.getClass().getName())
            + ": expected a text, a whole number, a double, a truth value or a byte array");
  }

  private static byte[] utf8(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] eight(long value) {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >>> i * Byte.SIZE);
    }
    return bytes;
  }

  private static int put(
      int type, String name, byte[] key, byte[] value, ByteBuffer target, int at, int start) {
    long end = (long) at + ENTRY + key.length + value.length;
    if (end - start > MAX_BYTES) {
      throw new LayoutException(
          "The fields of a frame up to "
              + name
              + " need "
              + (end - start)
              + " bytes: expected at most "
              + MAX_BYTES);
    }
    target.put(at, (byte) type);
    target.put(at + 1, (byte) key.length);
    target.putShort(at + 2, (short) value.length);
    target.put(at + ENTRY, key);
    target.put(at + ENTRY + key.length, value);
    return (int) end;
  }

  /**
   * Reads all values; those of a type that is not known are left out.
   *
   * @param source little-endian, a copy that nobody changes
   * @param bytes how many there are from {@code offset}, 0 to {@link #MAX_BYTES}
   * @return {@link String}, {@link Long}, {@link Double}, {@link Boolean} or {@code byte[]} by
   *     name, in the order in which they stand
   * @throws LayoutException if lengths do not add up
   */
  public static Map<String, Object> read(ByteBuffer source, int offset, int bytes) {
    if (bytes == 0) {
      return Map.of();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    int end = offset + bytes;
    for (int at = offset; at < end; ) {
      if (end - at < ENTRY) {
        throw broken(end - at, ENTRY);
      }
      int type = source.get(at);
      int keyBytes = source.get(at + 1) & 0xFF;
      int valueBytes = source.getShort(at + 2) & 0xFFFF;
      int needed = ENTRY + keyBytes + valueBytes;
      if (end - at < needed) {
        throw broken(end - at, needed);
      }
      String key = text(source, at + ENTRY, keyBytes);
      if (keyBytes == 0 || !names.add(key)) {
        throw new LayoutException(
            "the frame's metadata has "
                + (keyBytes == 0 ? "a field without a name" : "two fields " + key));
      }
      read(fields, key, type, source, at + ENTRY + keyBytes, valueBytes);
      at += needed;
    }
    return Collections.unmodifiableMap(fields);
  }

  private static void read(
      Map<String, Object> fields, String key, int type, ByteBuffer source, int at, int bytes) {
    switch (type) {
      case TEXT -> fields.put(key, text(source, at, bytes));
      case WHOLE -> fields.put(key, source.getLong(sized(key, at, bytes, Long.BYTES)));
      case REAL -> fields.put(key, source.getDouble(sized(key, at, bytes, Double.BYTES)));
      case TRUTH -> fields.put(key, source.get(sized(key, at, bytes, 1)) != 0);
      case BYTES -> fields.put(key, array(source, at, bytes));
      default -> {
        // Of a later version.
      }
    }
  }

  private static int sized(String key, int at, int found, int expected) {
    if (found != expected) {
      throw new LayoutException(
          "the frame's field " + key + " has " + found + " bytes: expected " + expected);
    }
    return at;
  }

  private static String text(ByteBuffer source, int at, int bytes) {
    return new String(array(source, at, bytes), StandardCharsets.UTF_8);
  }

  private static byte[] array(ByteBuffer source, int at, int bytes) {
    byte[] array = new byte[bytes];
    source.get(at, array);
    return array;
  }

  private static LayoutException broken(int left, int needed) {
    return new LayoutException(
        "a field of the frame's metadata needs "
            + needed
            + " bytes, but there are "
            + left
            + " left");
  }
}
