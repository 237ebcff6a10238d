// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausesTest {

  private static final long MS = 1_000_000;
  private static final long LONG = 1_000 * MS;

  private final List<Long> parks = new ArrayList<>();
  private final List<Integer> rounds = new ArrayList<>();

  private Pauses patient() {
    return new Pauses(WaitStrategy.patient(Duration.ofNanos(1)), parks::add, 0);
  }

  /** Frames every 32 ms, the first at 32 ms. */
  private static Pauses after(int frames, Pauses pauses) {
    for (int frame = 1; frame <= frames; frame++) {
      pauses.frame(frame * 32 * MS);
    }
    return pauses;
  }

  @Test
  void shouldSleepUntilTheFrameOfASteadyCameraIsDue() {
    Pauses pauses = after(50, patient());

    pauses.once(1600 * MS, LONG);

    assertThat(parks).containsExactly(32 * MS - 100_000);
  }

  @Test
  void shouldSleepNoLongerThanItMay() {
    Pauses pauses = after(50, patient());

    pauses.once(1600 * MS, 3 * MS);

    assertThat(parks).containsExactly(3 * MS);
  }

  @Test
  void shouldNotRelyOnACameraThatKeepsNoTime() {
    Pauses pauses = patient();
    for (int frame = 1; frame <= 50; frame++) {
      pauses.frame(frame * 32 * MS + frame % 2 * 10 * MS);
    }

    pauses.once(1600 * MS, LONG);

    assertThat(parks).isEmpty();
  }

  @Test
  void shouldRestAfterTenSecondsWithoutAFrame() {
    Pauses pauses = after(2, patient());

    pauses.once(64 * MS + 9_999 * MS, LONG);
    assertThat(parks).isEmpty();
    assertThat(pauses.rests(64 * MS + 9_999 * MS)).isFalse();
    pauses.once(64 * MS + 10_001 * MS, LONG);
    assertThat(parks).containsExactly(25 * MS);
    assertThat(pauses.rests(64 * MS + 10_001 * MS)).isTrue();
    pauses.frame(11_000 * MS);
    pauses.once(11_000 * MS + 1, 1);
    assertThat(parks).as("a frame has come").hasSize(1);
  }

  @Test
  void shouldDoAsAnyOtherStrategySays() {
    Pauses pauses = after(50, new Pauses((round, atMost) -> rounds.add(round), parks::add, 0));

    pauses.once(1600 * MS, LONG);
    pauses.once(1600 * MS, LONG);
    pauses.once(90_000 * MS, LONG);
    pauses.restart();
    pauses.once(90_000 * MS, LONG);

    assertThat(parks).isEmpty();
    assertThat(pauses.rests(90_000 * MS)).isFalse();
    assertThat(rounds).containsExactly(0, 1, 2, 0);
  }
}
