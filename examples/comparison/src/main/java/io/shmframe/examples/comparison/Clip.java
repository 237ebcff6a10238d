// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;

/**
 * The pictures that are sent: some frames of the clip, decoded and scaled before anything begins.
 */
final class Clip {

  /** Enough that a frame is not in the processor's caches when its turn comes again. */
  private static final int FRAMES = 32;

  private static final String RESOURCE = "/clip/walkway.mp4";

  private final byte[][] frames;
  private int next;

  /** Reads what {@link #prepare} has left. */
  Clip(Path file, Size size) throws IOException {
    frames = new byte[FRAMES][size.bytes()];
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      for (byte[] frame : frames) {
        in.readFully(frame);
      }
    }
  }

  /** One frame after another, again and again; whoever takes one may draw on it. */
  byte[] next() {
    return frames[next++ % FRAMES];
  }

  /** Decodes the clip into a file of raw frames, one behind the other. */
  static void prepare(Path file, Size size) throws IOException {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    try (InputStream clip = Clip.class.getResourceAsStream(RESOURCE);
        FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(clip);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      grabber.setImageWidth(size.width());
      grabber.setImageHeight(size.height());
      grabber.start();
      byte[] row = new byte[size.rowBytes()];
      for (int i = 0; i < FRAMES; i++) {
        Frame frame = grabber.grabImage();
        if (frame == null) {
          throw new EOFException(RESOURCE + ": expected " + FRAMES + " frames, found " + i);
        }
        ByteBuffer pixels = (ByteBuffer) frame.image[0];
        for (int y = 0; y < size.height(); y++) {
          pixels.get(y * frame.imageStride, row);
          out.write(row);
        }
      }
    }
  }

  /** Where the frames of a size lie. */
  static Path file(Path folder, Size size) {
    return folder.resolve("clip-" + size + ".bgr");
  }
}
