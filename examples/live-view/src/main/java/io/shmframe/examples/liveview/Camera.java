// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.WriterOptions;
import io.shmframe.frame.WriterOptions.Create;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The camera: a process of its own that plays a clip, over and over, into a {@code frameheader}
 * segment, as a C++ program with OpenCV would. It knows nothing of Camel. Ends, and removes its
 * segment, when its standard input ends: that is, when whoever started it is gone.
 */
public final class Camera {

  private static final String CLIP = "/clip/walkway.mp4";

  /** Frames of the clip between the beginnings of two cameras. */
  private static final int APART = 40;

  private final FrameWriter writer;
  private final long periodNanos;
  private final int number;
  private volatile boolean ending;

  private Camera(Path segment, double fps, int number) {
    this.number = number;
    this.writer =
        new FrameWriter(
            segment,
            Preset.FRAMEHEADER.layout(),
            WriterOptions.defaults().withCreate(Create.REPLACE));
    this.periodNanos = (long) (TimeUnit.SECONDS.toNanos(1) / fps);
  }

  /**
   * Takes the segment's file, the frames a second, and which of several cameras this is, from 0
   * (which it is where that is left out): each begins elsewhere in the clip, and every other one
   * sees it mirrored.
   */
  public static void main(String[] args) throws Exception {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    int number = args.length > 2 ? Integer.parseInt(args[2]) : 0;
    Camera camera = new Camera(Path.of(args[0]), Double.parseDouble(args[1]), number);
    Runtime.getRuntime().addShutdownHook(new Thread(camera::leave, "leave"));
    Thread watch = new Thread(Camera::endWithTheStarter, "watch");
    watch.setDaemon(true);
    watch.start();
    camera.play();
  }

  private static void endWithTheStarter() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said on this line; that it is open says all.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    System.exit(0);
  }

  private void play() throws IOException {
    int skip = number * APART;
    long next = System.nanoTime();
    while (!ending) {
      try (InputStream clip = Camera.class.getResourceAsStream(CLIP);
          FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(clip)) {
        grabber.start();
        Frame frame;
        while (!ending && (frame = grabber.grabImage()) != null) {
          if (skip > 0) {
            skip--;
            continue;
          }
          LockSupport.parkNanos(next - System.nanoTime());
          next = Math.max(next + periodNanos, System.nanoTime() - periodNanos);
          show(frame);
        }
      }
    }
  }

  private synchronized void show(Frame frame) throws IOException {
    if (ending) {
      return;
    }
    FrameGeometry geometry =
        FrameGeometry.of8Bit(frame.imageWidth, frame.imageHeight, frame.imageChannels);
    ByteBuffer pixels = (ByteBuffer) frame.image[0];
    if (number % 2 == 1) {
      mirror(pixels, geometry, frame.imageStride);
    }
    writer.publish(
        FrameView.of(geometry, frame.imageStride, 0, pixels), System.currentTimeMillis());
  }

  private static void mirror(ByteBuffer pixels, FrameGeometry picture, int stride) {
    try (BytePointer bytes = new BytePointer(pixels);
        Mat mat = new Mat(picture.height(), picture.width(), picture.type(), bytes, stride)) {
      opencv_core.flip(mat, mat, 1);
    }
  }

  private synchronized void leave() {
    ending = true;
    writer.unlink();
    writer.close();
  }
}
