// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetadataTest {

  private final ByteBuffer memory =
      ByteBuffer.allocate(Metadata.MAX_BYTES + 8).order(ByteOrder.LITTLE_ENDIAN);

  private byte[] written(Map<String, Object> fields) {
    int length = Metadata.write(fields, memory, 8);
    byte[] bytes = new byte[length];
    memory.get(8, bytes);
    return bytes;
  }

  @Test
  void shouldWriteTheBytesOfTheSpecification() {
    assertThat(written(Map.of("ab", "ä"))).containsExactly(0, 2, 2, 0, 'a', 'b', 0xC3, 0xA4);
    assertThat(written(Map.of("n", 258))).containsExactly(1, 1, 8, 0, 'n', 2, 1, 0, 0, 0, 0, 0, 0);
    assertThat(written(Map.of("d", 1.0f)))
        .containsExactly(2, 1, 8, 0, 'd', 0, 0, 0, 0, 0, 0, 0xF0, 0x3F);
    assertThat(written(Map.of("t", true))).containsExactly(3, 1, 1, 0, 't', 1);
    assertThat(written(Map.of("b", new byte[] {9}))).containsExactly(4, 1, 1, 0, 'b', 9);
  }

  @Test
  void shouldFillItsPlaceToTheLastByte() {
    assertThat(written(Map.of("b", new byte[1467]))).hasSize(1472);
    assertThatThrownBy(() -> written(Map.of("b", new byte[1468])))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("1473")
        .hasMessageContaining("1472");
  }

  @Test
  void shouldRefuseWhatHasNoPlace() {
    assertThatThrownBy(() -> written(Map.of("x", new Object())))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("java.lang.Object");
    assertThatThrownBy(() -> written(Collections.singletonMap("x", null)))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("null");
    assertThatThrownBy(() -> written(Map.of("", 1)))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("no name");
    assertThatThrownBy(() -> written(Map.of("k".repeat(256), 1)))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("256");
  }

  @Test
  void shouldLeaveOutTypesOfALaterVersion() {
    int one = Metadata.write(Map.of("a", 1), memory, 8);
    memory.put(8, (byte) 9);
    int two = Metadata.write(Map.of("b", 2), memory, 8 + one);

    assertThat(Metadata.read(memory, 8, one + two)).isEqualTo(Map.of("b", 2L));
  }

  @Test
  void shouldRefuseANameThatIsEmptyOrThereTwice() {
    int one = Metadata.write(Map.of("a", 1), memory, 8);
    int two = Metadata.write(Map.of("a", 2), memory, 8 + one);
    assertThatThrownBy(() -> Metadata.read(memory, 8, one + two))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("two fields a");
    memory.putInt(8, 0);
    assertThatThrownBy(() -> Metadata.read(memory, 8, 4))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("without a name");
  }

  @Test
  void shouldReadAnyBytesOrSayWhyNot() {
    Random random = new Random(7);
    int refused = 0;
    int read = 0;
    byte[] bytes = new byte[Metadata.MAX_BYTES];
    for (int round = 0; round < 3_000; round++) {
      int length = random.nextInt(round % 2 == 0 ? 12 : Metadata.MAX_BYTES + 1);
      random.nextBytes(bytes);
      memory.put(8, bytes);
      try {
        read += Metadata.read(memory, 8, length).size() <= length / 4 ? 1 : 0;
      } catch (LayoutException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
    assertThat(read).isGreaterThan(20);
  }
}
