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
          "OpenCV's type integer (16 is CV_8UC3, 0 is CV_8UC1). A producer takes the channels from it where CamelShmFrameChannels is not set.",
      javaType = "Integer")
  public static final String TYPE = "CamelShmFrameType";

  @Metadata(
      label = "consumer",
      description =
          "The order of the channels: GRAY8, BGR24 or BGRA; not set where the number of channels says nothing.",
      javaType = "String")
  public static final String PIXEL_FORMAT = "CamelShmFramePixelFormat";

  @Metadata(
      label = "consumer",
      description = "Bytes from the start of one row to the start of the next.",
      javaType = "Integer")
  public static final String STRIDE = "CamelShmFrameStride";

  @Metadata(
      description =
          "When the frame was taken, in milliseconds since 1970. A producer writes it, or the stamp before plus one where it is not larger than that, or the time of the clock where the header is not set.",
      javaType = "Long")
  public static final String TIMESTAMP = "CamelShmFrameTimestamp";

  @Metadata(
      label = "consumer",
      description =
          "When the frame was taken, in nanoseconds since 1970, as exact as the segment's header is.",
      javaType = "Long")
  public static final String TIMESTAMP_NANOS = "CamelShmFrameTimestampNanos";

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
      label = "consumer",
      description = "What the payload is: raw (pixels as they are).",
      javaType = "String")
  public static final String ENCODING = "CamelShmFrameEncoding";

  @Metadata(
      label = "consumer",
      description = "How often the pixels were copied on their way into the body: 0 or 1.",
      javaType = "Integer")
  public static final String COPIES = "CamelShmFrameCopies";

  @Metadata(
      label = "consumer",
      description = "The time stamp of the message: that of the frame.",
      javaType = "Long")
  public static final String MESSAGE_TIMESTAMP = Exchange.MESSAGE_TIMESTAMP;

  private ShmFrameConstants() {}
}
