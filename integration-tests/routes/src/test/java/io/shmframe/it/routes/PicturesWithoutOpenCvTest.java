// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The data formats in a JVM where OpenCV's classes, or its libraries, are not there. */
@Timeout(120)
class PicturesWithoutOpenCvTest {

  /** The class path of this JVM without what has a word in its path. */
  private static String classPathWithout(String word) {
    List<String> all =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    List<String> left = all.stream().filter(path -> !path.contains(word)).toList();
    assertThat(left).hasSizeLessThan(all.size());
    return left.stream().collect(Collectors.joining(File.pathSeparator));
  }

  @ParameterizedTest
  @CsvSource({"bytedeco, NoClassDefFoundError", "linux-x86_64, UnsatisfiedLinkError"})
  void shouldEncodeAndDecodeByImageIoAndSayItOnce(String missing, String why) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.awt.headless=true",
                "-cp",
                classPathWithout(missing),
                PlainRoute.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(output).contains("JPEG PASSED").contains("PNG PASSED");
      assertThat(child.exitValue()).as(output).isZero();
      assertThat(output.lines().filter(line -> line.startsWith("WARN ")))
          .singleElement()
          .asString()
          .contains("ImageIO")
          .contains("slower")
          .contains(why)
          .contains("org.bytedeco:opencv-platform");
    } finally {
      child.destroyForcibly();
    }
  }

  /** Passes a picture through both formats, and says so. */
  static final class PlainRoute {

    private PlainRoute() {}

    public static void main(String[] args) throws Exception {
      try (DefaultCamelContext context = new DefaultCamelContext()) {
        context.addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                for (String format : List.of("shmframeJpeg", "shmframePng")) {
                  from("direct:" + format)
                      .marshal()
                      .custom(format)
                      .unmarshal()
                      .custom(format)
                      .convertBodyTo(byte[].class);
                }
              }
            });
        context.start();
        SomePictures.assertClose(passed(context, "shmframeJpeg"), SomePictures.bgr());
        System.out.println("JPEG PASSED");
        assertThat(passed(context, "shmframePng")).isEqualTo(SomePictures.bgr());
        System.out.println("PNG PASSED");
      }
    }

    private static byte[] passed(DefaultCamelContext context, String format) {
      return context
          .createProducerTemplate()
          .requestBodyAndHeaders(
              "direct:" + format,
              SomePictures.bgr(),
              Map.of(
                  "CamelShmFrameWidth", SomePictures.WIDTH,
                  "CamelShmFrameHeight", SomePictures.HEIGHT,
                  "CamelShmFrameChannels", 3),
              byte[].class);
    }
  }
}
