// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The four kinds of payloads of a ring: how a descriptor says them, and what it must say. */
final class RingKinds {

  static final String RAW = "raw";

  static final long OPAQUE = 0;
  static final long IMAGE = 1;
  static final long TENSOR = 2;
  static final long ENCODED = 3;

  static final int MAX_PLANES = 4;
  private static final long MAX_TYPE = (FrameGeometry.MAX_CHANNELS << 3) - 1;
  private static final int CODE_LETTERS = 4;

  private RingKinds() {}

  static void write(RingDescriptor to, FrameGeometry geometry, String encoding) {
    to.put(RingDescriptor.PAYLOAD_BYTES, geometry.bytes());
    to.put(RingDescriptor.TYPE, -1);
    to.put(RingDescriptor.DTYPE, -1);
    boolean typed = geometry.isPicture() || geometry.isTensor();
    if (!encoding.equals(RAW)) {
      if (typed) {
        throw new LayoutException(
            "A payload with encoding=" + encoding + " is " + geometry + ": expected bytes");
      }
      to.put(RingDescriptor.KIND, ENCODED);
      to.put(RingDescriptor.FOURCC, code(encoding));
      return;
    }
    to.put(
        RingDescriptor.KIND, geometry.isPicture() ? IMAGE : geometry.isTensor() ? TENSOR : OPAQUE);
    if (typed) {
      to.put(RingDescriptor.DTYPE, geometry.element().number());
      int[] shape = geometry.shape();
      to.put(RingDescriptor.NDIM, shape.length);
      for (int i = 0; i < shape.length; i++) {
        to.put(RingDescriptor.SHAPE + i * Long.BYTES, shape[i]);
      }
    }
    if (geometry.isPicture()) {
      to.put(RingDescriptor.FOURCC, geometry.format().map(PixelFormat::code).orElse(0));
      to.put(RingDescriptor.TYPE, geometry.type());
      to.put(RingDescriptor.WIDTH, geometry.width());
      to.put(RingDescriptor.HEIGHT, geometry.height());
      to.put(RingDescriptor.CHANNELS, geometry.channels());
      List<Plane> planes = geometry.planes(geometry.rowBytes());
      to.put(RingDescriptor.PLANES, planes.size());
      for (int i = 0; i < planes.size(); i++) {
        int at = RingDescriptor.PLANE + i * RingDescriptor.PLANE_BYTES;
        to.put(at, planes.get(i).offset());
        to.put(at + Long.BYTES, planes.get(i).stride());
      }
    }
  }

  /** A kind that is not known is opaque: a later minor version may have more. */
  static RingShape read(RingDescriptor from, long capacity) {
    int bytes = (int) between(from, "payloadBytes", RingDescriptor.PAYLOAD_BYTES, 0, capacity);
    long kind = between(from, "kind", RingDescriptor.KIND, OPAQUE, Long.MAX_VALUE);
    between(from, "type", RingDescriptor.TYPE, -1, MAX_TYPE);
    between(from, "planes", RingDescriptor.PLANES, 0, MAX_PLANES);
    between(from, "ndim", RingDescriptor.NDIM, 0, FrameGeometry.MAX_DIMENSIONS);
    if (kind == IMAGE) {
      return image(from, bytes);
    } else if (kind == TENSOR) {
      return tensor(from, bytes);
    }
    String encoding = kind == ENCODED ? encoding(from.get(RingDescriptor.FOURCC)) : RAW;
    return plain(FrameGeometry.bytes(bytes), encoding, bytes);
  }

  /** One row. */
  private static RingShape plain(FrameGeometry geometry, String encoding, int bytes) {
    requireFit(geometry, geometry.bytes(), bytes);
    int length = (int) geometry.bytes();
    return new RingShape(geometry, encoding, bytes, geometry.planes(length), length, true);
  }

