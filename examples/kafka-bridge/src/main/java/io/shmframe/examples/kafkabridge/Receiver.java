// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.apache.camel.CamelContext;

/** The receiving side: records of Kafka into rings of this host. */
public final class Receiver implements Program.Course {

  private static final double MILLI = 1000;

  private final Incoming records;
  private long published;

  private Receiver(Incoming records) {
    this.records = records;
  }

  /** Takes its options from the system properties {@code bridge.*}; see {@link BridgeOptions}. */
  public static void main(String[] args) throws Exception {
    BridgeOptions options = BridgeOptions.fromSystem();
    try (Ledger ledger = new Ledger(options.ledger())) {
      Incoming records = new Incoming(options, ledger);
      Program.run(new ReceiverRoutes(options, records), new Receiver(records));
    }
  }

  @Override
  public void started(CamelContext context) {
    Progress.start(context, System.out, this::line);
  }

  private String line() {
    long before = published;
    published = sum(Received.PUBLISHED);
    Histogram ages = records.agesSinceLast();
    return String.format(
        Locale.ROOT,
        "receive: %d/s | received %d published %d | dropped: age %d, duplicates %d, lost %d, bad %d | age %s | heap %d MiB",
        published - before,
        sum(Received.RECEIVED),
        published,
        sum(Received.AGE),
        sum(Received.DUPLICATE),
        sum(Received.LOST),
        sum(Received.BAD),
        summary(ages),
        Progress.heapMib());
  }

  private static String summary(Histogram ages) {
    return ages.getTotalCount() == 0
        ? "-"
        : String.format(
            Locale.ROOT,
            "p50 %.1f ms p99 %.1f ms",
            ages.getValueAtPercentile(50) / MILLI,
            ages.getValueAtPercentile(99) / MILLI);
  }

  private long sum(Received kind) {
    return records.strangers().of(kind)
        + records.cameras().values().stream().mapToLong(it -> it.tally().of(kind)).sum();
  }

  @Override
  public void stopped() {
    records.agesSinceLast();
    records
        .cameras()
        .forEach(
            (name, camera) -> {
              Histogram ages = camera.ages();
              System.out.printf(
                  Locale.ROOT,
                  "receive: camera=%s %s age_p50_ms=%.1f age_p99_ms=%.1f age_max_ms=%.1f%n",
                  name,
                  camera.tally(),
                  ages.getValueAtPercentile(50) / MILLI,
                  ages.getValueAtPercentile(99) / MILLI,
                  ages.getMaxValue() / MILLI);
            });
    if (records.strangers().of(Received.RECEIVED) > 0) {
      System.out.println("receive: of no camera " + records.strangers());
    }
  }
}
