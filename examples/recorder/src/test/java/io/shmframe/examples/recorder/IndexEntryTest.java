// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.PixelFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IndexEntryTest {

  private static final long CREATED = 1700000000000000000L;

  private static final IndexEntry PICTURE =
      new IndexEntry(
          1,
          64,
          12,
          0x51A15563,
          5_000_000_000L,
          CREATED + 2,
          false,
          new FrameDescription(
              FrameGeometry.of8Bit(2, 2, 3),
              6,
              "raw",
              1,
              OptionalLong.of(42),
              CREATED + 1,
              2,
              Map.of("n", 7L)));

  private static final IndexEntry TENSOR =
      new IndexEntry(
          2,
          76,
          24,
          0x84FBECEE,
          5_040_000_000L,
          CREATED + 40_000_002,
          false,
          new FrameDescription(
              FrameGeometry.tensor(ElementType.FLOAT32, 2, 3),
              0,
              "raw",
              0,
              OptionalLong.empty(),
              0,
              0,
              Map.of()));

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static IndexEntry decoded(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = IndexEntry.length(buffer, 0);
    assertThat(length).isEqualTo(bytes.length);
    assertThat(IndexEntry.whole(buffer, 0, length)).isTrue();
    return IndexEntry.decode(buffer, 0, length);
  }

  private static IndexEntry of(FrameGeometry geometry, int stride, String encoding, long bytes) {
    FrameDescription frame =
        new FrameDescription(geometry, stride, encoding, 0, OptionalLong.empty(), 0, 0, Map.of());
    return new IndexEntry(1, 64, bytes, 0, 0, 0, false, frame);
  }

  @Test
  void shouldWriteTheHeadersOfTheSpecification() throws IOException {
    long id = 0x1122334455667788L;
    long session = 0x0102030405060708L;

    assertThat(bytes(new PartHeader(PartHeader.Kind.INDEX, id, 3, session, CREATED).encode()))
        .isEqualTo(Vectors.named("index header"));
    assertThat(bytes(new PartHeader(PartHeader.Kind.PAYLOADS, id, 3, session, CREATED).encode()))
        .isEqualTo(Vectors.named("payload header"));
  }

  @Test
  void shouldWriteTheEntriesOfTheSpecification() throws IOException {
    assertThat(bytes(PICTURE.encode())).isEqualTo(Vectors.named("picture"));
    assertThat(bytes(TENSOR.encode())).isEqualTo(Vectors.named("tensor"));
    assertThat(bytes(IndexEntry.end(3, 100, 5_040_000_000L, CREATED + 40_000_002).encode()))
        .isEqualTo(Vectors.named("end"));
  }

  @Test
  void shouldReadTheEntriesOfTheSpecification() throws IOException {
    assertThat(decoded(Vectors.named("picture"))).isEqualTo(PICTURE);
    assertThat(decoded(Vectors.named("tensor"))).isEqualTo(TENSOR);
    assertThat(decoded(Vectors.named("end")).end()).isTrue();
  }

  @Test
  void shouldKeepWhatAFrameIs() {
    FrameGeometry planes = FrameGeometry.picture(4, 4, PixelFormat.NV12);
    for (IndexEntry entry :
        new IndexEntry[] {
          of(planes, 6, "raw", planes.span(6)),
          of(FrameGeometry.picture(3, 2, PixelFormat.RGB24), 9, "raw", 18),
          of(FrameGeometry.picture(3, 2, 2, ElementType.FLOAT64), 48, "raw", 96),
          of(FrameGeometry.tensor(ElementType.UINT64, 1, 2, 3), 0, "raw", 48),
          of(FrameGeometry.bytes(0), 0, "text", 0),
          of(FrameGeometry.bytes(9), 0, "jpeg", 9)
        }) {
      assertThat(decoded(bytes(entry.encode()))).isEqualTo(entry);
    }
  }

  @Test
  void shouldRefuseAPictureThatIsLargerThanItsPayload() {
    byte[] bytes = bytes(of(FrameGeometry.of8Bit(1000, 1000, 3), 3000, "raw", 12).encode());

    assertThatThrownBy(() -> decoded(bytes))
        .isInstanceOf(LayoutException.class)
        .hasMessage("payloadBytes=12: expected 3000000 for 1000 x 1000 x 3");
  }

  @Test
  void shouldRefuseAnEncodingThatHasNoRoom() {
    assertThatThrownBy(() -> of(FrameGeometry.bytes(1), 0, "seventeen-letters", 1).encode())
        .hasMessage("encoding=seventeen-letters: expected at most 16 bytes");
  }
}