  private static RingShape image(RingDescriptor from, int bytes) {
    int width = (int) between(from, "width", RingDescriptor.WIDTH, 1, Integer.MAX_VALUE);
    int height = (int) between(from, "height", RingDescriptor.HEIGHT, 1, Integer.MAX_VALUE);
    int channels =
        (int) between(from, "channels", RingDescriptor.CHANNELS, 1, FrameGeometry.MAX_CHANNELS);
    int type = (int) between(from, "type", RingDescriptor.TYPE, 0, MAX_TYPE);
    long code = from.get(RingDescriptor.FOURCC);
    FrameGeometry values = new FrameGeometry(width, height, type);
    Optional<PixelFormat> format = PixelFormat.ofCode(code);
    boolean planar = format.isPresent() && format.get().planar();
    int expected = planar ? 1 : values.channels();
    if (channels != expected || values.channels() != expected) {
      throw new LayoutException(
          "the descriptor says channels="
              + channels
              + " and type="
              + type
              + (planar ? " of a picture in " + format.get() : "")
              + ": expected "
              + expected
              + " in both");
    }
    Optional<FrameGeometry> named = format.flatMap(known -> named(values, known));
    List<Plane> planes = RingPlanes.read(from, values, format, bytes);
    // A code that is not known may mean planes, or other colours than OpenCV's type makes one
    // think; so may a known one of other sides or values than it can have.
    if (named.isEmpty() && (planar || code != 0 && values.format().isPresent())) {
      return plain(FrameGeometry.bytes(bytes), RAW, bytes);
    }
    FrameGeometry picture = named.orElse(values);
    int stride = (int) planes.get(0).stride();
    return new RingShape(picture, RAW, bytes, planes, stride, regular(picture, stride, planes));
  }

  /** The picture in a format; empty if that contradicts what its values are. */
  private static Optional<FrameGeometry> named(FrameGeometry values, PixelFormat format) {
    if (values.element() != ElementType.UINT8
        || format.channels() != values.channels()
        || !format.fits(values.width(), values.height())) {
      return Optional.empty();
    }
    return Optional.of(FrameGeometry.picture(values.width(), values.height(), format));
  }

  private static boolean regular(FrameGeometry picture, int stride, List<Plane> planes) {
    boolean halved = planes.size() > 1 && stride % 2 != 0;
    return !halved && picture.planes(stride).equals(planes);
  }

  static void requireFit(FrameGeometry geometry, long needed, int bytes) {
    if (needed > bytes) {
      throw new LayoutException(
          "the descriptor says "
              + geometry
              + ", which needs "
              + needed
              + " bytes, and payloadBytes="
              + bytes);
    }
  }

  private static RingShape tensor(RingDescriptor from, int bytes) {
    Optional<ElementType> element = ElementType.ofNumber(from.get(RingDescriptor.DTYPE));
    int dimensions =
        (int) between(from, "ndim", RingDescriptor.NDIM, 0, FrameGeometry.MAX_DIMENSIONS);
    // An array without dimensions is one value.
    int[] shape = new int[Math.max(1, dimensions)];
    shape[0] = 1;
    for (int i = 0; i < dimensions; i++) {
      int at = RingDescriptor.SHAPE + i * Long.BYTES;
      shape[i] = (int) between(from, "shape[" + i + "]", at, 1, Integer.MAX_VALUE);
    }
    FrameGeometry tensor = FrameGeometry.tensor(element.orElse(ElementType.UINT8), shape);
    requireFit(tensor, tensor.bytes(), bytes);
    // Of values that are not known here the bytes are all that can be given.
    return plain(element.isPresent() ? tensor : FrameGeometry.bytes(bytes), RAW, bytes);
  }

  /** A field, which must be in a range. */
  static long between(RingDescriptor from, String what, int offset, long least, long most) {
    long found = from.get(offset);
    if (found < least || found > most) {
      throw new LayoutException(
          "the descriptor says "
              + what
              + "="
              + found
              + ": expected "
              + least
              + (most >= Integer.MAX_VALUE ? " or more" : " to " + most));
    }
    return found;
  }

  private static long code(String encoding) {
    String letters = encoding.toUpperCase(Locale.ROOT);
    boolean fits = !letters.isEmpty() && letters.length() <= CODE_LETTERS;
    for (int i = 0; i < letters.length(); i++) {
      fits &= letters.charAt(i) > ' ' && letters.charAt(i) < 0x7F;
    }
    if (!fits) {
      throw new LayoutException(
          "encoding=" + encoding + ": expected raw, or one to four letters such as jpeg or h264");
    }
    long code = 0;
    for (int i = 0; i < CODE_LETTERS; i++) {
      code |= (long) (i < letters.length() ? letters.charAt(i) : ' ') << i * Byte.SIZE;
    }
    return code;
  }

  /** A code that is no name leaves nothing to say of the bytes. */
  private static String encoding(long code) {
    StringBuilder letters = new StringBuilder();
    boolean readable = code >>> Integer.SIZE == 0;
    for (int i = 0; i < CODE_LETTERS; i++) {
      char letter = (char) (code >>> i * Byte.SIZE & 0xFF);
      readable &= letter >= ' ' && letter < 0x7F;
      letters.append(letter);
    }
    String text = letters.toString().strip().toLowerCase(Locale.ROOT);
    return !readable || text.isEmpty() ? RAW : text;
  }
}
