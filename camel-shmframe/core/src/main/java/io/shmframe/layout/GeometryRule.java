// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import io.shmframe.layout.HeaderLayout.Slot;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How large the frames of a segment are and what they are made of: from the header's fields, and
 * from what its user says of the rest. Immutable; any thread may use it.
 */
public final class GeometryRule {

  private enum Kind {
    PICTURE,
    TENSOR,
    BYTES,
    TEXT
  }

  private static final String HEADER = "the header";

  private final HeaderLayout layout;
  private final ExpectedGeometry expected;
  private final Kind kind;
  private final Optional<Slot> width;
  private final Optional<Slot> height;
  private final Optional<Slot> channels;
  private final Optional<Slot> type;
  private final Optional<Slot> dtype;
  private final Optional<Slot> ndim;
  private final Optional<Slot> shape;
  private final Optional<Slot> stride;
  private final Optional<Slot> size;
  private final Optional<Slot> format;
  private final Slot[] told;
  private final Optional<FrameGeometry> fixed;

  /**
   * @throws LayoutException if neither the header nor the user says how large a frame is
   */
  public GeometryRule(HeaderLayout layout, ExpectedGeometry expected) {
    this.layout = layout;
    this.expected = expected;
    width = layout.slot("width");
    height = layout.slot("height");
    channels = layout.slot("channels");
    type = layout.slot("type");
    dtype = layout.slot("dtype");
    ndim = layout.slot("ndim");
    shape = layout.slot("shape");
    stride = layout.slot("stride");
    size = layout.slot("size");
    format = layout.slot("format");
    told =
        Stream.of(width, height, channels, type, dtype, ndim, shape, stride, size, format)
            .flatMap(Optional::stream)
            .toArray(Slot[]::new);
    kind = kind();
    fixed = fixed();
  }

  private Kind kind() {
    boolean wide = width.isPresent() || expected.width() != 0;
    boolean high = height.isPresent() || expected.height() != 0;
    boolean deep =
        channels.isPresent()
            || type.isPresent()
            || format.isPresent()
            || dtype.isPresent()
            || expected.channels() != 0
            || expected.format().isPresent()
            || expected.element().isPresent();
    if (layout.text()) {
      return Kind.TEXT;
    } else if (shape.isPresent()) {
      return Kind.TENSOR;
    } else if (wide && high && deep) {
      return Kind.PICTURE;
    } else if (!expected.shape().isEmpty()) {
      return Kind.TENSOR;
    } else if (size.isPresent()) {
      return Kind.BYTES;
    }
    throw new LayoutException(
        "Layout "
            + layout.name()
            + " does not say how large a frame is, found "
            + layout.fields()
            + hint()
            + ": say width, height and channels (or type, dtype, pixelFormat), or dtype and shape, in the header or in"
            + " the options");
  }

  private String hint() {
    List<String> misspelt =
        layout.fields().stream().map(Field::name).filter(HeaderLayout::resembles).toList();
    return misspelt.isEmpty()
        ? ""
        : " (names that mean something begin with a small letter, unlike "
            + String.join(", ", misspelt)
            + ")";
  }

  /** Where the header says nothing of it, it is always the same. */
  private Optional<FrameGeometry> fixed() {
    boolean described =
        width
            .or(() -> height)
            .or(() -> channels)
            .or(() -> type)
            .or(() -> dtype)
            .or(() -> shape)
            .or(() -> format)
            .isPresent();
    return described || kind == Kind.BYTES || kind == Kind.TEXT
        ? Optional.empty()
        : Optional.of(found(new HeaderImage(layout)));
  }

  /** Whether the payload is a text, of which the header does not say the length. */
  public boolean isText() {
    return kind == Kind.TEXT;
  }

  /** What all frames are, where the header leaves that to the user. */
  public Optional<FrameGeometry> fixedGeometry() {
    return fixed;
  }

  /** Whether two headers say the same of their frames, so that neither needs to be read again. */
  public boolean saysTheSame(HeaderImage one, HeaderImage other) {
    for (Slot slot : told) {
      if (!one.same(other, slot)) {
        return false;
      }
    }
    return !isText();
  }

