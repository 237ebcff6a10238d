// SPDX-License-Identifier: Apache-2.0
package io.shmframe.jcstress;

import io.shmframe.frame.Delivery;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The reader gives a frame back whose slot the writer wants next: (C). */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Whole to its end.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A byte of another frame.")
@State
public class GiveBackOrOverwrite {

  private static final Arenas ARENAS = new Arenas(Delivery.ALL);

  private final Arena arena = ARENAS.next();

  private final int before = arena.lend();

  @Actor
  public void writer() {
    arena.publishTogether();
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = before;
    result.r2 = arena.againTogether();
  }
}
