// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A home-made header, described: its fields, where the payload begins, and how writer and readers
 * keep out of each other's way. Immutable; any thread may use it.
 *
 * <p>Fields of these names have a meaning: {@code width height channels type dtype ndim shape
 * stride size format} say what the payload is, {@code timestampS timestampMs timestampUs
 * timestampNs} when it was taken, {@code valid status seqlock sequence} how it is guarded. All
 * others are carried along.
 */
public final class HeaderLayout {

  private static final Set<String> INTEGERS =
      Set.of(
          "width",
          "height",
          "channels",
          "type",
          "ndim",
          "stride",
          "size",
          "valid",
          "status",
          "sequence",
          "seqlock");
  private static final Set<String> STAMPS =
      Set.of("timestampS", "timestampMs", "timestampUs", "timestampNs");
  private static final Set<String> OTHERS = Set.of("dtype", "shape", "format");

  private final String name;
  private final List<Field> fields;
  private final List<Slot> slots;
  private final List<Slot> others;
  private final List<Run> runs;
  private final int imageBytes;
  private final ByteOrder byteOrder;
  private final int headerEnd;
  private final int dataOffset;
  private final Synchronisation synchronisation;
  private final Optional<Field> syncField;
  private final Optional<ElementType> element;
  private final int regions;
  private final long streamBytes;
  private final boolean text;

  private HeaderLayout(Builder from, int headerEnd, int dataOffset, Synchronisation sync) {
    this.name = from.name;
    this.fields = List.copyOf(from.fields);
    this.byteOrder = from.byteOrder;
    this.headerEnd = headerEnd;
    this.dataOffset = dataOffset;
    this.synchronisation = sync;
    this.syncField = sync == Synchronisation.NONE ? Optional.empty() : field(sync.field());
    this.element = from.element;
    this.regions = from.regions;
    this.streamBytes = from.streamBytes;
    this.text = from.text;
    this.slots = slots(fields);
    this.others = slots.stream().filter(slot -> !hasMeaning(slot.field().name())).toList();
    this.imageBytes = slots.stream().mapToInt(slot -> slot.field().bytes()).sum();
    this.runs = runs(slots, syncField);
  }

  /**
   * A field, and its place in a {@link HeaderImage}.
   *
   * @param place the offset of its first byte there
   */
  public record Slot(Field field, int place) {}

  /**
   * Fields that follow each other without gaps, and so are copied at once.
   *
   * @param offset in the stream
   * @param place in the image
   * @param bytes how many
   */
  public record Run(int offset, int place, int bytes) {}

  /** Begins a description: little-endian, packed, one region. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * A packed, little-endian header.
   *
   * @throws LayoutException as {@link Builder#describe} and {@link Builder#build}
   */
  public static HeaderLayout parse(String description) {
    return builder("described").describe(description).build();
  }

  /** Whether a field of this name means something, rather than being carried along. */
  public static boolean hasMeaning(String fieldName) {
    return INTEGERS.contains(fieldName) || STAMPS.contains(fieldName) || OTHERS.contains(fieldName);
  }

  /** The preset's name, or whatever the builder was given. */
  public String name() {
    return name;
  }

  /** Whether a name would mean something if it were written in other letters, as {@code Width}. */
  static boolean resembles(String fieldName) {
    return !hasMeaning(fieldName)
        && Stream.of(INTEGERS, STAMPS, OTHERS)
            .flatMap(Set::stream)
            .anyMatch(fieldName::equalsIgnoreCase);
  }

  /** All fields, in the order of their description. */
  public List<Field> fields() {
    return fields;
  }

  /** The field of a name. */
  public Optional<Field> field(String wanted) {
    return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
  }

  /** The field of a name, with its place in an image. */
  public Optional<Slot> slot(String wanted) {
    return slots.stream().filter(slot -> slot.field().name().equals(wanted)).findFirst();
  }

  /** All fields, with their places in an image, in the order of their offsets. */
  public List<Slot> slots() {
    return slots;
  }

  /** The fields that mean nothing here and are carried along. */
  public List<Slot> others() {
    return others;
  }

  /** What is copied between the segment and an image: all fields but the one that guards them. */
  public List<Run> runs() {
    return runs;
  }

  /** Bytes of an image. */
  public int imageBytes() {
    return imageBytes;
  }

  /** The order of the bytes of every field; the payload is in the order of the machine. */
  public ByteOrder byteOrder() {
    return byteOrder;
  }

  /** The offset behind the last field, in bytes from the start of the stream. */
  public int headerEnd() {
    return headerEnd;
  }

