// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PositionTest {

  private static final long STAMP = 1_000;

  private final Position position = new Position();

  @Test
  void shouldTakeNewerFramesOfAnEpochOnly() {
    assertThat(publish(7, 5, 1)).isTrue();
    assertThat(publish(7, 5, 1)).isFalse();
    assertThat(publish(7, 4, 2)).isFalse();
    assertThat(publish(7, 9, 3)).isTrue();
  }

  @Test
  void shouldFollowASenderWhoseNumbersBeginAnew() {
    publish(7, 500, 1);

    assertThat(publish(8, 1, 1)).isTrue();
  }

  @Test
  void shouldNotComeBackToASenderThatWasReplaced() {
    publish(7, 500, 1);
    publish(8, 1, 1);

    assertThat(publish(7, 501, 2)).isFalse();
    assertThat(publish(8, 2, 2)).isTrue();
  }

  @Test
  void shouldKnowTheFrameThatARestartedSenderFindsInItsSegmentAgain() {
    FrameId last = new FrameId("cam0", 7, 500, 1);
    position.came(last);
    position.published(last, STAMP);
    FrameId again = new FrameId("cam0", 8, 500, 1);
    position.came(again);

    assertThat(position.isNew(again, STAMP)).isFalse();
    assertThat(publish(8, 501, 2)).isTrue();
  }

  @Test
  void shouldCountRecordsThatNeverCame() {
    assertThat(position.came(new FrameId("cam0", 7, 10, 6))).isZero();
    assertThat(position.came(new FrameId("cam0", 7, 14, 9))).isEqualTo(2);
    assertThat(position.came(new FrameId("cam0", 8, 1, 3))).isEqualTo(2);
    assertThat(position.came(new FrameId("cam0", 8, 2, 4))).isZero();
  }

  @Test
  void shouldGoOnBehindWhatAnEarlierLifePublished() {
    Position recovered = new Position(new FrameId("cam0", 7, 20, 12), STAMP);

    FrameId old = new FrameId("cam0", 7, 20, 12);
    FrameId next = new FrameId("cam0", 7, 23, 15);
    assertThat(recovered.came(old)).isZero();
    assertThat(recovered.isNew(old, STAMP)).isFalse();
    assertThat(recovered.came(next)).isEqualTo(2);
    assertThat(recovered.isNew(next, STAMP + 1)).isTrue();
  }

  private boolean publish(long epoch, long sequence, long attempt) {
    FrameId frame = new FrameId("cam0", epoch, sequence, attempt);
    long stamp = STAMP * epoch + sequence;
    position.came(frame);
    boolean isNew = position.isNew(frame, stamp);
    if (isNew) {
      position.published(frame, stamp);
    }
    return isNew;
  }
}
