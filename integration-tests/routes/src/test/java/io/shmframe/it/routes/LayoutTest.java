// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import io.shmframe.frame.FrameView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A segment of any layout. Its bytes are written and read here by offsets that each test writes out
 * on purpose, never with the component.
 */
abstract class LayoutTest extends RouteTest {

  /** The endpoint of the test's segment. */
  final String at(String layout, String options) {
    return at(name, layout, options);
  }

  final String at(String segment, String layout, String options) {
    return "shmframe:"
        + segment
        + "?layout="
        + layout
        + "&directory="
        + folder
        + "&reattachInterval=20ms"
        + (options.isEmpty() ? "" : "&" + options);
  }

  /** A route that keeps its messages, and whose error handler keeps the errors. */
  final void consume(String layout, String options) throws Exception {
    consume(layout, options, exchange -> {});
  }

  /** The same with a step before the messages are kept. */
  final void consume(String layout, String options, Processor step) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(LayoutTest.this::keepError);
            from(at(layout, "bridgeErrorHandler=true" + (options.isEmpty() ? "" : "&" + options)))
                .process(step)
                .process(LayoutTest.this::keep);
          }
        });
  }

  /** A route from {@code direct:in} to the segment. */
  final ProducerTemplate produce(String layout, String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").to(at(layout, options));
          }
        });
    return context.createProducerTemplate();
  }

  /** A route from the test's segment to another, whose messages pass a step in between. */
  final void copy(String layout, String options, Processor step) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(LayoutTest.this::keepError);
            from(at(layout, "bridgeErrorHandler=true" + (options.isEmpty() ? "" : "&" + options)))
                .process(step)
                .to(at(name + "-copy", layout, options))
                .process(LayoutTest.this::keep);
          }
        });
    until(() -> !got.isEmpty() || !errors.isEmpty());
  }

  /** Bytes to be, little-endian. */
  static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Makes the segment, whatever the position of the buffer is. */
  final void write(ByteBuffer whole) {
    try {
      Files.write(path(), whole.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a part of a segment that exists, and does not cut it. */
  final void write(int offset, ByteBuffer part) {
    try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(part.array()), offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is in the segment's file. */
  final ByteBuffer file() {
    return RawSegment.read(path());
  }

  final ByteBuffer copied() {
    return RawSegment.read(folder.resolve(name + "-copy"));
  }

  static byte[] part(ByteBuffer file, int from, int count) {
    return Arrays.copyOfRange(file.array(), from, from + count);
  }

  /** Waits for the first message; an error in its stead is a failure. */
  final Got first() {
    until(() -> !got.isEmpty() || !errors.isEmpty());
    if (!errors.isEmpty()) {
      throw new AssertionError("An error instead of a frame", errors.get(0));
    }
    return got.get(0);
  }

  /** Waits for the first error; a message in its stead is a failure. */
  final Exception firstError() {
    until(() -> !got.isEmpty() || !errors.isEmpty());
    if (!got.isEmpty()) {
      throw new AssertionError("A frame instead of an error: " + got.get(0));
    }
    return errors.get(0);
  }

  /** Counts from a value on, so that a byte in the wrong place shows. */
  static byte[] counting(int count, int from) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  /** A copy of the body, which ends with the exchange: its bytes, gaps and all. */
  static byte[] seen(Exchange exchange) {
    Object body = exchange.getIn().getBody();
    ByteBuffer memory;
    if (body instanceof FrameView view) {
      memory = view.pixels();
    } else {
      Mat mat = (Mat) body;
      memory = mat.data().capacity(mat.total() * mat.elemSize()).asByteBuffer();
    }
    byte[] bytes = new byte[memory.remaining()];
    memory.get(bytes);
    return bytes;
  }
}