  /** The offset of the first byte of the payload, in bytes from the start of the stream. */
  public int dataOffset() {
    return dataOffset;
  }

  /** How the writer and the readers keep out of each other's way. */
  public Synchronisation synchronisation() {
    return synchronisation;
  }

  /** The field that they go by. */
  public Optional<Field> syncField() {
    return syncField;
  }

  /** What the values are where neither the header nor the user says it. */
  public Optional<ElementType> element() {
    return element;
  }

  /** How many payloads of one size follow each other, at least 1. */
  public int regions() {
    return regions;
  }

  /**
   * Bytes of one stream, header and all, where there are several; 0 if that follows from the rest.
   */
  public long streamBytes() {
    return streamBytes;
  }

  /** Whether the payload is a text that ends with a zero byte. */
  public boolean text() {
    return text;
  }

  /**
   * The same header, guarded in another way.
   *
   * @throws LayoutException if it has no field for that
   */
  public HeaderLayout synchronisedBy(Synchronisation other) {
    Builder same = new Builder(name);
    same.fields.addAll(fields);
    same.byteOrder = byteOrder;
    same.dataOffset = dataOffset;
    same.end = headerEnd;
    same.element = element;
    same.regions = regions;
    same.streamBytes = streamBytes;
    same.text = text;
    return same.synchronisation(other).build();
  }

  @Override
  public String toString() {
    return name + fields;
  }

  private static List<Slot> slots(List<Field> fields) {
    List<Field> sorted = new ArrayList<>(fields);
    sorted.sort(Comparator.comparingInt(Field::offset));
    List<Slot> slots = new ArrayList<>();
    int place = 0;
    for (Field field : sorted) {
      slots.add(new Slot(field, place));
      place += field.bytes();
    }
    return List.copyOf(slots);
  }

  private static List<Run> runs(List<Slot> slots, Optional<Field> without) {
    List<Run> runs = new ArrayList<>();
    for (Slot slot : slots) {
      Field field = slot.field();
      if (without.filter(field::equals).isPresent()) {
        continue;
      }
      int last = runs.size() - 1;
      if (last >= 0 && runs.get(last).offset() + runs.get(last).bytes() == field.offset()) {
        Run run = runs.get(last);
        runs.set(last, new Run(run.offset(), run.place(), run.bytes() + field.bytes()));
      } else {
        runs.add(new Run(field.offset(), slot.place(), field.bytes()));
      }
    }
    return List.copyOf(runs);
  }

  /** Collects fields. Not safe for several threads. */
  public static final class Builder {

    private final String name;
    private final List<Field> fields = new ArrayList<>();
    private ByteOrder byteOrder = ByteOrder.LITTLE_ENDIAN;
    private Alignment alignment = Alignment.PACKED;
    private Optional<Synchronisation> synchronisation = Optional.empty();
    private Optional<ElementType> element = Optional.empty();
    private int dataOffset = -1;
    private int regions = 1;
    private long streamBytes;
    private boolean text;
    private int next;
    private int end;
    private int widest = 1;

    private Builder(String name) {
      this.name = name;
    }

    /** The order of the bytes of every field. */
    public Builder byteOrder(ByteOrder order) {
      byteOrder = order;
      return this;
    }

    /** Where the fields begin that are added from now on. */
    public Builder align(Alignment kind) {
      alignment = kind;
      return this;
    }

    /**
     * Adds fields as {@code name:type[count][@offset]}, separated by commas; {@code _:n} skips n
     * bytes.
     *
     * @throws LayoutException that points at the first character that is wrong
     */
    public Builder describe(String description) {
      new DescriptionParser(description, this).parse();
      return this;
    }

    /** Adds a field of one element behind the one before it. */
    public Builder field(String fieldName, FieldType type) {
      return field(fieldName, type, 1);
    }

    /** Adds a field of so many elements behind the one before it. */
    public Builder field(String fieldName, FieldType type, int count) {
      return fieldAt(fieldName, type, count, aligned(type));
    }

    /**
     * Adds a field at an offset from the start of the stream; the next one follows behind it.
     *
     * @throws LayoutException if there is a field of that name or at that place, or a field of that
     *     name cannot be of that type
     */
    public Builder fieldAt(String fieldName, FieldType type, int count, int offset) {
      Field field = new Field(fieldName, type, count, offset);
      requireMeaningful(field);
      for (Field other : fields) {
        if (other.name().equals(fieldName)) {
          throw new LayoutException("Field '" + fieldName + "' is there twice");
        }
        if (other.overlaps(field)) {
          throw new LayoutException("Field " + field + " lies over field " + other);
        }
      }
      fields.add(field);
      passed(type, field.end());
      return this;
    }

