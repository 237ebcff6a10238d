// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SoakFramesTest {

  private static final int BYTES = 1000;

  private final SoakFrames frames = new SoakFrames(BYTES);
  private final ByteBuffer memory = ByteBuffer.allocate(BYTES);

  @Test
  void shouldKnowItsOwnFrame() {
    frames.write(70_000, 5, memory);
    assertThat(frames.right(70_000, memory)).isTrue();
    assertThat(SoakFrames.due(memory)).isEqualTo(5);
  }

  @Test
  void shouldFindEachByteThatIsWrong() {
    frames.write(1, 5, memory);
    for (int i = 16; i < BYTES; i++) {
      byte right = memory.get(i);
      memory.put(i, (byte) (right + 1));
      assertThat(frames.right(1, memory)).as("byte %d", i).isFalse();
      memory.put(i, right);
    }
  }

  @Test
  void shouldFindAnotherFrameBehindTheRightNumber() {
    frames.write(2, 5, memory);
    memory.putLong(0, 1);
    assertThat(frames.right(1, memory)).isFalse();
  }
}
