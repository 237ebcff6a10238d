// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import io.shmframe.frame.FrameView;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;
import org.apache.camel.Exchange;
import org.apache.camel.util.json.JsonObject;

/**
 * The first step of the receiving route that has the pixels: reads the frame's number out of them,
 * and looks up how long the frame was under way.
 */
final class Arrivals {

  private static final long LONGEST = 60_000_000_000L;

  private final Histogram nanos = new Histogram(LONGEST, 3);
  private final Ledger ledger;
  private final Size size;
  private int last;
  private int delivered;
  private int missed;
  private int wrong;
  private int torn;

  Arrivals(Ledger ledger, Size size) {
    this.ledger = ledger;
    this.size = size;
  }

  void arrives(Exchange exchange) {
    arrives(exchange.getMessage().getBody(), System.nanoTime());
  }

  private synchronized void arrives(Object body, long now) {
    OptionalInt read;
    if (body instanceof FrameView frame) {
      read = Numbers.read(frame.pixels(), frame.stride(), size);
      if (!frame.intact()) {
        // A loan that ended while the number was read, which the loan itself says.
        torn++;
        return;
      }
    } else if (body instanceof byte[] pixels && pixels.length == size.bytes()) {
      read = Numbers.read(ByteBuffer.wrap(pixels), size.rowBytes(), size);
    } else {
      read = OptionalInt.empty();
    }
    if (read.isEmpty() || read.getAsInt() <= last || read.getAsInt() > ledger.sent()) {
      wrong++;
      return;
    }
    int number = read.getAsInt();
    missed += number - last - 1;
    delivered++;
    last = number;
    nanos.recordValue(Math.max(0, Math.min(LONGEST, now - ledger.moment(number))));
    ledger.receives(number);
  }

  /** What has come in all, and the latencies since this was last asked. */
  synchronized JsonObject take() {
    JsonObject answer = new JsonObject();
    answer.put("delivered", delivered);
    answer.put("missed", missed);
    answer.put("wrong", wrong);
    answer.put("torn", torn);
    answer.put("p50Micros", nanos.getValueAtPercentile(50) / 1000.0);
    answer.put("p99Micros", nanos.getValueAtPercentile(99) / 1000.0);
    nanos.reset();
    return answer;
  }
}
