// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/**
 * Writes a part that is a video. Each frame is a fragment or a block of its own and is flushed, so
 * that a video whose recorder was killed plays up to the frames that the encoder still held.
 */
final class VideoWriter implements PartOutput {

  /** Times are kept in milliseconds. */
  private static final int TICKS = 1000;

  private static final double JPEG_QUALITY = 3;
  private static final int KEY_FRAMES = 60;

  private final Part part;
  private final FrameGeometry geometry;
  private final int pixels;
  private final FFmpegFrameRecorder recorder;
  private long begin;
  private long tick = -1;
  private long frames;

  private VideoWriter(Part part, FrameGeometry geometry, int pixels, FFmpegFrameRecorder recorder) {
    this.part = part;
    this.geometry = geometry;
    this.pixels = pixels;
    this.recorder = recorder;
  }

  /**
   * Begins a video for frames like this one.
   *
   * @param bitRate bits a second of {@link Format#MP4}
   * @throws IllegalArgumentException if it is no picture that the format takes
   */
  static VideoWriter create(Part part, CapturedFrame first, int bitRate) throws IOException {
    FrameGeometry geometry = first.description().geometry();
    int pixels = pixels(part.format(), first.description());
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    FFmpegFrameRecorder recorder =
        new FFmpegFrameRecorder(part.main().toFile(), geometry.width(), geometry.height(), 0);
    recorder.setFrameRate(TICKS);
    recorder.setOption("flush_packets", "1");
    if (part.format() == Format.MP4) {
      recorder.setFormat("mp4");
      recorder.setOption("movflags", "frag_every_frame+empty_moov+default_base_moof");
      recorder.setVideoCodecName("libopenh264");
      recorder.setVideoOption("rc_mode", "timestamp");
      recorder.setVideoBitrate(bitRate);
      recorder.setGopSize(KEY_FRAMES);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
    } else {
      recorder.setFormat("matroska");
      recorder.setVideoCodecName("mjpeg");
      recorder.setVideoQuality(JPEG_QUALITY);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUVJ420P);
    }
    try {
      recorder.start();
    } catch (FrameRecorder.Exception e) {
      recorder.close();
      part.delete();
      throw new IOException(part.main() + ": " + e.getMessage(), e);
    }
    return new VideoWriter(part, geometry, pixels, recorder);
  }

  private static int pixels(Format format, FrameDescription frame) {
    FrameGeometry geometry = frame.geometry();
    boolean odd = geometry.width() % 2 != 0 || geometry.height() % 2 != 0;
    PixelFormat found = geometry.format().orElse(PixelFormat.NV12);
    if (!geometry.isPicture() || found.planar() || found == PixelFormat.YUYV) {
      String what =
          frame.encoding().equals(FrameDescription.RAW) ? geometry.toString() : frame.encoding();
      throw new IllegalArgumentException(
          "format="
              + format.text()
              + ": expected pictures of GRAY8, BGR24, RGB24 or BGRA, found "
              + what
              + "; format=frames takes all");
    }
    if (odd && format == Format.MP4) {
      throw new IllegalArgumentException(
          "format=mp4: expected even sides, found " + geometry + "; format=mjpeg takes odd ones");
    }
    return switch (found) {
      case GRAY8 -> avutil.AV_PIX_FMT_GRAY8;
      case RGB24 -> avutil.AV_PIX_FMT_RGB24;
      case BGRA -> avutil.AV_PIX_FMT_BGRA;
      default -> avutil.AV_PIX_FMT_BGR24;
    };
  }

  /** A picture of another size begins another video. */
  @Override
  public boolean takes(CapturedFrame frame) {
    return frame.description().geometry().equals(geometry);
  }

  @Override
  public boolean append(CapturedFrame frame) throws IOException {
    begin = frames == 0 ? frame.arrived() : begin;
    // Two frames of one millisecond would have one time.
    tick = Math.max(tick + 1, TimeUnit.NANOSECONDS.toMillis(frame.arrived() - begin));
    Frame picture =
        new Frame(geometry.width(), geometry.height(), Frame.DEPTH_UBYTE, geometry.channels());
    picture.image = new Buffer[] {frame.payload().duplicate()};
    picture.imageStride = frame.description().stride();
    try {
      recorder.setTimestamp(TimeUnit.MILLISECONDS.toMicros(tick));
      recorder.record(picture, pixels);
    } catch (FrameRecorder.Exception e) {
      throw new IOException(part.main() + ": " + e.getMessage(), e);
    }
    frames++;
    return true;
  }

  /** What a frame will take nobody knows before it is encoded; it is little beside a part. */
  @Override
  public long bytesWith(CapturedFrame frame) {
    try {
      return Files.size(part.main());
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public long frames() {
    return frames;
  }

  @Override
  public void close() throws IOException {
    try {
      recorder.close();
    } catch (FrameRecorder.Exception e) {
      throw new IOException(part.main() + ": " + e.getMessage(), e);
    }
    if (frames == 0) {
      part.delete();
    }
  }
}
