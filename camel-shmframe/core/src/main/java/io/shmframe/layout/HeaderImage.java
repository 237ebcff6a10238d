// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import io.shmframe.layout.HeaderLayout.Slot;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A copy of a header's fields in memory of one's own, which no peer can change while it is looked
 * at. Used by one thread.
 */
public final class HeaderImage {

  private final HeaderLayout layout;
  private final byte[] bytes;
  private final ByteBuffer buffer;

  /** All zero. */
  public HeaderImage(HeaderLayout layout) {
    this(layout, new byte[layout.imageBytes()]);
  }

  private HeaderImage(HeaderLayout layout, byte[] bytes) {
    this.layout = layout;
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes).order(layout.byteOrder());
  }

  /** A copy that does not change with this one. */
  public HeaderImage copy() {
    return new HeaderImage(layout, bytes.clone());
  }

  /** The bytes themselves, in the order of {@link HeaderLayout#runs()}. */
  public byte[] bytes() {
    return bytes;
  }

  /** Whether nothing was ever written. */
  public boolean blank() {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether both hold the same in one field. */
  boolean same(HeaderImage other, Slot slot) {
    int end = slot.place() + slot.field().bytes();
    for (int i = slot.place(); i < end; i++) {
      if (bytes[i] != other.bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether both hold the same. */
  public boolean same(HeaderImage other) {
    return Arrays.equals(bytes, other.bytes);
  }

  /**
   * A field's first element as a whole number; one of 64 bits without a sign may come out negative.
   */
  public long integer(Slot slot) {
    return integer(slot, 0);
  }

  /** A field's element as a whole number; one of 64 bits without a sign may come out negative. */
  public long integer(Slot slot, int index) {
    int at = slot.place() + index * slot.field().type().bytes();
    return switch (slot.field().type()) {
      case I8 -> buffer.get(at);
      case U8, CHAR -> buffer.get(at) & 0xFF;
      case I16 -> buffer.getShort(at);
      case U16 -> buffer.getShort(at) & 0xFFFF;
      case I32 -> buffer.getInt(at);
      case U32 -> buffer.getInt(at) & 0xFFFF_FFFFL;
      case I64, U64 -> buffer.getLong(at);
      case F32 -> (long) buffer.getFloat(at);
      case F64 -> (long) buffer.getDouble(at);
    };
  }

  /** A field's first element as a floating-point number. */
  public double real(Slot slot) {
    return switch (slot.field().type()) {
      case F32 -> buffer.getFloat(slot.place());
      case F64 -> buffer.getDouble(slot.place());
      default -> integer(slot);
    };
  }

  /** The characters of a field up to its first zero byte. */
  public String text(Slot slot) {
    int length = 0;
    while (length < slot.field().bytes() && bytes[slot.place() + length] != 0) {
      length++;
    }
    return new String(bytes, slot.place(), length, StandardCharsets.UTF_8);
  }

  /**
   * A field as Java knows it: Integer, or Long for {@code u32 i64 u64} (BigInteger where that is
   * too small), Float, Double, String for characters; an array of int, long, float or double for
   * more elements than one.
   */
  public Object value(Slot slot) {
    FieldType type = slot.field().type();
    int count = slot.field().count();
    if (type == FieldType.CHAR) {
      return text(slot);
    }
    if (count == 1) {
      return element(slot);
    }
    return switch (type) {
      case F32 -> {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = buffer.getFloat(slot.place() + i * Float.BYTES);
        }
        yield values;
      }
      case F64 -> {
        double[] values = new double[count];
        Arrays.setAll(values, i -> buffer.getDouble(slot.place() + i * Double.BYTES));
        yield values;
      }
      case U32, I64, U64 -> {
        long[] values = new long[count];
        Arrays.setAll(values, i -> integer(slot, i));
        yield values;
      }
      default -> {
        int[] values = new int[count];
        Arrays.setAll(values, i -> (int) integer(slot, i));
        yield values;
      }
    };
  }

  /** The fields that mean nothing to us, as {@link #value} gives them. */
  public Map<String, Object> others() {
    if (layout.others().isEmpty()) {
      return Map.of();
    }
    Map<String, Object> others = new LinkedHashMap<>();
    layout.others().forEach(slot -> others.put(slot.field().name(), value(slot)));
    return others;
  }

  /** All fields, as {@link #value} gives them. */
  public Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    layout.slots().forEach(slot -> all.put(slot.field().name(), value(slot)));
    return all;
  }

  /**
   * Sets a field's first element to the low bits of a number, whatever is lost: for counters and
   * stamps, which begin anew.
   */
  public void putWrapped(Slot slot, long value) {
    putBits(slot.field().type(), slot.place(), value);
  }

  /**
   * Sets a field's element.
   *
   * @throws LayoutException if its type cannot hold the value
   */
  public void put(Slot slot, int index, long value) {
    FieldType type = slot.field().type();
    if (type.integer() && type.bytes() < Long.BYTES) {
      int bits = type.bytes() * Byte.SIZE - (type.unsigned() ? 0 : 1);
      if (type.unsigned() && value < 0 || (value < 0 ? ~value : value) >> bits != 0) {
        throw cannotHold(slot, value);
      }
    } else if (type == FieldType.U64 && value < 0) {
      throw cannotHold(slot, value);
    }
    putBits(type, slot.place() + index * type.bytes(), value);
  }

  /**
   * Sets a field's first element to a floating-point number, of which integers take the whole part.
   */
  public void putReal(Slot slot, double value) {
    switch (slot.field().type()) {
      case F32 -> buffer.putFloat(slot.place(), (float) value);
      case F64 -> buffer.putDouble(slot.place(), value);
      default -> putWrapped(slot, (long) value);
    }
  }

  /**
   * Sets the characters of a field and fills it up with zero bytes.
   *
   * @throws LayoutException if they are too many
   */
  public void putText(Slot slot, String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > slot.field().bytes()) {
      throw cannotHold(slot, "'" + value + "'");
    }
    Arrays.fill(bytes, slot.place(), slot.place() + slot.field().bytes(), (byte) 0);
    System.arraycopy(encoded, 0, bytes, slot.place(), encoded.length);
  }

  /**
   * Sets a field from whatever a message may carry: a number, a text that is one, an array or a
   * collection of numbers, or a text for characters.
   *
   * @throws LayoutException if the field cannot hold it, with both in the message
   */
  public void putValue(Slot slot, Object value) {
    Field field = slot.field();
    if (field.type() == FieldType.CHAR) {
      putText(
          slot,
          value instanceof byte[] b ? new String(b, StandardCharsets.UTF_8) : value.toString());
      return;
    }
    List<?> elements = elements(value);
    if (elements.size() != field.count()) {
      throw cannotHold(slot, elements.size() + " elements");
    }
    for (int i = 0; i < field.count(); i++) {
      putElement(slot, i, elements.get(i));
    }
  }

  private static List<?> elements(Object value) {
    if (value instanceof Collection<?> collection) {
      return new ArrayList<>(collection);
    } else if (value instanceof Object[] objects) {
      return Arrays.asList(objects);
    } else if (value instanceof int[] ints) {
      return Arrays.stream(ints).boxed().toList();
    } else if (value instanceof long[] longs) {
      return Arrays.stream(longs).boxed().toList();
    } else if (value instanceof double[] doubles) {
      return Arrays.stream(doubles).boxed().toList();
    } else if (value instanceof float[] floats) {
      return IntStream.range(0, floats.length).mapToObj(i -> floats[i]).toList();
    } else if (value instanceof short[] shorts) {
      return IntStream.range(0, shorts.length).mapToObj(i -> shorts[i]).toList();
    } else if (value instanceof byte[] bytes) {
      return IntStream.range(0, bytes.length).mapToObj(i -> bytes[i]).toList();
    }
    return List.of(value);
  }

  private void putElement(Slot slot, int index, Object value) {
    FieldType type = slot.field().type();
    int at = slot.place() + index * type.bytes();
    try {
      BigDecimal number = new BigDecimal(String.valueOf(value).trim());
      switch (type) {
        case F32 -> buffer.putFloat(at, number.floatValue());
        case F64 -> buffer.putDouble(at, number.doubleValue());
        case U64 -> buffer.putLong(at, unsigned(slot, number.toBigIntegerExact()));
        default -> put(slot, index, number.longValueExact());
      }
    } catch (ArithmeticException | NumberFormatException e) {
      if (!type.integer() && value instanceof Number special) {
        // Not a number, or infinite: a floating-point field can hold those, too.
        if (type == FieldType.F32) {
          buffer.putFloat(at, special.floatValue());
        } else {
          buffer.putDouble(at, special.doubleValue());
        }
        return;
      }
      throw cannotHold(slot, "'" + value + "'");
    }
  }

  private static long unsigned(Slot slot, BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
      throw cannotHold(slot, value);
    }
    return value.longValue();
  }

  private Object element(Slot slot) {
    long whole = slot.field().type().integer() ? integer(slot) : 0;
    return switch (slot.field().type()) {
      case F32 -> buffer.getFloat(slot.place());
      case F64 -> buffer.getDouble(slot.place());
      case U32, I64 -> whole;
      case U64 -> whole >= 0 ? (Object) whole : new BigInteger(Long.toUnsignedString(whole));
      default -> (int) whole;
    };
  }

  private void putBits(FieldType type, int at, long value) {
    switch (type) {
      case I8, U8, CHAR -> buffer.put(at, (byte) value);
      case I16, U16 -> buffer.putShort(at, (short) value);
      case I32, U32 -> buffer.putInt(at, (int) value);
      case I64, U64 -> buffer.putLong(at, value);
      case F32 -> buffer.putFloat(at, value);
      case F64 -> buffer.putDouble(at, value);
    }
  }

  private static LayoutException cannotHold(Slot slot, Object value) {
    return new LayoutException("Field " + slot.field() + " cannot hold " + value);
  }
}
