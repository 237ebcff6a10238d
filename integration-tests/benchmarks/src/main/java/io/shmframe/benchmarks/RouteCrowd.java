// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.frame.FrameView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * As many routes in one JVM as are asked for, which measure themselves together: from the moment at
 * which a frame was due (see {@link Camera}) to the first step of the route that got it.
 */
public final class RouteCrowd {

  private static final long MOST_NANOS = 60_000_000_000L;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final CamelContext context = new DefaultCamelContext();
  private final Recorder latency = new Recorder(MOST_NANOS, 3);
  private final LongAdder missed = new LongAdder();
  private final LongAdder copied = new LongAdder();
  private final Set<String> served = ConcurrentHashMap.newKeySet();
  private final ProcessorTime cpu = new ProcessorTime();
  private volatile long held;

  private RouteCrowd() {}

  public static void main(String[] args) throws Exception {
    RouteCrowd crowd = new RouteCrowd();
    try {
      // Trouble while ending is none of a measurement's.
      crowd.context.getShutdownStrategy().setTimeout(5);
      crowd.context.start();
      Orders.take(crowd::order);
    } finally {
      crowd.context.stop();
    }
  }

  private String order(String[] words) throws Exception {
    return switch (words[0]) {
      // Takes the endpoints; answers when each route has had a frame.
      case "routes" -> routes(Arrays.asList(words).subList(1, words.length));
      // Microseconds for which each route keeps a frame.
      case "hold" -> {
        held = Long.parseLong(words[1]) * 1000;
        yield "";
      }
      // Milliseconds.
      case "measure" -> measure(Long.parseLong(words[1]));
      default -> throw new IllegalArgumentException("Expected an order, got " + words[0]);
    };
  }

  private String routes(List<String> endpoints) throws Exception {
    for (Route route : List.copyOf(context.getRoutes())) {
      context.getRouteController().stopRoute(route.getRouteId());
      context.removeRoute(route.getRouteId());
    }
    served.clear();
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            for (int i = 0; i < endpoints.size(); i++) {
              String id = "route" + i;
              from(endpoints.get(i)).routeId(id).process(exchange -> step(id, exchange));
            }
          }
        });
    long patience = System.nanoTime() + PATIENCE_NANOS;
    while (served.size() < endpoints.size()) {
      if (System.nanoTime() > patience) {
        throw new IllegalStateException("Only " + served + " of " + endpoints + " got a frame");
      }
      LockSupport.parkNanos(5_000_000);
    }
    return "";
  }

  private void step(String id, Exchange exchange) {
    long now = System.nanoTime();
    Message message = exchange.getMessage();
    Object body = message.getBody();
    ByteBuffer pixels =
        body instanceof FrameView view ? view.pixels() : ByteBuffer.wrap((byte[]) body);
    long due = pixels.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    latency.recordValue(Math.max(0, Math.min(MOST_NANOS, now - due)));
    missed.add(message.getHeader(ShmFrameConstants.MISSED, 0L, Long.class));
    copied.add(message.getHeader(ShmFrameConstants.COPIES, 0, Integer.class));
    if (!served.contains(id)) {
      served.add(id);
    }
    long until = now + held;
    for (long left; held > 0 && (left = until - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  private String measure(long millis) throws InterruptedException, IOException {
    latency.getIntervalHistogram();
    missed.reset();
    copied.reset();
    cpu.begin();
    long begin = System.nanoTime();
    Thread.sleep(millis);
    long spent = cpu.sinceBegin();
    long wall = System.nanoTime() - begin;
    Histogram nanos = latency.getIntervalHistogram();
    long frames = nanos.getTotalCount();
    return String.format(
            Locale.ROOT,
            "frames=%d missed=%d copied=%d p50=%.2f p99=%.2f max=%.2f cpu=%.4f cpuMicros=%.2f ",
            frames,
            missed.sum(),
            copied.sum(),
            nanos.getValueAtPercentile(50) / 1e3,
            nanos.getValueAtPercentile(99) / 1e3,
            nanos.getMaxValue() / 1e3,
            100.0 * spent / wall,
            spent / 1e3 / Math.max(1, frames))
        + ProcessLook.now().line();
  }
}
