// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;

/**
 * Reads a part that is a video: its pictures are what the decoder makes of it, in BGR, with the
 * times that the container has.
 */
final class VideoReader implements RecordedFrames {

  /** What a container may take before its first frame. */
  private static final long BEGUN = 8192;

  private final Part part;
  private final FFmpegFrameGrabber grabber;
  private long number;
  private Frame frame;

  private VideoReader(Part part, FFmpegFrameGrabber grabber) {
    this.part = part;
    this.grabber = grabber;
  }

  /** Opens a part; one without a whole frame has none, which is a torn tail. */
  static RecordedFrames open(Part part, Damage damage) throws IOException {
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(part.main().toFile());
    try {
      grabber.start();
    } catch (FrameGrabber.Exception e) {
      grabber.close();
      if (part.bytes() < BEGUN) {
        damage.tornTail(part.main() + ": a video that was begun and has no frame yet");
        return RecordingReader.NONE;
      }
      throw new RecordingException(
          part.main() + ": expected a video that FFmpeg reads: " + e.getMessage(), e);
    }
    return new VideoReader(part, grabber);
  }

  @Override
  public Optional<IndexEntry> next() throws IOException {
    try {
      frame = grabber.grabImage();
    } catch (FrameGrabber.Exception e) {
      throw new RecordingException(part.main() + ": " + e.getMessage(), e);
    }
    return frame == null ? Optional.empty() : Optional.of(entry());
  }

  private IndexEntry entry() {
    FrameGeometry geometry =
        FrameGeometry.of8Bit(frame.imageWidth, frame.imageHeight, frame.imageChannels);
    FrameDescription description =
        new FrameDescription(
            geometry,
            frame.imageStride,
            FrameDescription.RAW,
            0,
            OptionalLong.empty(),
            0,
            0,
            Map.of());
    long arrived = TimeUnit.MICROSECONDS.toNanos(frame.timestamp);
    number++;
    return new IndexEntry(
        number, PartHeader.BYTES, description.needed(), 0, arrived, 0, false, description);
  }

  @Override
  public Optional<ByteBuffer> payload() {
    return Optional.of((ByteBuffer) frame.image[0]);
  }

  /** Each video begins anew. */
  @Override
  public long session() {
    return part.number();
  }

  @Override
  public boolean closed() {
    return frame == null;
  }

  @Override
  public void close() throws IOException {
    grabber.close();
  }
}
