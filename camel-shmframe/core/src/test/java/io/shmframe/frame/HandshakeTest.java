// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.LayoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B's side of a handshake, one step at a time; and headers that no arithmetic may trip over. */
@Timeout(60)
class HandshakeTest {

  @TempDir Path folder;

  @Test
  void shouldNotGiveBackTheTurnOfTheNextFrameWhenALoanEndsLate() throws Exception {
    HeaderLayout layout = HeaderLayout.parse("status:i32,size:u32");
    try (RawSegment segment = new RawSegment(folder.resolve("segment"), 64);
        FrameReader reader =
            new FrameReader(segment.path, layout, ReaderOptions.defaults().withAnswering(true))) {
      segment.memory.putInt(4, 8).putInt(0, 1);
      assertThat(reader.lookInPlace()).isEqualTo(Look.FRAME);
      FrameView first = reader.loan();
      reader.answer(FrameView.of(first.geometry(), ByteBuffer.allocate(8)), FrameTags.ofMillis(0));
      assertThat(segment.memory.getInt(0)).isEqualTo(2);

      segment.memory.putInt(0, 1);
      assertThat(reader.lookInPlace()).isEqualTo(Look.FRAME);
      FrameView second = reader.loan();
      first.close();
      assertThat(segment.memory.getInt(0)).as("the second loan's turn").isEqualTo(1);
      second.close();
      assertThat(segment.memory.getInt(0)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE / 3,
        1L << 62,
        -1,
        Long.MIN_VALUE,
        0
      })
  void shouldRefuseStridesThatNoSegmentHas(long stride) throws Exception {
    for (String description :
        new String[] {
          "width:i32,height:i32,channels:i32,valid:i32,stride:u64",
          "width:i32,height:i32,format:char[4],valid:i32,stride:u64",
          "width:i32,height:i32,format:char[4],valid:i32,stride:u64,size:u32"
        }) {
      try (RawSegment segment = new RawSegment(folder.resolve("segment"), 4096);
          FrameReader reader =
              new FrameReader(
                  segment.path, HeaderLayout.parse(description), ReaderOptions.defaults())) {
        segment.memory.putInt(0, 4).putInt(4, 4).putInt(8, 1).putLong(16, stride);
        if (description.contains("format")) {
          segment.memory.put(8, new byte[] {'I', '4', '2', '0'});
        }
        segment.memory.putInt(12, 1);

        assertThat(reader.look(geometry -> ByteBuffer.allocate((int) geometry.bytes())))
            .as(description)
            .isEqualTo(Look.INVALID);
        assertThat(reader.problem().orElseThrow()).isInstanceOf(LayoutException.class);
      }
    }
  }
}
