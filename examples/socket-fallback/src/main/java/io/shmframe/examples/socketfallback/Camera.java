// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.socketfallback;

import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A camera in a process of its own: 30 wandering pictures a second into {@link CameraRoutes}. Ends
 * when its standard input ends: that is, when whoever started it is gone.
 */
public final class Camera {

  static final int WIDTH = 640;
  static final int HEIGHT = 404;

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1) / 30;

  private Camera() {}

  /** Takes the segment's name and folder, whether this camera owns it, and the socket's port. */
  public static void main(String[] args) throws Exception {
    Thread watch = new Thread(Camera::endWithTheStarter, "watch");
    watch.setDaemon(true);
    watch.start();
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      CameraRoutes routes =
          new CameraRoutes(
              args[0], args[1], Boolean.parseBoolean(args[2]), Integer.parseInt(args[3]));
      context.getRegistry().bind("sender", routes.sender);
      context.addRoutes(routes);
      context.start();
      play(context.createProducerTemplate());
    }
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

  private static void play(ProducerTemplate route) {
    FrameGeometry size = FrameGeometry.of8Bit(WIDTH, HEIGHT, 3);
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    boolean told = false;
    long next = System.nanoTime();
    for (int number = 0; ; number++) {
      draw(pixels, number);
      Exchange sent =
          route.request(
              "direct:camera",
              exchange -> exchange.getIn().setBody(FrameView.of(size, ByteBuffer.wrap(pixels))));
      if (sent.isFailed() && !told) {
        System.out.println("camera: frames are lost, nobody listens: " + sent.getException());
      }
      told = sent.isFailed();
      next = Math.max(next + PERIOD_NANOS, System.nanoTime());
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private static void draw(byte[] pixels, int number) {
    for (int y = 0, i = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        pixels[i++] = (byte) (x + 3 * number >> 2);
        pixels[i++] = (byte) (y + number >> 2);
        pixels[i++] = (byte) (x + y >> 2);
      }
    }
  }
}
