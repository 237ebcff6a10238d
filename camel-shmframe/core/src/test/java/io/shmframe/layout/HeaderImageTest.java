// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.layout.HeaderLayout.Slot;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderImageTest {

  private HeaderLayout layout;
  private HeaderImage image;

  private Slot of(String description) {
    layout = HeaderLayout.parse(description);
    image = new HeaderImage(layout);
    return layout.slots().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "i8, -128",
    "u8, 255",
    "i16, -32768",
    "u16, 65535",
    "i32, -2147483648",
    "u32, 4294967295",
    "i64, -9223372036854775808",
    "u64, 9223372036854775807",
    "u64, 18446744073709551615"
  })
  void shouldKeepTheLargestNumbers(String type, BigInteger value) {
    Slot slot = of("x:" + type);
    image.putValue(slot, value);
    assertThat(new BigInteger(image.value(slot).toString())).isEqualTo(value);
    image.putValue(slot, value.toString());
    assertThat(new BigInteger(image.value(slot).toString())).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "i8, 128",
    "u8, -1",
    "u8, 256",
    "i16, 32768",
    "u16, -1",
    "i32, 2147483648",
    "u32, -1",
    "u32, 4294967296",
    "i64, 9223372036854775808",
    "u64, -1",
    "u64, 18446744073709551616",
    "i32, 1.5",
    "i32, many",
    "f32, many",
    "char[2], abc"
  })
  void shouldRefuseWhatAFieldCannotHold(String type, String value) {
    Slot slot = of("gain:" + type);
    assertThatThrownBy(() -> image.putValue(slot, value))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("gain:" + type.replace("[2]", ""))
        .hasMessageContaining(value);
  }

  @Test
  void shouldGiveEachTypeAsJavaKnowsIt() {
    of("a:u16,b:u32,c:f32,d:f64,e:char[4],f:u8[3],g:i64[2],h:f32[2],i:f64[2]");
    Object[] values = {
      7,
      8L,
      0.5f,
      0.25,
      "äb",
      new int[] {1, 2, 255},
      new long[] {-1, 2},
      new float[] {1, 2},
      new double[] {3, 4}
    };
    for (int i = 0; i < values.length; i++) {
      image.putValue(layout.slots().get(i), values[i]);
    }

    assertThat(image.others().keySet())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i");
    for (int i = 0; i < values.length; i++) {
      assertThat(image.value(layout.slots().get(i))).isEqualTo(values[i]);
    }
  }

  @Test
  void shouldTakeWhateverHasAsManyElements() {
    Slot slot = of("pose:f64[2]");
    for (Object pose :
        new Object[] {
          new double[] {1, 2},
          new float[] {1, 2},
          new int[] {1, 2},
          new long[] {1, 2},
          new short[] {1, 2},
          new byte[] {1, 2},
          List.of(1, "2"),
          new Object[] {1.0, 2L}
        }) {
      image.putValue(slot, pose);
      assertThat(image.value(slot)).isEqualTo(new double[] {1, 2});
      image.putValue(slot, new double[] {Double.NaN, Double.POSITIVE_INFINITY});
    }
    assertThat(image.value(slot)).isEqualTo(new double[] {Double.NaN, Double.POSITIVE_INFINITY});
    assertThatThrownBy(() -> image.putValue(slot, new int[3])).hasMessageContaining("3 elements");
  }

  @Test
  void shouldStoreBigEndianFieldsTheHighByteFirst() {
    HeaderLayout big =
        HeaderLayout.builder("net").byteOrder(ByteOrder.BIG_ENDIAN).describe("x:u16,y:i32").build();
    HeaderImage header = new HeaderImage(big);
    header.put(big.slots().get(0), 0, 0x0102);
    header.put(big.slots().get(1), 0, 3);

    assertThat(header.bytes()).containsExactly(1, 2, 0, 0, 0, 3);
  }

  @Test
  void shouldKnowOfOtherFieldsThoseOnlyThatHaveNoMeaning() {
    of("width:i32,gain:i32,timestampUs:i64,status:i32");
    assertThat(image.others().keySet()).containsExactly("gain");
    assertThat(image.all()).hasSize(4);
  }
}
