// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.StoreFileListener;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.TestRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * A log in mapped files. It grows until its next file is due, which is a matter of time: here time
 * is counted in frames, so that files have a size that one can live with.
 */
final class ChronicleLog implements Transport {

  private static final long FILE_BYTES = 256L << 20;
  private static final long BEGINNING_OF_TIME = 1_700_000_000_000L;

  @Override
  public String name() {
    return "chronicle";
  }

  @Override
  public String title() {
    return "Chronicle Queue";
  }

  @Override
  public Optional<String> missing(Site site) {
    return site.sharedMemory();
  }

  @Override
  public Flow flow() {
    return Flow.WINDOW;
  }

  @Override
  public List<Copy> copies() {
    return List.of(
        Copy.user("the sender's array into the mapped file"),
        Copy.user("the mapped file into the route's array"));
  }

  /** As its documentation has it, and no message about its use to its makers. */
  @Override
  public List<String> jvmOptions() {
    return List.of(
        "-Dchronicle.analytics.disable=true",
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
        "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
        "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
  }

  @Override
  public void send(RouteDefinition camera, Side side) throws Exception {
    Writer writer = new Writer(queue(side, (cycle, file) -> {}));
    camera
        .process(side.parts().begin("send"))
        .process(writer::write)
        .process(side.parts().end("send"));
  }

  /** An appender belongs to the thread that made it. */
  private static final class Writer {

    private final ChronicleQueue queue;
    private ExcerptAppender appender;

    Writer(ChronicleQueue queue) {
      this.queue = queue;
    }

    private void write(Exchange exchange) {
      if (appender == null) {
        appender = queue.createAppender();
      }
      try (DocumentContext document = appender.writingDocument()) {
        document.wire().bytes().write(exchange.getIn().getBody(byte[].class));
      }
    }
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) throws Exception {
    return Pump.from(
        routes, side, new Reader(queue(side, ChronicleLog::remove), side.link().size().bytes()));
  }

  /** So does a tailer. */
  private static final class Reader implements Pump.Source {

    private final ChronicleQueue queue;
    private final int bytes;
    private ExcerptTailer tailer;

    Reader(ChronicleQueue queue, int bytes) {
      this.queue = queue;
      this.bytes = bytes;
    }

    @Override
    public byte[] poll() {
      if (tailer == null) {
        tailer = queue.createTailer();
      }
      try (DocumentContext document = tailer.readingDocument()) {
        if (!document.isPresent()) {
          return null;
        }
        Bytes<?> from = document.wire().bytes();
        byte[] frame = new byte[bytes];
        from.read(frame);
        return frame;
      }
    }
  }

  private static ChronicleQueue queue(Side side, StoreFileListener listener) throws IOException {
    Ledger ledger = new Ledger(side.link().ledger());
    long framesInAFile = Math.max(16, FILE_BYTES / side.link().size().bytes());
    return SingleChronicleQueueBuilder.binary(side.link().memory().resolve("queue"))
        .rollCycle(TestRollCycles.TEST_SECONDLY)
        .timeProvider(() -> BEGINNING_OF_TIME + ledger.sent() / framesInAFile * 1000)
        .storeFileListener(listener)
        .build();
  }

  /** What was read is not kept. */
  private static void remove(int cycle, File file) {
    try {
      Files.deleteIfExists(file.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
