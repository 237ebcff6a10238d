// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/**
 * The message headers of the component. A consumer sets them, a producer takes those that say so.
 */
public final class ShmFrameConstants {

  @Metadata(label = "consumer", description = "The name of the segment.", javaType = "String")
  public static final String SEGMENT = "CamelShmFrameSegment";

  @Metadata(
      description =
          "The width of the picture in pixels. A producer needs it where neither the body nor the endpoint says it.",
      javaType = "Integer")
  public static final String WIDTH = "CamelShmFrameWidth";

  @Metadata(
      description =
          "The height of the picture in pixels. A producer needs it where neither the body nor the endpoint says it.",
      javaType = "Integer")
  public static final String HEIGHT = "CamelShmFrameHeight";

  @Metadata(
      description =
          "How many channels a pixel has. A producer needs it where neither the body nor the endpoint says it.",
      javaType = "Integer")
  public static final String CHANNELS = "CamelShmFrameChannels";

  @Metadata(
      description =
          "OpenCV's type integer (16 is CV_8UC3, 0 is CV_8UC1, 6 is CV_64FC1). A producer takes the type of the values from it, and the channels where CamelShmFrameChannels is not set.",
      javaType = "Integer")
  public static final String TYPE = "CamelShmFrameType";

  @Metadata(
      description =
          "What the 8-bit values of a picture mean: GRAY8, BGR24, RGB24, BGRA, YUYV, NV12 or I420; not set where nothing says it. A producer takes it for what the body is.",
      javaType = "String")
  public static final String PIXEL_FORMAT = "CamelShmFramePixelFormat";

  @Metadata(
      description =
          "Bytes from the start of one row of a picture to the start of the next. A producer takes it for a byte[] or ByteBuffer body that has as many bytes.",
      javaType = "Integer")
  public static final String STRIDE = "CamelShmFrameStride";

  @Metadata(
      description =
          "What the values of a tensor are, in numpy's words: float16 to float64, int8 to int64, uint8 to uint64. A producer needs it where neither the body nor the endpoint says it.",
      javaType = "String")
  public static final String DTYPE = "CamelShmFrameDtype";

  @Metadata(
      description =
          "The lengths of a tensor's dimensions, as 512x512. A producer needs it where neither the body nor the endpoint says it.",
      javaType = "String")
  public static final String SHAPE = "CamelShmFrameShape";

  @Metadata(
      description =
          "When the frame was taken, in milliseconds since 1970. A producer writes it, or the stamp before plus one where it is not larger than that, or the time of the clock where the header is not set.",
      javaType = "Long")
  public static final String TIMESTAMP = "CamelShmFrameTimestamp";

  @Metadata(
      description =
          "When the frame was taken, in nanoseconds since 1970, as exact as the segment's header is; not set where it has no time. A producer writes it where CamelShmFrameTimestamp says the same or nothing.",
      javaType = "Long")
  public static final String TIMESTAMP_NANOS = "CamelShmFrameTimestampNanos";

  @Metadata(
      label = "consumer",
      description =
          "The number that the frame's writer gave it; not set where the segment's header has none.",
      javaType = "Long")
  public static final String SEQUENCE = "CamelShmFrameSequence";

  @Metadata(
      label = "consumer",
      description =
          "How many frames passed since the last one. Where the segment's header does not count frames, those that were seen to pass: a lower bound.",
      javaType = "Long")
  public static final String MISSED = "CamelShmFrameMissed";

  @Metadata(
      label = "consumer",
      description =
          "How many looks at the segment since the last frame were rejected, because the writer wrote in the meantime.",
      javaType = "Long")
  public static final String TORN = "CamelShmFrameTorn";

  @Metadata(
      description =
          "What the payload is: raw (values as they are) or text; after the data formats shmframeJpeg and shmframePng also jpeg or png. A producer of a ring takes it: a byte[] with another word than raw is an encoded picture, which the ring's frame says.",
      javaType = "String")
  public static final String ENCODING = "CamelShmFrameEncoding";

  @Metadata(
      description =
          "What else a ring says of the frame, where it says anything: discontinuity (frames before it are lost), corrupt, endOfStream, configurationChanged; several are separated by commas. A producer of a ring takes it.",
      javaType = "String")
  public static final String FLAGS = "CamelShmFrameFlags";

  @Metadata(
      label = "consumer",
      description =
          "How often the payload was copied on its way into the body: 0 with bodyType=frame (1 where a ring had no pin left), 1 with bytes and mat, 2 with array and of a text.",
      javaType = "Integer")
  public static final String COPIES = "CamelShmFrameCopies";

  @Metadata(
      label = "consumer",
      description = "The time stamp of the message: that of the frame.",
      javaType = "Long")
  public static final String MESSAGE_TIMESTAMP = Exchange.MESSAGE_TIMESTAMP;

  @Metadata(
      description =
          "CamelShmFrameField.NAME is the field NAME of the segment's header, which means nothing to the component: a number, a String, or an array. A producer writes it back; a field without a message header stays as it is in the segment.",
      javaType = "Object")
  public static final String FIELD_PREFIX = "CamelShmFrameField.";

  private ShmFrameConstants() {}
}
