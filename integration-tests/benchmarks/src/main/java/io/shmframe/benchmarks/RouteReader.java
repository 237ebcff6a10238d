// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.shmframe.frame.FrameView;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.impl.engine.PooledProcessorExchangeFactory;

/**
 * A route that measures itself: from the publication of a frame to the route's first step, by the
 * monotonic clock that both processes share; the processor time of this process; and what the
 * consumer's thread allocates for a frame.
 */
public final class RouteReader {

  private static final int WARM_UP_MILLIS = 6_000;

  private final Histogram nanos = new Histogram(10_000_000_000L, 3);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private long warmUpEnds;
  private long end;
  private long cpuStart;
  private long wallStart;
  private long allocatedStart;
  private long allocatedEnd;
  private long bodyBytes;
  private volatile boolean done;

  /** Takes the endpoint, the seconds to measure, and whether to pool exchanges. */
  public static void main(String[] args) throws Exception {
    new RouteReader().run(args[0], Integer.parseInt(args[1]), Boolean.parseBoolean(args[2]));
  }

  private void run(String uri, int seconds, boolean pooled) throws Exception {
    warmUpEnds = System.nanoTime() + WARM_UP_MILLIS * 1_000_000L;
    end = warmUpEnds + seconds * 1_000_000_000L;
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
      while (!done && System.nanoTime() < end + 5_000_000_000L) {
        Thread.sleep(50);
      }
      report();
    } finally {
      context.stop();
    }
  }

  private void measure(Exchange exchange) {
    long now = System.nanoTime();
    ByteBuffer pixels = pixels(exchange).order(ByteOrder.LITTLE_ENDIAN);
    long latency = now - pixels.getLong(0);
    if (now < warmUpEnds || done) {
      return;
    }
    if (cpuStart == 0) {
      cpuStart = system.getProcessCpuTime();
      wallStart = now;
      allocatedStart = threads.getCurrentThreadAllocatedBytes();
      return;
    }
    nanos.recordValue(Math.max(0, Math.min(latency, 10_000_000_000L)));
    bodyBytes = exchange.getIn().getBody() instanceof byte[] bytes ? bytes.length + 16L : 0;
    if (now > end) {
      allocatedEnd = threads.getCurrentThreadAllocatedBytes();
      cpuStart = system.getProcessCpuTime() - cpuStart;
      wallStart = now - wallStart;
      done = true;
    }
  }

  private static ByteBuffer pixels(Exchange exchange) {
    Object body = exchange.getIn().getBody();
    return body instanceof FrameView view ? view.pixels() : ByteBuffer.wrap((byte[]) body);
  }

  private void report() {
    long frames = nanos.getTotalCount();
    System.out.printf(
        Locale.ROOT,
        "%d;%.1f;%.1f;%.1f;%.2f;%d%n",
        frames,
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        nanos.getMaxValue() / 1e3,
        100.0 * cpuStart / Math.max(1, wallStart),
        frames == 0 ? -1 : (allocatedEnd - allocatedStart) / frames - bodyBytes);
  }
}
