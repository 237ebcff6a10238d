// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Says in the log what went wrong, at most once a second, and how often it was not said. Any thread
 * may complain.
 */
final class Complaints {

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Logger log;
  private long silentUntil = System.nanoTime();
  private long unsaid;

  Complaints(Logger log) {
    this.log = log;
  }

  synchronized void say(String what, Throwable why) {
    long now = System.nanoTime();
    if (now - silentUntil < 0) {
      unsaid++;
      return;
    }
    silentUntil = now + PAUSE_NANOS;
    log.warn("{}: {}{}", what, reason(why), unsaid == 0 ? "" : " (and " + unsaid + " before)");
    unsaid = 0;
  }

  /** The innermost reason says most; a message of many lines is cut. */
  private static String reason(Throwable why) {
    Throwable cause = why;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String said = cause.getMessage();
    return said == null || said.isBlank()
        ? cause.getClass().getSimpleName()
        : said.lines().findFirst().orElse("").strip();
  }
}
