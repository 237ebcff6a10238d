// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A home-made header, described: its fields and where the pixels begin. Immutable; any thread may
 * use it.
 */
public final class HeaderLayout {

  /**
   * The header that many OpenCV programs begin with, packed:
   *
   * <pre>
   *    0        4        8        12               20       24
   *   +--------+--------+--------+----------------+--------+----------------------------------+
   *   | width  | height |channels|  timestampMs   | valid  | width * height * channels bytes  |
   *   |  i32   |  i32   |  i32   |      i64       |  i32   | 8-bit pixels, BGR, rows unpadded |
   *   +--------+--------+--------+----------------+--------+----------------------------------+
   * </pre>
   *
   * The stamp is not on a multiple of 8, so no processor promises that it is read in one go; {@code
   * valid} is on a multiple of 4, and guards it: 0 while the writer writes, 1 when the frame is
   * complete.
   */
  public static final HeaderLayout FRAMEHEADER =
      builder("frameheader")
          .field("width", FieldType.I32)
          .field("height", FieldType.I32)
          .field("channels", FieldType.I32)
          .field("timestampMs", FieldType.I64)
          .field("valid", FieldType.I32)
          .build();

  private final String name;
  private final List<Field> fields;
  private final int dataOffset;

  private HeaderLayout(String name, List<Field> fields, int dataOffset) {
    this.name = name;
    this.fields = fields;
    this.dataOffset = dataOffset;
  }

  /** Begins a description; its fields follow each other without gaps. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** The presets, by the name that the {@code layout} option takes. */
  public static Optional<HeaderLayout> preset(String name) {
    return FRAMEHEADER.name.equals(name) ? Optional.of(FRAMEHEADER) : Optional.empty();
  }

  /** The preset's name. */
  public String name() {
    return name;
  }

  /** All fields, in the order of their description. */
  public List<Field> fields() {
    return fields;
  }

  /** The field of a name. */
  public Optional<Field> field(String wanted) {
    return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
  }

  /**
   * The field of a name.
   *
   * @throws LayoutException if the header has none
   */
  public Field required(String wanted) {
    return field(wanted)
        .orElseThrow(
            () -> new LayoutException("Layout " + name + " has no field '" + wanted + "'"));
  }

  /** The offset of the first pixel, in bytes from the start of the segment. */
  public int dataOffset() {
    return dataOffset;
  }

  @Override
  public String toString() {
    return name + fields;
  }

  /** Collects fields. Not safe for several threads. */
  public static final class Builder {

    private final String name;
    private final List<Field> fields = new ArrayList<>();
    private int end;

    private Builder(String name) {
      this.name = name;
    }

    /** Adds a field of one element behind the one before it. */
    public Builder field(String fieldName, FieldType type) {
      Field field = new Field(fieldName, type, 1, end);
      fields.add(field);
      end = field.end();
      return this;
    }

    /** The layout; the pixels begin where the header ends. */
    public HeaderLayout build() {
      return new HeaderLayout(name, List.copyOf(fields), end);
    }
  }
}
