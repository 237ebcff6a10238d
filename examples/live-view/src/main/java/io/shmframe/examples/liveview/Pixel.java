// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** The value of one pixel, as it stands in the frame and not in its JPEG. */
final class Pixel {

  private Pixel() {}

  /**
   * The pixel, its frame and its values as JSON.
   *
   * @throws IllegalArgumentException if there is no such pixel, in words for a person
   */
  static JsonObject json(FrameCopy frame, int x, int y) {
    FrameGeometry geometry = frame.geometry();
    if (!frame.raw()) {
      throw new IllegalArgumentException(
          "The frame has no values of pixels: it is "
              + (geometry.isPicture() ? frame.encoding() : geometry));
    }
    require("x", x, geometry.width());
    require("y", y, geometry.height());
    JsonObject json = new JsonObject();
    json.put("frame", frame.number());
    json.put("sequence", frame.sequence() < 0 ? null : frame.sequence());
    json.put("stampNanos", Long.toString(frame.stampNanos()));
    json.put("x", x);
    json.put("y", y);
    json.put("names", new JsonArray(names(geometry)));
    json.put("values", new JsonArray(values(frame, x, y)));
    json.put("type", geometry.element().text());
    return json;
  }

  private static void require(String name, int found, int end) {
    if (found < 0 || found >= end) {
      throw new IllegalArgumentException(name + "=" + found + ": expected 0 to " + (end - 1));
    }
  }

  private static List<String> names(FrameGeometry geometry) {
    return geometry
        .format()
        .map(
            format ->
                switch (format) {
                  case GRAY8 -> List.of("grey");
                  case BGR24 -> List.of("B", "G", "R");
                  case RGB24 -> List.of("R", "G", "B");
                  case BGRA -> List.of("B", "G", "R", "A");
                  case YUYV, NV12, I420 -> List.of("Y", "U", "V");
                })
        .orElseGet(
            () -> IntStream.range(0, geometry.channels()).mapToObj(Integer::toString).toList());
  }

  private static List<Object> values(FrameCopy frame, int x, int y) {
    FrameGeometry geometry = frame.geometry();
    int width = geometry.width();
    PixelFormat format = geometry.format().orElse(PixelFormat.GRAY8);
    int luma = width * geometry.height();
    int pair = (y * width + x / 2 * 2) * 2;
    int half = y / 2 * (width / 2) + x / 2;
    return switch (format) {
      case YUYV -> bytes(frame, pair + x % 2 * 2, pair + 1, pair + 3);
      case NV12 -> bytes(frame, y * width + x, luma + half * 2, luma + half * 2 + 1);
      case I420 -> bytes(frame, y * width + x, luma + half, luma + luma / 4 + half);
      default -> packed(frame, y * width + x);
    };
  }

  private static List<Object> bytes(FrameCopy frame, int... at) {
    return IntStream.of(at).mapToObj(i -> (Object) (frame.pixels()[i] & 0xff)).toList();
  }

  private static List<Object> packed(FrameCopy frame, int pixel) {
    ElementType element = frame.geometry().element();
    int channels = frame.geometry().channels();
    ByteBuffer values = ByteBuffer.wrap(frame.pixels()).order(ByteOrder.LITTLE_ENDIAN);
    List<Object> all = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      all.add(value(values, (pixel * channels + channel) * element.bytes(), element));
    }
    return all;
  }

  private static Object value(ByteBuffer values, int at, ElementType element) {
    return switch (element) {
      case UINT8 -> values.get(at) & 0xff;
      case INT8 -> values.get(at);
      case UINT16 -> values.getShort(at) & 0xffff;
      case INT16 -> values.getShort(at);
      case INT32 -> values.getInt(at);
      case UINT32 -> values.getInt(at) & 0xffffffffL;
      // As text: not every number of 64 bits is one of JSON's in a browser.
      case INT64 -> Long.toString(values.getLong(at));
      case UINT64 -> Long.toUnsignedString(values.getLong(at));
      // Nor are infinities and what is not a number.
      case FLOAT32 -> Float.toString(values.getFloat(at));
      case FLOAT64 -> Double.toString(values.getDouble(at));
      case FLOAT16 -> String.format("0x%04x", values.getShort(at) & 0xffff);
    };
  }
}
