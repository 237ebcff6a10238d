// SPDX-License-Identifier: Apache-2.0
package io.shmframe.jcstress;

import io.shmframe.frame.Delivery;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The reader pins the frame that the writer is about to overwrite: (A) with (G). What is lent then
 * must still be so when both have done.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The reader has given up.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The writer has passed the slot over.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A byte of another frame.")
@State
public class LendOrOverwrite {

  private static final Arenas ARENAS = new Arenas(Delivery.ALL);

  private final Arena arena = ARENAS.next();

  @Actor
  public void writer() {
    arena.publishTogether();
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = arena.lendTogether();
  }

  @Arbiter
  public void later(II_Result result) {
    result.r2 = arena.again();
    arena.giveBack();
  }
}