    /** Leaves bytes out: what is in them is neither read nor written. */
    public Builder skip(int bytes) {
      return skipAt(next, bytes);
    }

    /**
     * Gives the offset of the payload, from the start of the stream; else it is the header's end.
     */
    public Builder dataOffset(int offset) {
      if (offset < 0) {
        throw new LayoutException("dataOffset is " + offset + ": expected 0 or more");
      }
      dataOffset = offset;
      return this;
    }

    /** Gives the way of synchronising; else it follows from the fields. */
    public Builder synchronisation(Synchronisation way) {
      synchronisation = Optional.of(way);
      return this;
    }

    /** Says what the values are where the header does not. */
    public Builder element(ElementType type) {
      element = Optional.of(type);
      return this;
    }

    /** Says how many payloads of one size follow each other. */
    public Builder regions(int count) {
      if (count < 1) {
        throw new LayoutException("regions is " + count + ": expected 1 or more");
      }
      regions = count;
      return this;
    }

    /** Says how many bytes one of several streams has, header and all. */
    public Builder streamBytes(long bytes) {
      streamBytes = bytes;
      return this;
    }

    /** Says that the payload is a text that ends with a zero byte. */
    public Builder text() {
      text = true;
      return this;
    }

    /**
     * The layout.
     *
     * @throws LayoutException if what was asked for cannot be, with the reason
     */
    public HeaderLayout build() {
      if (field("ndim") && !field("shape")) {
        throw new LayoutException("Field 'ndim' has no field 'shape' to count in");
      }
      int headerEnd = alignment == Alignment.NATURAL ? rounded(end, widest) : end;
      int data = dataOffset < 0 ? headerEnd : dataOffset;
      for (Field field : fields) {
        if (field.offset() <= data && data < field.end()) {
          throw new LayoutException("dataOffset " + data + " lies within field " + field);
        }
      }
      return new HeaderLayout(this, headerEnd, data, chosen());
    }

    Builder skipAt(int offset, int bytes) {
      if (bytes < 1 || (long) offset + bytes > Integer.MAX_VALUE) {
        throw new LayoutException("A skip of " + bytes + " bytes: expected 1 or more");
      }
      passed(FieldType.CHAR, offset + bytes);
      return this;
    }

    /** The offset of a field that is given none. */
    int aligned(FieldType type) {
      return alignment == Alignment.NATURAL ? rounded(next, type.bytes()) : next;
    }

    void passed(FieldType type, int behind) {
      next = behind;
      end = Math.max(end, behind);
      widest = Math.max(widest, type.bytes());
    }

    private boolean field(String wanted) {
      return fields.stream().anyMatch(field -> field.name().equals(wanted));
    }

    private Synchronisation chosen() {
      if (synchronisation.isPresent()) {
        Synchronisation way = synchronisation.get();
        if (way != Synchronisation.NONE && !field(way.field())) {
          throw new LayoutException(
              "Layout "
                  + name
                  + " has no field '"
                  + way.field()
                  + "' to synchronise by: found "
                  + fields);
        }
        return way;
      }
      for (Synchronisation way : Synchronisation.values()) {
        if (way != Synchronisation.NONE && field(way.field())) {
          return way;
        }
      }
      return Synchronisation.NONE;
    }

    private static int rounded(int offset, int multiple) {
      long aligned = ((long) offset + multiple - 1) / multiple * multiple;
      if (aligned > Integer.MAX_VALUE) {
        throw new LayoutException("Offset " + aligned + " lies behind the largest segment");
      }
      return (int) aligned;
    }

    private static void requireMeaningful(Field field) {
      String name = field.name();
      FieldType type = field.type();
      if (INTEGERS.contains(name) && (!type.integer() || field.count() != 1)) {
        throw wrongType(field, "one integer");
      }
      if (STAMPS.contains(name) && (type == FieldType.CHAR || field.count() != 1)) {
        throw wrongType(field, "one integer or floating-point number");
      }
      if ("shape".equals(name) && !type.integer()) {
        throw wrongType(field, "integers");
      }
      if ("dtype".equals(name) || "format".equals(name)) {
        boolean number = type.integer() && field.count() == 1;
        if (!number && type != FieldType.CHAR) {
          throw wrongType(field, "one integer or char[n]");
        }
      }
    }

    private static LayoutException wrongType(Field field, String expected) {
      return new LayoutException("Field " + field + " has a meaning: expected " + expected);
    }
  }
}
