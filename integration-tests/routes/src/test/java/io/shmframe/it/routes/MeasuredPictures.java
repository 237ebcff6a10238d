// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.camel.opencv.PngDataFormat;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.DataFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures of docs/guide/pictures.md. It asserts no time, and its name keeps it out of the
 * tests: {@code -Dtest=MeasuredPictures} runs it.
 */
@Timeout(600)
class MeasuredPictures {

  @TempDir Path folder;

  private void run(String without) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> without.isEmpty() || !path.contains(without))
            .collect(Collectors.joining(File.pathSeparator));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Djava.awt.headless=true",
                "-cp",
                classPath,
                Run.class.getName(),
                folder.toString(),
                without.isEmpty() ? "100" : "20")
            .redirectErrorStream(true)
            .start();
    System.out.println(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertThat(child.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
  }

  @Test
  void shouldMeasureOpenCv() throws Exception {
    System.out.println("By OpenCV");
    run("");
  }

  @Test
  void shouldMeasureImageIo() throws Exception {
    System.out.println("By ImageIO");
    run("bytedeco");
  }

  /**
   * Medians of a 1080p frame through routes, in processor time of the route's thread, so that they
   * can be taken beside other work.
   */
  static final class Run {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;

    private Run() {}

    public static void main(String[] args) throws Exception {
      int rounds = Integer.parseInt(args[1]);
      try (DefaultCamelContext context = new DefaultCamelContext()) {
        context.setStreamCaching(false);
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        FrameView frame =
            FrameView.of(FrameGeometry.of8Bit(WIDTH, HEIGHT, 3), ByteBuffer.wrap(scene()));
        marshal(context, "direct:jpeg", new JpegDataFormat());
        byte[] jpeg = template.requestBody("direct:jpeg", frame, byte[].class);
        print("JPEG encode", jpeg, median(template, "direct:jpeg", frame, rounds));
        for (boolean straight : new boolean[] {true, false}) {
          String uri = "direct:straight-" + straight;
          publish(context, uri, new JpegDataFormat().straight(straight), args[0]);
          print("JPEG to segment, straight=" + straight, jpeg, median(template, uri, jpeg, rounds));
        }
        for (int compression : new int[] {0, 1, 3, 6}) {
          String uri = "direct:png-" + compression;
          marshal(context, uri, new PngDataFormat().compression(compression));
          byte[] png = template.requestBody(uri, frame, byte[].class);
          print("PNG encode, compression=" + compression, png, median(template, uri, frame, 10));
        }
        byte[] png = template.requestBody("direct:png-1", frame, byte[].class);
        publish(context, "direct:png", new PngDataFormat(), args[0]);
        print("PNG to segment", png, median(template, "direct:png", png, 10));
      }
    }

    private static void marshal(DefaultCamelContext context, String uri, DataFormat format)
        throws Exception {
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri).marshal(format);
            }
          });
    }

    private static void publish(
        DefaultCamelContext context, String uri, DataFormat format, String folder)
        throws Exception {
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri)
                  .unmarshal(format)
                  .to("shmframe:measured?layout=frameheader&directory=" + folder);
            }
          });
    }

    /** Slopes, edges and a little noise, as a camera sees them. */
    private static byte[] scene() {
      byte[] pixels = new byte[WIDTH * HEIGHT * 3];
      Random random = new Random(1);
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int x = i % WIDTH;
        int y = i / WIDTH;
        int box = (x / 160 + y / 120) % 3 * 40;
        for (int channel = 0; channel < 3; channel++) {
          int value = 30 + box + (channel * x + y) / 30 + random.nextInt(7);
          pixels[3 * i + channel] = (byte) value;
        }
      }
      return pixels;
    }

    private static double median(ProducerTemplate template, String uri, Object body, int rounds) {
      long[] nanos = new long[rounds];
      for (int i = -rounds / 2; i < rounds; i++) {
        long start = THREADS.getCurrentThreadCpuTime();
        template.sendBody(uri, body);
        if (i >= 0) {
          nanos[i] = THREADS.getCurrentThreadCpuTime() - start;
        }
      }
      Arrays.sort(nanos);
      return nanos[rounds / 2] / 1e6;
    }

    private static void print(String what, byte[] file, double millis) {
      System.out.printf("%-36s %6.1f ms  %5d kB%n", what, millis, file.length / 1000);
    }
  }
}
