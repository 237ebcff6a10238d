// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.function.Consumer;

/**
 * What of a recording cannot be replayed, as it is found. A torn tail is no damage: it is what a
 * recorder that was killed leaves behind its last whole frame. For one thread.
 */
final class Damage {

  private static final int REPORTS = 20;

  private final OnDamage policy;
  private final Consumer<String> report;
  private long frames;
  private int parts;
  private int tornTails;
  private int reports;

  Damage(OnDamage policy, Consumer<String> report) {
    this.policy = policy;
    this.report = report;
  }

  /** Frames that are lost. */
  void frames(long count, String what) throws RecordingException {
    fail(what);
    frames += count;
    tell(what);
  }

  /** A part of which nothing can be read. */
  void part(RecordingException what) throws RecordingException {
    if (policy == OnDamage.FAIL || what instanceof NewerVersionException) {
      throw what;
    }
    parts++;
    tell(what.getMessage());
  }

  /** The end of a part whose recorder did not live to finish it. */
  void tornTail(String what) {
    tornTails++;
    tell(what);
  }

  private void fail(String what) throws RecordingException {
    if (policy == OnDamage.FAIL) {
      throw new RecordingException(what);
    }
  }

  /** A file of nothing but damage must not fill the log. */
  private void tell(String what) {
    reports++;
    if (reports <= REPORTS) {
      report.accept(what);
    } else if (reports == REPORTS + 1) {
      report.accept("there is more damage; it is counted");
    }
  }

  /** Whether anything was lost that had been recorded whole. */
  boolean any() {
    return frames > 0 || parts > 0;
  }

  long frames() {
    return frames;
  }

  int parts() {
    return parts;
  }

  int tornTails() {
    return tornTails;
  }
}
