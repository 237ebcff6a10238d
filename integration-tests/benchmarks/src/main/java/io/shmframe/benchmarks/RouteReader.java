// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import io.shmframe.frame.FrameView;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.impl.engine.PooledProcessorExchangeFactory;

/**
 * A route that measures itself: from the publication of a frame, and from the moment at which it
 * was due, to the route's first step, by the monotonic clock that both processes share; the
 * processor time of this process; and what the consumer's thread allocates for a frame.
 */
public final class RouteReader {

  /** How long a start may take on a machine that is busy. */
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private static final long MOST_NANOS = 10_000_000_000L;

  private final Histogram nanos = new Histogram(MOST_NANOS, 3);
  private final Histogram dueNanos = new Histogram(MOST_NANOS, 3);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ProcessorTime cpu = new ProcessorTime();
  private long warmUpEnds;
  private long nanosToMeasure;
  private long cpuNanos;
  private long wallStart;
  private long allocatedStart;
  private long allocatedEnd;
  private long bodyBytes;
  private volatile boolean done;

  private RouteReader() {}

  /**
   * Takes the endpoint, the milliseconds of the warm-up, the seconds to measure, whether to pool
   * exchanges, and the file of the latencies' histogram.
   */
  public static void main(String[] args) throws Exception {
    Watchdog.start();
    RouteReader reader = new RouteReader();
    reader.run(
        args[0],
        Long.parseLong(args[1]) * 1_000_000,
        Long.parseLong(args[2]) * 1_000_000_000,
        Boolean.parseBoolean(args[3]));
    reader.report(Path.of(args[4]));
  }

  private void run(String uri, long warmUp, long measured, boolean pooled) throws Exception {
    warmUpEnds = System.nanoTime() + warmUp;
    nanosToMeasure = measured;
    long patience = warmUpEnds + nanosToMeasure + PATIENCE_NANOS;
    CamelContext context = new DefaultCamelContext();
    try {
      if (pooled) {
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        context
            .getCamelContextExtension()
            .setProcessorExchangeFactory(new PooledProcessorExchangeFactory());
      }
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri).process(RouteReader.this::measure);
            }
          });
      context.start();
      while (!done && System.nanoTime() < patience) {
        Thread.sleep(50);
      }
    } finally {
      context.stop();
    }
  }

  private void measure(Exchange exchange) {
    long now = System.nanoTime();
    ByteBuffer pixels = pixels(exchange).order(ByteOrder.LITTLE_ENDIAN);
    long latency = now - pixels.getLong(0);
    long dueLatency = now - pixels.getLong(Long.BYTES);
    if (now < warmUpEnds || done) {
      return;
    }
    if (wallStart == 0) {
      cpu.begin();
      wallStart = now;
      allocatedStart = threads.getCurrentThreadAllocatedBytes();
      return;
    }
    nanos.recordValue(Math.max(0, Math.min(latency, MOST_NANOS)));
    dueNanos.recordValue(Math.max(0, Math.min(dueLatency, MOST_NANOS)));
    bodyBytes = exchange.getIn().getBody() instanceof byte[] bytes ? bytes.length + 16L : 0;
    if (now - wallStart > nanosToMeasure) {
      allocatedEnd = threads.getCurrentThreadAllocatedBytes();
      cpuNanos = cpu.sinceBegin();
      wallStart = now - wallStart;
      done = true;
    }
  }

  private static ByteBuffer pixels(Exchange exchange) {
    Object body = exchange.getIn().getBody();
    return body instanceof FrameView view ? view.pixels() : ByteBuffer.wrap((byte[]) body);
  }

  private void report(Path file) throws IOException {
    write(nanos, file);
    write(dueNanos, Path.of(file.toString().replace(".hgrm", "-from-due.hgrm")));
    long frames = nanos.getTotalCount();
    if (!done) {
      throw new IllegalStateException("Only " + frames + " frames arrived in time");
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(RouteFigures.FRAMES, (double) frames);
    values.put(RouteFigures.P50, micros(nanos, 50));
    values.put(RouteFigures.P99, micros(nanos, 99));
    values.put(RouteFigures.DUE_P99, micros(dueNanos, 99));
    values.put(RouteFigures.DUE_P999, micros(dueNanos, 99.9));
    values.put(RouteFigures.DUE_MAX, micros(dueNanos, 100));
    values.put(RouteFigures.READER_CPU, 100.0 * cpuNanos / Math.max(1, wallStart));
    values.put(RouteFigures.GARBAGE, (double) (allocatedEnd - allocatedStart) / frames - bodyBytes);
    System.out.print(new RouteFigures(values).lines());
  }

  private static double micros(Histogram of, double percentile) {
    return of.getValueAtPercentile(percentile) / 1e3;
  }

  private static void write(Histogram histogram, Path file) throws IOException {
    try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, UTF_8)) {
      // In microseconds.
      histogram.outputPercentileDistribution(out, 1e3);
    }
  }
}
