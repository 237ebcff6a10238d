// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether a reader that keeps a frame slows the writer. */
final class Loan implements Part {

  @Override
  public String name() {
    return "loan";
  }

  @Override
  public String title() {
    return "The writer's rate while a frame is on loan";
  }

  @Override
  public String explanation() {
    return "Frames a second of a writer that never pauses: while another process holds a frame of its ring,"
        + " and before and behind that. Beside it the ratio by the processor time of the writer's thread, which does"
        + " not change where others keep the machine busy. *Changed* is 1 if the frame on loan was not the"
        + " same at its end.";
  }

  /** It is in the ring's own code, which a JDK does not change. */
  @Override
  public double estimate(Bench bench) {
    return !bench.newest() ? 0 : bench.quick() ? 4 : 16;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    for (String size : bench.quick() ? List.of(Sizes.SMALL) : List.of(Sizes.SMALL, Sizes.FULL_HD)) {
      report.measuring(this, bench, size);
      LoanedRate it =
          LoanedRate.of(bench, Sizes.width(size), Sizes.height(size), bench.quick() ? 2 : 6);
      double ratio = it.with().byCpu() / it.without().byCpu();
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("without a loan", it.without().frames());
      values.put("with a loan", it.with().frames());
      values.put("ratio", it.with().frames() / it.without().frames());
      values.put("ratio by CPU", ratio);
      values.put("changed", it.frame().equals("same") ? 0.0 : 1.0);
      report.row(this, bench, size, values);
      report.ratio(bench, "writer-with-a-loan-" + size, true, ratio);
    }
  }
}
