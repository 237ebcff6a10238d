// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.jboss.logging.Logger;

/** Events that their receiver was too slow for. */
@Singleton
final class EventCounts {

  private static final Logger LOG = Logger.getLogger(EventCounts.class);

  private final AtomicLong dropped = new AtomicLong();

  /** Counts one; told of in the log with the first, as there may be many. */
  void dropped(Exchange exchange) {
    if (dropped.getAndIncrement() == 0) {
      LOG.warn("Events come faster than edge.events takes them; those in excess are dropped");
    }
  }

  long dropped() {
    return dropped.get();
  }
}
