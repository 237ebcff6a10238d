// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** How long the parts of a route take, on average, and how large encoded pictures are. */
final class Parts {

  private final Map<String, Mean> means = new TreeMap<>();
  private final Mean encodedBytes = new Mean();

  /** A step that begins a part. */
  Processor begin(String part) {
    return exchange -> exchange.setProperty(part, System.nanoTime());
  }

  /** A step that ends it. */
  Processor end(String part) {
    return exchange ->
        add(part, System.nanoTime() - exchange.getProperty(part, Long.class).longValue());
  }

  synchronized void add(String part, long nanos) {
    means.computeIfAbsent(part, name -> new Mean()).add(nanos);
  }

  /** A step that looks how large the body is. */
  synchronized void weigh(Exchange exchange) {
    encodedBytes.add(exchange.getIn().getBody(byte[].class).length);
  }

  /** The mean of each part in microseconds since this was last asked. */
  synchronized Map<String, Double> takeMicros() {
    Map<String, Double> micros = new HashMap<>();
    means.forEach((part, mean) -> micros.put(part, mean.value() / 1000));
    means.clear();
    return micros;
  }

  /** The mean of all encoded pictures; 0 if there were none. */
  synchronized double encodedBytes() {
    return encodedBytes.value();
  }

  private static final class Mean {

    private double sum;
    private long count;

    private void add(double value) {
      sum += value;
      count++;
    }

    private double value() {
      return count == 0 ? 0 : sum / count;
    }
  }
}