  /**
   * What the header says that its frame is.
   *
   * @throws LayoutException if that cannot be, or differs from what the user says
   */
  public FrameGeometry read(HeaderImage header) {
    FrameGeometry found = fixed.isPresent() ? fixed.get() : found(header);
    if (size.isPresent() && kind != Kind.BYTES) {
      long bytes = header.integer(size.get());
      long needed = found.span(stride(header, found));
      if (bytes < needed) {
        throw new LayoutException(
            "the header says size="
                + bytes
                + ", but a frame of "
                + found
                + " has "
                + needed
                + " bytes");
      }
    }
    return found;
  }

  private FrameGeometry found(HeaderImage header) {
    FrameGeometry found =
        switch (kind) {
          case PICTURE -> picture(header);
          case TENSOR -> tensor(header);
          case BYTES -> FrameGeometry.bytes(dimension(header, size.orElseThrow(), "size"));
          case TEXT ->
              throw new IllegalStateException("The header of a text does not say its length");
        };
    expected.check(found, HEADER);
    return found;
  }

  private FrameGeometry picture(HeaderImage header) {
    int wide = width.isPresent() ? dimension(header, width.get(), "width") : expected.width();
    int high = height.isPresent() ? dimension(header, height.get(), "height") : expected.height();
    Optional<PixelFormat> pixels = format.map(slot -> format(header, slot)).or(expected::format);
    if (pixels.isPresent() && !type.isPresent()) {
      FrameGeometry found = FrameGeometry.picture(wide, high, pixels.get());
      if (channels.isPresent()) {
        agree(header.integer(channels.get()), found.channels(), pixels.get());
      }
      return found;
    }
    FrameGeometry found;
    if (type.isPresent()) {
      found = new FrameGeometry(wide, high, dimension(header, type.get(), "type"));
      if (channels.isPresent()) {
        agree(header.integer(channels.get()), found.channels(), "type " + found.type());
      }
      if (pixels.isPresent()) {
        agree(pixels.get().channels(), found.channels(), "type " + found.type());
        return FrameGeometry.picture(wide, high, pixels.get());
      }
    } else {
      int deep =
          channels.isPresent()
              ? dimension(header, channels.get(), "channels")
              : Math.max(1, expected.channels());
      found = FrameGeometry.picture(wide, high, deep, element(header));
    }
    return found;
  }

  private static void agree(long channels, int expected, Object by) {
    if (channels != expected) {
      throw new LayoutException(
          "the header says channels=" + channels + ", but " + by + " has " + expected);
    }
  }

  private FrameGeometry tensor(HeaderImage header) {
    if (shape.isEmpty()) {
      return FrameGeometry.tensor(
          element(header), expected.shape().stream().mapToInt(Integer::intValue).toArray());
    }
    Slot sides = shape.get();
    long count = ndim.isPresent() ? header.integer(ndim.get()) : sides.field().count();
    if (count < 1 || count > sides.field().count()) {
      throw new LayoutException(
          "the header says ndim=" + count + ": expected 1 to " + sides.field().count());
    }
    int[] found = new int[(int) count];
    for (int i = 0; i < found.length; i++) {
      found[i] = toInt(header.integer(sides, i), "shape[" + i + "]");
    }
    return FrameGeometry.tensor(element(header), found);
  }

  private ElementType element(HeaderImage header) {
    return dtype
        .map(slot -> dtype(header, slot))
        .or(expected::element)
        .or(layout::element)
        .orElse(ElementType.UINT8);
  }

  private static ElementType dtype(HeaderImage header, Slot slot) {
    boolean letters = slot.field().type() == FieldType.CHAR;
    String found = letters ? header.text(slot) : String.valueOf(header.integer(slot));
    Optional<ElementType> known =
        letters ? ElementType.of(found) : ElementType.ofNumber(header.integer(slot));
    return known.orElseThrow(
        () ->
            new LayoutException(
                "the header says dtype="
                    + found
                    + ": expected "
                    + (letters ? "one of " : "numpy's number of one of ")
                    + ElementType.names()));
  }

