// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.memory.SegmentException;
import java.util.Optional;

/** What is wrong with the segment that a reader follows. One thread writes; any may ask. */
final class Trouble {

  private volatile Optional<Exception> problem = Optional.empty();

  /** Empty while all is well. */
  Optional<Exception> problem() {
    return problem;
  }

  /** Something is wrong with what the segment holds. */
  void invalid(Exception e) {
    problem = Optional.of(e);
  }

  /** All is well. */
  void solved() {
    if (problem.isPresent()) {
      problem = Optional.empty();
    }
  }

  /** The name leads to the segment again; what it holds may still be wrong. */
  void found() {
    if (problem.isPresent() && problem.get() instanceof SegmentException) {
      solved();
    }
  }

  /** Keeps the problem as it is while it stays the same, so that whoever waits hears of it once. */
  void report(SegmentException e) {
    boolean same =
        problem.isPresent()
            && problem.get() instanceof SegmentException known
            && known.reason() == e.reason();
    if (!same) {
      problem = Optional.of(e);
    }
  }
}
