// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import io.shmframe.camel.MessageFrames;
import io.shmframe.frame.FrameView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Between the bytes of HTTP and the bodies that a route may have. */
final class Bodies {

  private Bodies() {}

  /** Makes of the bytes what the header asks for. */
  static void fromBytes(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    byte[] bytes = message.getBody(byte[].class);
    String wanted = message.getHeader(FrameRoutes.BODY, "bytes", String.class);
    switch (wanted) {
      case "bytes" -> message.setBody(bytes);
      case "text" -> message.setBody(new String(bytes, StandardCharsets.UTF_8));
      case "array" -> message.setBody(floats(bytes));
      case "frame" -> message.setBody(MessageFrames.of(exchange, message, "The request"));
      case "mat" -> {
        message.setBody(MessageFrames.of(exchange, message, "The request"));
        message.setBody(message.getMandatoryBody(Mat.class));
      }
      default -> throw new IllegalArgumentException("body=" + wanted);
    }
  }

  /** Says what the body is, and makes it bytes while its exchange lasts. */
  static void toBytes(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Object body = message.getBody();
    if (body == null) {
      return;
    }
    if (body instanceof float[] values) {
      message.setHeader(FrameRoutes.BODY, "array");
      message.setBody(bytes(values));
    } else {
      message.setHeader(FrameRoutes.BODY, kind(body));
      message.setBody(message.getMandatoryBody(byte[].class));
    }
  }

  private static String kind(Object body) {
    if (body instanceof Mat) {
      return "mat";
    }
    if (body instanceof FrameView) {
      return "frame";
    }
    return body instanceof String ? "text" : "bytes";
  }

  /** The answer to an array: each value twice. */
  static void twice(Exchange exchange) throws Exception {
    float[] values = exchange.getMessage().getMandatoryBody(float[].class);
    for (int i = 0; i < values.length; i++) {
      values[i] *= 2;
    }
    exchange.getMessage().setBody(values);
  }

  /** The answer to a picture: its negative, by OpenCV. */
  static void inverted(Exchange exchange) throws Exception {
    Mat picture = exchange.getMessage().getMandatoryBody(Mat.class);
    opencv_core.bitwise_not(picture, picture);
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
