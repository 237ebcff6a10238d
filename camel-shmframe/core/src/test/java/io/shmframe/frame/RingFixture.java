// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.memory.SegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Frames of one value, and readers and writers that are closed together. */
final class RingFixture implements AutoCloseable {

  static final FrameGeometry SMALL = new FrameGeometry(8, 4, 16);
  static final FrameGeometry LARGE = new FrameGeometry(80, 40, 16);

  final Path path;
  private final List<Runnable> opened = new ArrayList<>();

  RingFixture(Path folder) {
    path = folder.resolve("ring");
  }

  RingWriter writer(RingWriterOptions options) {
    return kept(new RingWriter(path, options));
  }

  RingReader reader(RingReaderOptions options) {
    return kept(new RingReader(path, options));
  }

  RingWriter kept(RingWriter writer) {
    opened.add(0, writer::close);
    return writer;
  }

  RingReader kept(RingReader reader) {
    opened.add(0, reader::close);
    return reader;
  }

  static RingWriterOptions slots(int slots) {
    return RingWriterOptions.defaults().withSlots(slots);
  }

  static RingReaderOptions all() {
    return RingReaderOptions.defaults().withDelivery(Delivery.ALL);
  }

  static RingReaderOptions latest() {
    return RingReaderOptions.defaults();
  }

  static FrameView frame(FrameGeometry geometry, int value) {
    byte[] pixels = new byte[(int) geometry.bytes()];
    Arrays.fill(pixels, (byte) value);
    return FrameView.of(geometry, ByteBuffer.wrap(pixels));
  }

  static FrameTags at(long nanos) {
    return new FrameTags(nanos, Map.of());
  }

  static FrameTags flagged(FrameFlag flag) {
    return new FrameTags(1, Map.of(), FrameTags.RAW, Set.of(flag));
  }

  /** Writes small frames of these values. */
  static void write(RingWriter writer, int... values) throws IOException {
    for (int value : values) {
      writer.publish(frame(SMALL, value), at(value));
    }
  }

  /** A look that copies; the value of the frame, which must be the same in every byte. */
  static int value(RingReader reader) throws IOException {
    ByteBuffer[] target = new ByteBuffer[1];
    Look found = reader.look(geometry -> target[0] = ByteBuffer.allocate((int) geometry.bytes()));
    if (found != Look.FRAME) {
      throw new AssertionError(found + " " + reader.problem());
    }
    return value(target[0].array());
  }

  static int value(byte[] frame) {
    for (byte each : frame) {
      if (each != frame[0]) {
        throw new AssertionError("torn: " + frame[0] + " and " + each);
      }
    }
    return frame[0];
  }

  static int value(FrameView view) throws IOException {
    ByteBuffer target = ByteBuffer.allocate((int) view.geometry().bytes());
    view.copyTo(target);
    return value(target.array());
  }

  /** The values of all frames that are there. */
  static List<Integer> values(RingReader reader) throws IOException {
    List<Integer> values = new ArrayList<>();
    ByteBuffer target = ByteBuffer.allocate(1 << 16);
    while (reader.look(geometry -> target.slice(0, (int) geometry.bytes())) == Look.FRAME) {
      values.add((int) target.get(0));
    }
    return values;
  }

  /** As many as are expected: whether the name has moved is not looked at in each look. */
  static List<Integer> values(RingReader reader, int count) throws IOException {
    List<Integer> values = values(reader);
    while (values.size() < count) {
      values.addAll(values(reader));
    }
    return values;
  }

  static FrameView lend(RingReader reader) throws IOException {
    Look found = reader.lookInPlace();
    if (found != Look.FRAME) {
      throw new AssertionError(found + " " + reader.problem());
    }
    return reader.loan();
  }

  static FrameTarget anywhere() {
    return geometry -> ByteBuffer.allocate((int) geometry.bytes());
  }

  RingFigures figures() throws SegmentException {
    return RingFigures.of(path);
  }

  /** The files of the ring as they are at this moment, as if all processes had died now. */
  static Path died(Path ring, Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(ring.getParent(), "ring*")) {
      Files.createDirectories(folder);
      for (Path file : files) {
        // Not by a copy that opens the table here: closing that would drop this process's locks.
        Process copy =
            new ProcessBuilder("cp", file.toString(), folder.resolve(file.getFileName()).toString())
                .inheritIO()
                .start();
        if (!copy.waitFor(10, TimeUnit.SECONDS) || copy.exitValue() != 0) {
          throw new AssertionError("cp " + file);
        }
      }
      return folder.resolve("ring");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Replaces the segment by a copy with other bytes. */
  void replaced(java.util.function.Consumer<ByteBuffer> change) throws IOException {
    Path copy = path.resolveSibling("changed");
    ByteBuffer bytes = RawSegment.read(path);
    change.accept(bytes);
    Files.write(copy, bytes.array());
    Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    for (Runnable each : opened) {
      each.run();
    }
    opened.clear();
  }
}
