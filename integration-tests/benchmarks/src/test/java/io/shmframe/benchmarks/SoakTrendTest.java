// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakTrendTest {

  private static final double[] SECONDS =
      IntStream.range(0, 120).mapToDouble(i -> 600 + i * 10).toArray();

  @Test
  void shouldFindALine() {
    double[] values = new double[SECONDS.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = 100 + 0.01 * SECONDS[i];
    }
    SoakTrend trend = SoakTrend.of(SECONDS, values);
    assertThat(trend.perTenMinutes()).isCloseTo(6, within(1e-9));
    assertThat(trend.surelyGrown()).isCloseTo(11.9, within(1e-6));
  }

  @Test
  void shouldNotTakeNoiseForGrowth() {
    Random random = new Random(4);
    double[] values = IntStream.range(0, 120).mapToDouble(i -> random.nextDouble() * 12).toArray();
    assertThat(SoakTrend.of(SECONDS, values).surelyGrown()).isLessThan(1);
  }

  @Test
  void shouldKnowNothingOfTwoSamples() {
    SoakTrend trend = SoakTrend.of(new double[] {0, 10}, new double[] {0, 100});
    assertThat(trend.surelyGrown()).isZero();
  }
}
