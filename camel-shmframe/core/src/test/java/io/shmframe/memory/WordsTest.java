// SPDX-License-Identifier: Apache-2.0
package io.shmframe.memory;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  private final ByteBuffer memory = ByteBuffer.allocateDirect(64);

  @Test
  void shouldStoreTheLowByteFirstWhateverTheBuffersOrder() {
    Words.setRelease(memory, 20, 4, LITTLE_ENDIAN, 0x0A0B0C0D);

    assertThat(memory.get(20)).isEqualTo((byte) 0x0D);
    assertThat(memory.get(23)).isEqualTo((byte) 0x0A);
    assertThat(Words.getAcquire(memory, 20, 4, LITTLE_ENDIAN)).isEqualTo(0x0A0B0C0D);
  }

  @Test
  void shouldStoreTheHighByteFirstOfBigEndianWords() {
    Words.setRelease(memory, 20, 4, BIG_ENDIAN, 0x0A0B0C0D);

    assertThat(memory.get(20)).isEqualTo((byte) 0x0A);
    assertThat(memory.get(23)).isEqualTo((byte) 0x0D);
    assertThat(Words.getAcquire(memory, 20, 4, BIG_ENDIAN)).isEqualTo(0x0A0B0C0D);
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "2, 16", "2, 17", "4, 16", "4, 13", "8, 16", "8, 13", "8, 12"})
  void shouldKeepEveryBitOfEverySizeOnEveryOffset(int bytes, int offset) {
    long value = 0xFEDC_BA98_7654_3210L;
    long kept = bytes == 8 ? value : value & (1L << bytes * 8) - 1;
    Words.setRelease(memory, offset, bytes, LITTLE_ENDIAN, value);
    assertThat(Words.getAcquire(memory, offset, bytes, LITTLE_ENDIAN)).isEqualTo(kept);
    Words.setRelease(memory, offset, bytes, BIG_ENDIAN, value);
    assertThat(Words.getAcquire(memory, offset, bytes, BIG_ENDIAN)).isEqualTo(kept);
    assertThat(memory.get(offset - 1)).isZero();
    assertThat(memory.get(offset + bytes)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 61, -4})
  void shouldRefuseAccessOutsideTheBuffer(int offset) {
    assertThatThrownBy(() -> Words.getAcquire(memory, offset, 4, LITTLE_ENDIAN))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Words.setRelease(memory, offset, 4, LITTLE_ENDIAN, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
