// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SegmentLayoutTest {

  @Test
  void shouldTellEntriesApartThoughDescriptionsHaveCommas() {
    Map<String, SegmentLayout> all =
        SegmentLayout.parseAll(
            "cam0=width:i32,height:i32,channels:i32,valid:i32&align=natural,cam-1=raw&width=64&height=48,cam.2=imginf");

    assertThat(all.keySet()).containsExactly("cam0", "cam-1", "cam.2");
    assertThat(all.get("cam0").layout()).isEqualTo("width:i32,height:i32,channels:i32,valid:i32");
    assertThat(all.get("cam0").options()).containsExactly(Map.entry("align", "natural"));
    assertThat(all.get("cam-1")).hasToString("raw&width=64&height=48");
  }

  @Test
  void shouldWriteWhatTheEndpointUnderstands() {
    SegmentLayout layout = SegmentLayout.parse("width:i32,camera:char[16]&channels=3");

    assertThat(layout.uri(Path.of("/dev/shm"), "cam"))
        .isEqualTo(
            "shmframe:cam?layout=width%3Ai32%2Ccamera%3Achar%5B16%5D&channels=3&bodyType=frame&staleAfter=2s");
    assertThat(SegmentLayout.of("ring").uri(Path.of("/tmp/x"), "cam"))
        .contains("directory=%2Ftmp%2Fx");
  }

  @Test
  void shouldNameAnOptionThatItDoesNotTake() {
    assertThatThrownBy(() -> SegmentLayout.parse("raw&exchangePattern=InOut"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'exchangePattern=InOut': expected NAME=VALUE, NAME one of [align,");
  }

  @Test
  void shouldRefuseALayoutWhoseReaderWrites() {
    assertThatThrownBy(() -> SegmentLayout.parse("status"))
        .hasMessageContaining("layout 'status'")
        .hasMessageContaining("writes to nobody's segment");
    assertThatThrownBy(() -> SegmentLayout.parse("status:i32,width:i32,height:i32,channels:i32"))
        .hasMessageContaining("writes to nobody's segment");
    assertThatThrownBy(() -> SegmentLayout.parse("status&sync=status"))
        .hasMessageContaining("writes to nobody's segment");
    assertThat(SegmentLayout.parse("status&sync=none").layout()).isEqualTo("status");
  }

  @Test
  void shouldSayWhatIsWrongWithADescription() {
    assertThatThrownBy(() -> SegmentLayout.parse("width:i33"))
        .hasMessageStartingWith("layout 'width:i33': ");
    assertThatThrownBy(() -> SegmentLayout.parse("text")).hasMessageContaining("shows pictures");
    assertThatThrownBy(() -> SegmentLayout.parse("#bean")).hasMessageContaining("expected ring");
  }

  @Test
  void shouldNameTheEntryThatIsWrong() {
    assertThatThrownBy(() -> SegmentLayout.parseAll("cam0=ring,cam1=raw&colour=3"))
        .hasMessageStartingWith("-Ddemo.layouts, segment cam1: option 'colour=3'");
    assertThatThrownBy(() -> SegmentLayout.parseAll("ring"))
        .hasMessage("-Ddemo.layouts: found 'ring': expected NAME=LAYOUT&OPTION=VALUE,...");
  }

  @Test
  void shouldSayTheRangeOfANumber() {
    System.setProperty("demo.test.number", "0");
    try {
      assertThatThrownBy(() -> DemoOptions.number("demo.test.number", 32, 1, 256))
          .hasMessage("-Ddemo.test.number=0: expected a whole number from 1 to 256");
    } finally {
      System.clearProperty("demo.test.number");
    }
  }
}