  private static PixelFormat format(HeaderImage header, Slot slot) {
    boolean letters = slot.field().type() == FieldType.CHAR;
    String found = letters ? header.text(slot) : String.valueOf(header.integer(slot));
    Optional<PixelFormat> known =
        letters ? PixelFormat.of(found) : PixelFormat.ofCode((int) header.integer(slot));
    return known.orElseThrow(
        () ->
            new LayoutException(
                "the header says format="
                    + found
                    + ": expected "
                    + (letters ? "one of " : "V4L2's code of one of ")
                    + Arrays.toString(PixelFormat.values())));
  }

  private static int dimension(HeaderImage header, Slot slot, String what) {
    return toInt(header.integer(slot), what);
  }

  private static int toInt(long found, String what) {
    if (found < 0 || found > Integer.MAX_VALUE) {
      throw new LayoutException(
          "the header says " + what + "=" + found + ": expected 0 to " + Integer.MAX_VALUE);
    }
    return (int) found;
  }

  /**
   * Bytes from row to row, as the header or the user says it, else those of a row.
   *
   * @throws LayoutException if the header's is less than a row, or differs from the user's
   */
  public long stride(HeaderImage header, FrameGeometry geometry) {
    if (stride.isEmpty()) {
      return expected.stride() == 0 ? geometry.rowBytes() : expected.stride();
    }
    long found = header.integer(stride.get());
    if (expected.stride() != 0 && found != expected.stride()) {
      throw ExpectedGeometry.differs(
          HEADER, "stride", String.valueOf(found), String.valueOf(expected.stride()));
    }
    return found;
  }

  /** Bytes from row to row of frames that are written. */
  public long strideToWrite(FrameGeometry geometry) {
    return expected.stride() == 0 || !geometry.isPicture()
        ? geometry.rowBytes()
        : expected.stride();
  }

  /**
   * A frame as this layout tells it: a picture as a tensor, or a tensor of two or three dimensions
   * as a picture, where the layout has room only for that.
   *
   * @throws LayoutException if the layout cannot tell it, or it differs from what the user says
   */
  public FrameGeometry fitted(FrameGeometry given) {
    FrameGeometry fitted =
        switch (kind) {
          case TEXT, BYTES -> FrameGeometry.bytes(toInt(given.bytes(), "size"));
          case TENSOR -> asTensor(given);
          case PICTURE -> asPicture(given);
        };
    expected.check(fitted, "the body");
    if (kind == Kind.TENSOR || kind == Kind.PICTURE) {
      requireToldBack(fitted);
    }
    return fitted;
  }

  private FrameGeometry asTensor(FrameGeometry given) {
    if (!given.isPicture()) {
      return given;
    }
    int[] sides = given.shape();
    return sides[2] == 1
        ? FrameGeometry.tensor(given.element(), sides[0], sides[1])
        : FrameGeometry.tensor(given.element(), sides);
  }

  private FrameGeometry asPicture(FrameGeometry given) {
    int[] sides = given.shape();
    if (given.isPicture()) {
      return planar(given).orElse(given);
    } else if (given.isTensor() && (sides.length == 2 || sides.length == 3)) {
      return FrameGeometry.picture(
          sides[1], sides[0], sides.length == 2 ? 1 : sides[2], given.element());
    }
    throw new LayoutException("Layout " + layout.name() + " holds pictures: found a " + given);
  }

  /**
   * OpenCV keeps the planes of a picture one below the other, in a grey one of half as many rows
   * again.
   */
  private Optional<FrameGeometry> planar(FrameGeometry given) {
    Optional<PixelFormat> wanted = expected.format().filter(PixelFormat::planar);
    boolean stacked =
        given.format().equals(Optional.of(PixelFormat.GRAY8)) && given.height() % 3 == 0;
    return wanted
        .filter(format -> stacked)
        .map(format -> FrameGeometry.picture(given.width(), given.height() / 3 * 2, format));
  }

