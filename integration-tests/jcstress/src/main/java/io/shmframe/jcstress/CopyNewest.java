// SPDX-License-Identifier: Apache-2.0
package io.shmframe.jcstress;

import io.shmframe.frame.Delivery;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The reader copies the newest frame while the next one is published: (D) and (E). */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Nothing new.")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Whole.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A byte of another frame.")
@State
public class CopyNewest {

  private static final Arenas ARENAS = new Arenas(Delivery.LATEST);

  private final Arena arena = ARENAS.next();

  @Actor
  public void writer() {
    arena.write();
  }

  @Actor
  public void reader(I_Result result) {
    result.r1 = arena.copies();
  }
}
