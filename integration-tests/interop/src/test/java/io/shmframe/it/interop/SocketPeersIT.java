// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shmframe.camel.socket.PickleDataFormat;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.frame.WriterOptions;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.Preset;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Routes between a segment and the old socket programs, which are real ones with numpy and OpenCV:
 * every picture is decoded and compared with what it must be, within JPEG's error. Needs Debian's
 * packages, so only {@code .ci/run} runs it, which installs them.
 */
@Timeout(300)
class SocketPeersIT {

  private static final int FRAMES = 1000;

  @TempDir Path folder;

  private final CamelContext context = new DefaultCamelContext();
  private final Segment segment = new Segment();
  private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile int last;
  private Optional<Camera> camera = Optional.empty();

  @AfterEach
  void stop() throws Exception {
    if (camera.isPresent()) {
      camera.get().end();
    }
    context.stop();
    segment.close();
  }

  private void start(Wire wire, RouteBuilder routes) throws Exception {
    wire.bind(context.getRegistry(), Duration.ofSeconds(30));
    context.addRoutes(routes);
    context.start();
  }

  private void play(int width, int height) {
    camera = Optional.of(new Camera(segment, width, height));
  }

  /** Plays numbered pictures into the segment, fast enough that no reader waits for long. */
  private static final class Camera {

    private final Thread thread;
    private volatile boolean ending;

    Camera(Segment segment, int width, int height) {
      NumberedPictures pictures = new NumberedPictures(width, height);
      thread =
          new Thread(
              () -> {
                try (FrameWriter writer =
                    new FrameWriter(
                        segment.path(), Preset.FRAMEHEADER.layout(), WriterOptions.defaults())) {
                  for (int number = 1; !ending; number++) {
                    writer.publish(
                        FrameView.of(
                            FrameGeometry.of8Bit(width, height, 3),
                            ByteBuffer.wrap(pictures.picture(number))),
                        System.currentTimeMillis());
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3));
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              "camera");
      thread.start();
    }

    void end() throws InterruptedException {
      ending = true;
      thread.join(10_000);
    }
  }

  /** What a program sees that reads the segment, and whether the numbers rise. */
  private void check(NumberedPictures pictures, byte[] pixels) {
    pictures.trouble(pixels).ifPresent(troubles::add);
    int number = pictures.number(pixels);
    if (number <= last) {
      troubles.add("Picture " + number + " after " + last);
    }
    last = number;
    accepted.incrementAndGet();
  }

  private static String[] arguments(Wire wire, int width, int height, String... more) {
    return Stream.concat(
            Stream.of(
                wire.address(),
                "--frames",
                "" + FRAMES,
                "--seconds",
                "120",
                "--width",
                "" + width,
                "--height",
                "" + height),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static String[] withBytes(boolean byteByByte, String[] arguments) {
    return byteByByte
        ? Stream.concat(Stream.of(arguments), Stream.of("--byte-by-byte")).toArray(String[]::new)
        : arguments;
  }

  /** From the socket into the segment, and what a reader of the segment finds there. */
  private RouteBuilder intoTheSegment(String from, int width, int height, boolean pickles) {
    NumberedPictures pictures = new NumberedPictures(width, height);
    return new RouteBuilder() {
      @Override
      public void configure() {
        onException(Exception.class).handled(true).process(e -> troubles.add(cause(e)));
        ProcessorDefinition<?> route = from(from);
        (pickles ? route.unmarshal().custom("shmframePickle") : route)
            .unmarshal()
            .custom("shmframeJpeg")
            .to(segment.uri(""))
            .pollEnrich(segment.uri(""), 10_000)
            .process(e -> check(pictures, e.getIn().getBody(byte[].class)));
      }
    };
  }

  private static String cause(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class).toString();
  }

  private static void assertFine(Peer peer) {
    assertThat(peer.exitCode()).as(peer.output()).isZero();
    assertThat(peer.lastLine()).isEqualTo("frames=" + FRAMES + " wrong=0");
  }

  private void assertAllInTheSegment() {
    await().atMost(Duration.ofSeconds(60)).until(() -> accepted.get() >= FRAMES);
    assertThat(troubles).isEmpty();
    assertThat(accepted).hasValue(FRAMES);
    assertThat(last).isEqualTo(FRAMES);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void shouldServePicklesToAPythonClient(int protocol) throws Exception {
    Wire wire = Wire.of("pickle", folder);
    context.getRegistry().bind("pickle", new PickleDataFormat().protocol(protocol));
    play(640, 404);
    start(
        wire,
        new RouteBuilder() {
          @Override
          public void configure() {
            from(wire.serving("sender"))
                .pollEnrich(segment.uri(""), 10_000)
                .marshal()
                .custom("shmframeJpeg")
                .marshal()
                .custom("pickle");
          }
        });
    try (Peer peer = Peer.opencvPython("pickle_receiver", arguments(wire, 640, 404, "--check"))) {
      assertFine(peer);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void shouldTakePicklesFromAPythonServer(int protocol) throws Exception {
    Wire wire = Wire.of("pickle", folder);
    try (Peer peer =
        Peer.opencvPython(
            "pickle_sender", arguments(wire, 640, 404, "--listen", "--protocol", "" + protocol))) {
      peer.awaitLine("ready");
      start(wire, intoTheSegment(wire.connecting("receiver"), 640, 404, true));
      assertFine(peer);
      assertAllInTheSegment();
    }
  }

  @ParameterizedTest
  @CsvSource({"640, 404, false", "128, 96, true"})
  void shouldSendToAPythonServerThatAnswers(int width, int height, boolean bytes) throws Exception {
    Wire wire = Wire.of("padded", folder);
    play(width, height);
    try (Peer peer =
        Peer.opencvPython(
            "padded_receiver",
            withBytes(bytes, arguments(wire, width, height, "--listen", "--check")))) {
      peer.awaitLine("ready");
      start(
          wire,
          new RouteBuilder() {
            @Override
            public void configure() {
              from(segment.uri("")).marshal().custom("shmframeJpeg").to(wire.sending());
            }
          });
      assertFine(peer);
    }
  }

  @ParameterizedTest
  @CsvSource({"640, 404, false", "128, 96, true"})
  void shouldAnswerACppClient(int width, int height, boolean bytes) throws Exception {
    Wire wire = Wire.of("padded", folder);
    start(wire, intoTheSegment(wire.serving("receiver"), width, height, false));
    try (Peer peer =
        Peer.opencvCpp("padded_sender", withBytes(bytes, arguments(wire, width, height)))) {
      assertFine(peer);
    }
    assertAllInTheSegment();
  }
}
