// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;

/**
 * The clip, over and over, each frame with its number in its first pixels: so no two are the same,
 * and whoever knows the number knows every byte. For one thread.
 */
final class Clip implements AutoCloseable {

  private static final String RESOURCE = "/clip/walkway.mp4";

  private final FrameGeometry geometry;
  private final ByteBuffer pixels;
  private InputStream stream;
  private FFmpegFrameGrabber grabber;
  private long number;

  Clip(int width, int height) {
    geometry = FrameGeometry.of8Bit(width, height, 3);
    pixels = ByteBuffer.allocateDirect((int) geometry.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
  }

  FrameGeometry geometry() {
    return geometry;
  }

  /** The number of the frame that was made last, from 1. */
  long number() {
    return number;
  }

  /** The frame of a number, until another one is asked for. Going on is faster than going back. */
  ByteBuffer at(long wanted) throws IOException {
    if (wanted < number) {
      close();
      number = 0;
    }
    while (number < wanted) {
      next();
    }
    return pixels.duplicate().rewind();
  }

  /** The next frame. */
  ByteBuffer next() throws IOException {
    Frame frame = grabber == null ? null : grabber.grabImage();
    if (frame == null) {
      begin();
      frame = grabber.grabImage();
    }
    number++;
    copy(frame);
    pixels.putLong(0, number);
    return pixels.duplicate().rewind();
  }

  private void begin() throws IOException {
    close();
    stream = Clip.class.getResourceAsStream(RESOURCE);
    grabber = new FFmpegFrameGrabber(stream);
    grabber.setImageWidth(geometry.width());
    grabber.setImageHeight(geometry.height());
    grabber.start();
  }

  private void copy(Frame frame) {
    ByteBuffer rows = (ByteBuffer) frame.image[0];
    int row = (int) geometry.rowBytes();
    for (int y = 0; y < geometry.height(); y++) {
      pixels.put(y * row, rows, y * frame.imageStride, row);
    }
  }

  @Override
  public void close() throws IOException {
    if (grabber != null) {
      grabber.close();
      stream.close();
      grabber = null;
    }
  }
}
