// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PaceTest {

  private final ManualClock clock = new ManualClock();

  private void play(double speed, long... positions) {
    Pace pace = new Pace(clock, speed);
    for (long position : positions) {
      pace.await(position, () -> false);
    }
  }

  @Test
  void shouldKeepTheTimingThatItHad() {
    play(1, 100, 140, 200);
    assertThat(clock.wakings()).containsExactly(0L, 40L, 100L);
  }

  @Test
  void shouldPlayTwiceAsFast() {
    play(2, 100, 140, 200);
    assertThat(clock.wakings()).containsExactly(0L, 20L, 50L);
  }

  @Test
  void shouldPlayHalfAsFast() {
    play(0.5, 100, 140, 200);
    assertThat(clock.wakings()).containsExactly(0L, 80L, 200L);
  }

  @Test
  void shouldNotWaitAtFullSpeed() {
    play(Double.POSITIVE_INFINITY, 100, 140, 200);
    assertThat(clock.wakings()).isEmpty();
  }

  @Test
  void shouldLetTheTimeOfAFramePassBeforeItBeginsAgain() {
    play(2, 100, 140, 180, 100, 140);
    assertThat(clock.wakings()).containsExactly(0L, 20L, 40L, 60L, 80L);
  }

  @Test
  void shouldNotShiftWhatComesBehindALateFrame() {
    Pace pace = new Pace(clock, 1);
    pace.await(0, () -> false);
    clock.goOn(70);
    pace.await(50, () -> false);
    pace.await(100, () -> false);

    assertThat(clock.wakings()).containsExactly(0L, 50L, 100L);
  }

  @Test
  void shouldPutSessionsBehindEachOther() {
    Timeline timeline = new Timeline();

    assertThat(timeline.next(1, 500)).isZero();
    assertThat(timeline.next(1, 540)).isEqualTo(40);
    assertThat(timeline.next(2, -7)).isEqualTo(80);
    assertThat(timeline.next(2, 3)).isEqualTo(90);
  }

  @Test
  void shouldSurviveTimesThatCannotBe() {
    Timeline timeline = new Timeline();
    timeline.next(1, 0);

    assertThat(timeline.next(1, -5)).isZero();
    assertThat(timeline.next(1, Long.MAX_VALUE)).isNotNegative();
    assertThat(timeline.next(2, 0)).isNotNegative();
    assertThat(timeline.next(3, 0)).isNotNegative();
  }
}
