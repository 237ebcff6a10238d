// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LittleEndianTest {

  private final ByteBuffer memory = ByteBuffer.allocateDirect(64);

  @Test
  void shouldStoreTheLowByteFirstWhateverTheBuffersOrder() {
    LittleEndian.putIntRelease(memory, 20, 0x0A0B0C0D);

    assertThat(memory.get(20)).isEqualTo((byte) 0x0D);
    assertThat(memory.get(23)).isEqualTo((byte) 0x0A);
    assertThat(LittleEndian.getIntAcquire(memory, 20)).isEqualTo(0x0A0B0C0D);
  }

  @Test
  void shouldReachOddOffsetsWithPlainAccess() {
    LittleEndian.putInt(memory, 13, -2);

    assertThat(LittleEndian.getInt(memory, 13)).isEqualTo(-2);
  }

  @Test
  void shouldRefuseOrderedAccessOnOddOffsets() {
    assertThatThrownBy(() -> LittleEndian.getIntAcquire(memory, 13))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> LittleEndian.putIntRelease(memory, 13, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseAccessOutsideTheBuffer() {
    assertThatThrownBy(() -> LittleEndian.getIntAcquire(memory, 64))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> LittleEndian.putInt(memory, 61, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> LittleEndian.getInt(memory, -4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
