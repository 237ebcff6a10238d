// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/** The one class that knows Micrometer. */
final class MicrometerMeters implements FrameMeters {

  /** The name under which camel-micrometer looks for its registry, too. */
  private static final String REGISTRY_NAME = "metricsRegistry";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Observed observed;
  private final List<Meter> meters = new ArrayList<>();
  private final DistributionSummary size;
  private final Timer age;

  private MicrometerMeters(MeterRegistry registry, String id, Observed observed) {
    this.registry = registry;
    this.observed = observed;
    this.tags =
        Tags.of(
            "id", id,
            "direction", observed.direction(),
            "segment", observed.segment(),
            "route", observed.route(),
            "uri", observed.uri());
    count("shmframe.frames", "Frames that were taken or written", o -> o.tally().frames());
    size =
        DistributionSummary.builder("shmframe.size")
            .description("Bytes of a frame's payload")
            .baseUnit("bytes")
            .tags(tags)
            .register(registry);
    meters.add(size);
    if (observed instanceof ConsumerState) {
      count("shmframe.missed", "Frames that passed without being taken", o -> o.seen().missed());
      count("shmframe.torn", "Looks at a frame that its writer changed", o -> o.seen().torn());
      count("shmframe.reattached", "Times that the name was followed", o -> o.seen().reattached());
      age =
          Timer.builder("shmframe.age")
              .description("From a frame's stamp to its delivery")
              .tags(tags)
              .register(registry);
      meters.add(age);
    } else {
      count("shmframe.failures", "Frames that could not be written", o -> o.tally().failures());
      age = null;
    }
  }

  static FrameMeters open(CamelContext context, String id, Observed observed) {
    MeterRegistry registry =
        context.getRegistry().lookupByNameAndType(REGISTRY_NAME, MeterRegistry.class);
    if (registry == null) {
      registry = context.getRegistry().findSingleByType(MeterRegistry.class);
    }
    return registry == null ? NONE : new MicrometerMeters(registry, id, observed);
  }

  private void count(String name, String description, ToDoubleFunction<Observed> value) {
    meters.add(
        FunctionCounter.builder(name, observed, value)
            .description(description)
            .tags(tags)
            .register(registry));
  }

  @Override
  public void frame(long bytes, long ageNanos) {
    size.record(bytes);
    if (age != null && ageNanos >= 0) {
      age.record(ageNanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