  /** Whether a payload may have any length: a text, or bytes that a field counts. */
  public boolean anyLength() {
    return kind == Kind.TEXT || kind == Kind.BYTES;
  }

  /** What a reader with the same options would make of the header must be what is written. */
  private void requireToldBack(FrameGeometry fitted) {
    FrameGeometry told;
    if (fixed.isPresent()) {
      told = fixed.get();
    } else {
      HeaderImage header = new HeaderImage(layout);
      write(header, fitted);
      told = found(header);
    }
    boolean sameValues = told.equals(fitted) || told.isPicture() && sameButFormat(told, fitted);
    if (!sameValues) {
      throw new LayoutException(
          "Layout "
              + layout.name()
              + " cannot say that a frame is "
              + fitted
              + ", its readers would take it for "
              + told
              + ": say it in the options, or describe a field for it (type, dtype, format)");
    }
  }

  /** A format that nobody knows is no contradiction: a picture of 5 channels, or of floats. */
  private static boolean sameButFormat(FrameGeometry told, FrameGeometry fitted) {
    return Arrays.equals(told.shape(), fitted.shape())
        && told.element() == fitted.element()
        && (told.format().isEmpty() || fitted.format().isEmpty());
  }

  /**
   * Says in a header what its frame is.
   *
   * @param fitted as {@link #fitted} gives it
   * @throws LayoutException if a field's type is too small for it
   */
  public void write(HeaderImage header, FrameGeometry fitted) {
    width.ifPresent(slot -> header.put(slot, 0, fitted.width()));
    height.ifPresent(slot -> header.put(slot, 0, fitted.height()));
    channels.ifPresent(slot -> header.put(slot, 0, fitted.channels()));
    type.ifPresent(slot -> header.put(slot, 0, fitted.type()));
    dtype.ifPresent(slot -> writeDtype(header, slot, fitted));
    shape.ifPresent(slot -> writeShape(header, slot, fitted));
    format.ifPresent(slot -> writeFormat(header, slot, fitted));
    long row = strideToWrite(fitted);
    stride.ifPresent(slot -> header.put(slot, 0, row));
    size.ifPresent(slot -> header.put(slot, 0, fitted.extent(row)));
  }

  private static void writeDtype(HeaderImage header, Slot slot, FrameGeometry fitted) {
    if (slot.field().type() == FieldType.CHAR) {
      // Where there is no room for float32, <f4 says the same, and so does f4.
      String name = fitted.element().text();
      String code = fitted.element().code();
      int room = slot.field().bytes();
      boolean marked = code.length() + 1 <= room;
      header.putText(slot, name.length() <= room ? name : marked ? "<" + code : code);
    } else {
      header.put(slot, 0, fitted.element().number());
    }
  }

  private void writeShape(HeaderImage header, Slot slot, FrameGeometry fitted) {
    int[] sides = fitted.shape();
    int room = slot.field().count();
    if (sides.length > room || ndim.isEmpty() && sides.length != room) {
      throw new LayoutException(
          "Field "
              + slot.field()
              + " of layout "
              + layout.name()
              + " cannot hold the shape "
              + fitted.shapeText()
              + " of "
              + sides.length
              + " dimensions");
    }
    for (int i = 0; i < room; i++) {
      header.put(slot, i, i < sides.length ? sides[i] : 0);
    }
    ndim.ifPresent(count -> header.put(count, 0, sides.length));
  }

  private void writeFormat(HeaderImage header, Slot slot, FrameGeometry fitted) {
    PixelFormat pixels =
        fitted
            .format()
            .orElseThrow(
                () ->
                    new LayoutException(
                        "Field "
                            + slot.field()
                            + " of layout "
                            + layout.name()
                            + " has no word for a frame of "
                            + fitted
                            + ": say which pixel format it is"));
    if (slot.field().type() == FieldType.CHAR) {
      boolean room = pixels.name().length() <= slot.field().bytes();
      header.putText(slot, room ? pixels.name() : pixels.letters());
    } else {
      header.put(slot, 0, pixels.code() & 0xFFFF_FFFFL);
    }
  }
}
