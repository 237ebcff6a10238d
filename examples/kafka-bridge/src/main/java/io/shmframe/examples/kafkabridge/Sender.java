// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;

/** The sending side: segments of this host into Kafka. */
public final class Sender implements Program.Course {

  private final SenderRoutes routes;
  private long acknowledged;

  private Sender(SenderRoutes routes) {
    this.routes = routes;
  }

  /** Takes its options from the system properties {@code bridge.*}; see {@link BridgeOptions}. */
  public static void main(String[] args) throws Exception {
    BridgeOptions options = BridgeOptions.fromSystem();
    try (Ledger ledger = new Ledger(options.ledger())) {
      SenderRoutes routes = new SenderRoutes(options, ledger);
      Program.run(routes, new Sender(routes));
    }
  }

  @Override
  public void started(CamelContext context) {
    Progress.start(context, System.out, this::line);
  }

  private String line() {
    long before = acknowledged;
    acknowledged = sum(Sent.SENT);
    return String.format(
        Locale.ROOT,
        "send: %d/s | frames %d sent %d in flight %d | dropped: age %d, back-pressure %d, missed %d, failed %d, bad %d | heap %d MiB",
        acknowledged - before,
        sum(Sent.FRAMES),
        acknowledged,
        routes.cameras().stream().mapToInt(Outgoing::inFlight).sum(),
        sum(Sent.AGE),
        sum(Sent.BACKPRESSURE),
        sum(Sent.MISSED),
        sum(Sent.FAILED),
        sum(Sent.BAD),
        Progress.heapMib());
  }

  private long sum(Sent kind) {
    return routes.cameras().stream().mapToLong(camera -> camera.tally().of(kind)).sum();
  }

  @Override
  public void stopped() {
    List<Outgoing> cameras = routes.cameras();
    cameras.forEach(it -> System.out.println("send: camera=" + it.camera() + " " + it.tally()));
  }
}
