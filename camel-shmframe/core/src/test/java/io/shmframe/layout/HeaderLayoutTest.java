// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeaderLayoutTest {

  @Test
  void shouldPlaceTheFieldsOfFrameheaderAsAPackedStructDoes() {
    HeaderLayout layout = HeaderLayout.FRAMEHEADER;

    assertThat(layout.fields())
        .containsExactly(
            new Field("width", FieldType.I32, 1, 0),
            new Field("height", FieldType.I32, 1, 4),
            new Field("channels", FieldType.I32, 1, 8),
            new Field("timestampMs", FieldType.I64, 1, 12),
            new Field("valid", FieldType.I32, 1, 20));
    assertThat(layout.dataOffset()).isEqualTo(24);
  }

  @Test
  void shouldKnowWhichFieldsAProcessorReadsInOneGo() {
    assertThat(HeaderLayout.FRAMEHEADER.required("valid").aligned()).isTrue();
    assertThat(HeaderLayout.FRAMEHEADER.required("timestampMs").aligned()).isFalse();
  }

  @Test
  void shouldFindPresetsByName() {
    assertThat(HeaderLayout.preset("frameheader")).contains(HeaderLayout.FRAMEHEADER);
    assertThat(HeaderLayout.preset("ring")).isEmpty();
  }

  @Test
  void shouldNameTheFieldThatIsNotThere() {
    assertThatThrownBy(() -> HeaderLayout.FRAMEHEADER.required("stride"))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("frameheader")
        .hasMessageContaining("stride");
  }

  @Test
  void shouldRefuseFieldsThatLieBehindEverySegment() {
    assertThatThrownBy(() -> new Field("far", FieldType.I64, 1, Integer.MAX_VALUE))
        .isInstanceOf(LayoutException.class);
    assertThatThrownBy(() -> new Field("long", FieldType.I64, Integer.MAX_VALUE, 0))
        .isInstanceOf(LayoutException.class);
    assertThatThrownBy(() -> new Field("", FieldType.I8, 1, 0)).isInstanceOf(LayoutException.class);
  }
}
