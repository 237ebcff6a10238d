// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FrameTallyTest {

  private static final long HALF_SECOND = TimeUnit.MILLISECONDS.toNanos(500);

  /** {@link System#nanoTime()} may be anything. */
  private static final long START = -7;

  @Test
  void shouldTellTheRateOfTheLastFiveSeconds() {
    FrameRate rate = new FrameRate(START);
    long now = START;
    for (int frame = 0; frame < 3000; frame++) {
      now += TimeUnit.SECONDS.toNanos(1) / 30;
      rate.add(now);
    }
    assertThat(rate.perSecond(now)).isEqualTo(30, Offset.offset(0.5));
    for (int frame = 0; frame < 500; frame++) {
      now += TimeUnit.SECONDS.toNanos(1) / 100;
      rate.add(now);
    }
    assertThat(rate.perSecond(now)).isEqualTo(100, Offset.offset(1.5));
  }

  @Test
  void shouldTellTheRateBeforeFiveSecondsAreOver() {
    FrameRate rate = new FrameRate(START);
    for (int frame = 1; frame <= 20; frame++) {
      rate.add(START + frame * HALF_SECOND / 10);
    }
    assertThat(rate.perSecond(START + 2 * HALF_SECOND)).isEqualTo(20, Offset.offset(0.1));
  }

  @Test
  void shouldNotTakeOneFrameForHundredsASecond() {
    FrameRate rate = new FrameRate(START);
    rate.add(START + 1);
    assertThat(rate.perSecond(START + 2)).isEqualTo(2);
  }

  @Test
  void shouldForgetARateWhenNoFramesCome() {
    FrameRate rate = new FrameRate(START);
    rate.add(START + 1);
    assertThat(rate.perSecond(START + 9 * HALF_SECOND)).isPositive();
    assertThat(rate.perSecond(START + 10 * HALF_SECOND)).isZero();
    assertThat(rate.perSecond(START + 1000 * HALF_SECOND)).isZero();
  }

  /** With and without meters: a million frames, less than a hundredth of a byte for each. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldMakeNoGarbagePerFrame(boolean metered) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      if (metered) {
        context.getRegistry().bind("meters", new SimpleMeterRegistry());
      }
      FrameTally tally = ObservationCost.tally(context);
      long stamp = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
      for (int frame = 0; frame < 100_000; frame++) {
        tally.frame(6_220_800, stamp);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int frame = 0; frame < 1_000_000; frame++) {
        tally.frame(6_220_800, stamp);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }
  }
}
