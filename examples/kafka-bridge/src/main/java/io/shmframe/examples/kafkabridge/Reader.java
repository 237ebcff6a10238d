// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/** A reader on the receiving host that looks at every frame of every ring, as a program there. */
public final class Reader extends RouteBuilder implements Program.Course {

  private final BridgeOptions options;
  private final List<Verdict> verdicts = new ArrayList<>();

  Reader(BridgeOptions options, Ledger ledger) {
    this.options = options;
    boolean exact = options.payload() != PayloadKind.JPEG;
    for (CameraEnd camera : options.cameras()) {
      verdicts.add(new Verdict(camera.name(), verdicts.size(), exact, ledger));
    }
  }

  /** Takes its options from the system properties {@code bridge.*}; see {@link BridgeOptions}. */
  public static void main(String[] args) throws Exception {
    BridgeOptions options = BridgeOptions.fromSystem();
    try (Ledger ledger = new Ledger(options.ledger())) {
      Reader reader = new Reader(options, ledger);
      Program.run(reader, reader);
    }
  }

  @Override
  public void configure() {
    for (int i = 0; i < verdicts.size(); i++) {
      CameraEnd camera = new CameraEnd(options.cameras().get(i).name(), "delivery=all");
      from(camera.uri(options.directory())).process(verdicts.get(i));
    }
  }

  long frames() {
    return verdicts.stream().mapToLong(Verdict::frames).sum();
  }

  boolean good() {
    return verdicts.stream().allMatch(Verdict::good);
  }

  @Override
  public void started(CamelContext context) {
    // What it has to say comes at the end.
  }

  @Override
  public void stopped() {
    verdicts.forEach(verdict -> System.out.println("read: " + verdict));
  }
}
