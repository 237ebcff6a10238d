// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.FrameGeometry;
import java.io.EOFException;
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
  private long shown;

  Clip(int width, int height) {
    geometry = FrameGeometry.of8Bit(width, height, 3);
    pixels = ByteBuffer.allocateDirect((int) geometry.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
  }

  FrameGeometry geometry() {
    return geometry;
  }

  /** The frame of a number, from 1, until another one is asked for. */
  ByteBuffer at(long wanted) throws IOException {
    if (grabber == null) {
      begin();
    }
    long index = (wanted - 1) % grabber.getLengthInVideoFrames();
    if (index + 1 < shown) {
      begin();
    }
    while (shown < index + 1) {
      show();
    }
    number = wanted;
    return numbered();
  }

  /** The next frame. */
  ByteBuffer next() throws IOException {
    return at(number + 1);
  }

  private ByteBuffer numbered() {
    pixels.putLong(0, number);
    return pixels.duplicate().rewind();
  }

  private void show() throws IOException {
    Frame frame = grabber.grabImage();
    if (frame == null) {
      throw new EOFException(RESOURCE + " has fewer frames than it says");
    }
    copy(frame);
    shown++;
  }

  private void begin() throws IOException {
    close();
    stream = Clip.class.getResourceAsStream(RESOURCE);
    grabber = new FFmpegFrameGrabber(stream);
    grabber.setImageWidth(geometry.width());
    grabber.setImageHeight(geometry.height());
    grabber.start();
    shown = 0;
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
