// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.ArrayList;
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

  private static final int MAX_PLANES = 4;
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

  /**
   * @param later whether the ring is of a later minor version, which may have more kinds
   */
  static RingShape read(RingDescriptor from, long capacity, boolean later) {
    int bytes = (int) between(from, "payloadBytes", RingDescriptor.PAYLOAD_BYTES, 0, capacity);
    long most = later ? Long.MAX_VALUE : ENCODED;
    long kind = between(from, "kind", RingDescriptor.KIND, OPAQUE, most);
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
    long type = between(from, "type", RingDescriptor.TYPE, -1, MAX_TYPE);
    long code = from.get(RingDescriptor.FOURCC);
    ElementType element = type < 0 ? ElementType.UINT8 : ElementType.ofDepth((int) type);
    Optional<PixelFormat> format = PixelFormat.ofCode(code);
    boolean planar = format.isPresent() && format.get().planar();
    boolean named =
        format.isPresent() && format.get().channels() == channels && element == ElementType.UINT8;
    if (planar && !named) {
      throw new LayoutException(
          "the descriptor says channels="
              + channels
              + " and type="
              + type
              + " of a picture in "
              + format.get()
              + ": expected one channel of 8 bits");
    }
    FrameGeometry picture =
        named
            ? FrameGeometry.picture(width, height, format.get())
            : FrameGeometry.picture(width, height, channels, element);
    RingShape shape = planes(from, picture, bytes);
    // A code that is not known may mean planes, or other colours than OpenCV's type makes one
    // think; without a code and a type nothing is known at all.
    boolean unknown = !named && (type < 0 || code != 0 && picture.format().isPresent());
    return unknown ? plain(FrameGeometry.bytes(bytes), RAW, bytes) : shape;
  }

  private static RingShape planes(RingDescriptor from, FrameGeometry picture, int bytes) {
    requireFit(picture, picture.bytes(), bytes);
    List<Plane> dense = picture.planes(picture.rowBytes());
    int count = (int) between(from, "planes", RingDescriptor.PLANES, dense.size(), MAX_PLANES);
    List<Plane> planes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Plane like = dense.get(i < dense.size() ? i : 0);
      int at = RingDescriptor.PLANE + i * RingDescriptor.PLANE_BYTES;
      long offset = between(from, "plane offset", at, 0, bytes);
      long stride = between(from, "stride", at + Long.BYTES, like.rowBytes(), bytes);
      Plane plane = new Plane(offset, like.rows(), like.rowBytes(), stride);
      // Neither product nor sum can overflow: each factor is an int by now.
      requireFit(picture, plane.end(), bytes);
      if (i < dense.size()) {
        planes.add(plane);
      }
    }
    int stride = (int) planes.get(0).stride();
    return new RingShape(
        picture, RAW, bytes, List.copyOf(planes), stride, regular(picture, stride, planes));
  }

  private static boolean regular(FrameGeometry picture, int stride, List<Plane> planes) {
    boolean halved = planes.size() > 1 && stride % 2 != 0;
    return !halved && picture.planes(stride).equals(planes);
  }

  private static void requireFit(FrameGeometry geometry, long needed, int bytes) {
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

  private static long between(RingDescriptor from, String what, int offset, long least, long most) {
    long found = from.get(offset);
    if (found < least || found > most) {
      throw new LayoutException(
          "the descriptor says "
              + what
              + "="
              + found
              + ": expected "
              + least
              + (most == Integer.MAX_VALUE ? " or more" : " to " + most));
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

  private static String encoding(long code) {
    StringBuilder letters = new StringBuilder();
    boolean readable = code >>> Integer.SIZE == 0;
    for (int i = 0; i < CODE_LETTERS; i++) {
      char letter = (char) (code >>> i * Byte.SIZE & 0xFF);
      readable &= letter >= ' ' && letter < 0x7F;
      letters.append(letter);
    }
    String text = letters.toString().strip().toLowerCase(Locale.ROOT);
    if (!readable || text.isEmpty() || text.equals(RAW)) {
      throw new LayoutException(
          "the descriptor of an encoded payload says fourcc="
              + Long.toHexString(code)
              + ": expected four letters");
    }
    return text;
  }
}
