// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SegmentsTest {

  @TempDir Path folder;

  private List<Found> look() throws IOException {
    return new Segments(folder, Map.of("said", SegmentLayout.of("imginf"))).look();
  }

  private static ByteBuffer header(int width, int height, int channels, long stamp, int valid) {
    return ByteBuffer.allocate(24 + 64 * 48 * 3)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(width)
        .putInt(height)
        .putInt(channels)
        .putLong(stamp)
        .putInt(valid)
        .position(0);
  }

  @Test
  void shouldKnowARingByItsMagic() throws IOException {
    Files.writeString(folder.resolve("cam"), "SHMFRING and more", StandardCharsets.US_ASCII);

    assertThat(look())
        .singleElement()
        .matches(Found::ring)
        .matches(found -> found.layout().orElseThrow().layout().equals("ring"));
  }

  @Test
  void shouldGuessAFrameheaderWhereItsHeaderMakesSense() throws IOException {
    long now = System.currentTimeMillis();
    Files.write(folder.resolve("cam"), header(64, 48, 3, now, 1).array());

    assertThat(look())
        .singleElement()
        .matches(found -> found.layout().orElseThrow().layout().equals("frameheader"))
        .matches(found -> found.about().equals("guessed by its header"));
  }

  @Test
  void shouldNotGuessWhereTheHeaderMakesNone() {
    long now = System.currentTimeMillis();
    long bytes = 24 + 64 * 48 * 3;

    assertThat(List.of(header(64, 48, 3, now, 1), header(64, 48, 1, now, 0)))
        .allMatch(begin -> Segments.looksLikeFrameheader(begin, bytes, now));
    assertThat(
            List.of(
                header(0, 48, 3, now, 1),
                header(64, -1, 3, now, 1),
                header(64, 48, 2, now, 1),
                header(64, 48, 3, 0, 1),
                header(64, 48, 3, now + 100_000_000L, 1),
                header(64, 48, 3, now, 2),
                header(64, 49, 3, now, 1),
                header(16384, 16384, 4, now, 1)))
        .noneMatch(begin -> Segments.looksLikeFrameheader(begin, bytes, now));
    assertThat(Segments.looksLikeFrameheader(ByteBuffer.allocate(8), 8, now)).isFalse();
  }

  @Test
  void shouldOfferWhatNobodyCanKnow() throws IOException {
    Files.write(folder.resolve("cam"), new byte[] {1, 2, (byte) 0xff});

    assertThat(look())
        .singleElement()
        .matches(found -> found.layout().isEmpty())
        .matches(found -> found.begin().equals("01 02 ff"))
        .matches(found -> found.about().equals("unknown: choose a layout or a description"));
  }

  @Test
  void shouldTakeALayoutThatWasSaid() throws IOException {
    Files.write(folder.resolve("said"), new byte[100]);

    assertThat(look())
        .singleElement()
        .matches(found -> found.layout().orElseThrow().layout().equals("imginf"));
  }

  @Test
  void shouldPassOverWhatIsNoSegment() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("folder")).resolve("target");
    Files.write(elsewhere, new byte[100]);
    Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    for (String name : List.of(".hidden", "sem.x", "cam~lock", "with blank")) {
      Files.write(folder.resolve(name), new byte[100]);
    }
    Files.createFile(folder.resolve("empty"));

    assertThat(look()).isEmpty();
  }
}
