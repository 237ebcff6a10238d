// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.all;
import static io.shmframe.frame.RingFixture.lend;
import static io.shmframe.frame.RingFixture.slots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.layout.ElementType;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import io.shmframe.layout.PixelFormat;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a frame may be, and what travels with it. */
@Timeout(60)
class RingKindsTest {

  @TempDir Path folder;

  private RingFixture ring;

  @BeforeEach
  void open() {
    ring = new RingFixture(folder);
  }

  @AfterEach
  void close() {
    ring.close();
  }

  static Stream<FrameGeometry> geometries() {
    return Stream.of(
        FrameGeometry.picture(8, 4, PixelFormat.NV12),
        FrameGeometry.picture(8, 4, PixelFormat.I420),
        FrameGeometry.picture(8, 4, PixelFormat.RGB24),
        FrameGeometry.picture(8, 4, PixelFormat.YUYV),
        FrameGeometry.of8Bit(7, 3, 1),
        FrameGeometry.picture(5, 3, 2, ElementType.FLOAT64),
        FrameGeometry.picture(3, 2, 512, ElementType.FLOAT16),
        FrameGeometry.tensor(ElementType.INT64, 2, 3, 4),
        FrameGeometry.tensor(ElementType.UINT8, 7),
        FrameGeometry.bytes(33));
  }

  private static byte[] counting(FrameGeometry geometry) {
    byte[] bytes = new byte[(int) geometry.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + 1);
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void shouldDeliverWhatWasWritten(FrameGeometry geometry) throws Exception {
    RingWriter writer = ring.writer(slots(4).withCapacity(10_000));
    byte[] written = counting(geometry);
    writer.publish(FrameView.of(geometry, ByteBuffer.wrap(written)), RingFixture.at(1));
    RingReader copying = ring.reader(all());
    ByteBuffer copy = ByteBuffer.allocate(written.length);

    assertThat(copying.look(found -> copy)).isEqualTo(Look.FRAME);
    assertThat(copying.info().geometry()).isEqualTo(geometry);
    assertThat(copy.array()).isEqualTo(written);
    try (FrameView loan = lend(ring.reader(all()))) {
      byte[] lent = new byte[written.length];
      loan.pixels().get(lent);
      assertThat(loan.shared()).isTrue();
      assertThat(loan.geometry()).isEqualTo(geometry);
      assertThat(lent).isEqualTo(written);
    }
  }

  @Test
  void shouldPackRowsThatAreSpread() throws Exception {
    FrameGeometry geometry = FrameGeometry.of8Bit(3, 2, 1);
    byte[] spread = {1, 2, 3, 0, 4, 5, 6, 0};
    ring.writer(slots(4))
        .publish(FrameView.of(geometry, 4, 0, ByteBuffer.wrap(spread)), RingFixture.at(1));
    ByteBuffer copy = ByteBuffer.allocate(6);

    assertThat(ring.reader(all()).look(found -> copy)).isEqualTo(Look.FRAME);
    assertThat(copy.array()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void shouldReadPlanesThatAnotherWriterHasSpread() throws Exception {
    FrameGeometry geometry = FrameGeometry.picture(4, 2, PixelFormat.NV12);
    RingWriter writer = ring.writer(slots(4).withCapacity(4096));
    byte[] bytes = new byte[80];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    writer.publish(
        FrameView.of(FrameGeometry.bytes(80), ByteBuffer.wrap(bytes)), RingFixture.at(1));
    try (RawSegment raw = new RawSegment(ring.path, 12_288 + 4 * 4096)) {
      int at = 4096 + 2048;
      raw.memory.putLong(at + 120, 1).putLong(at + 136, PixelFormat.NV12.code());
      raw.memory.putLong(at + 144, 0).putLong(at + 152, 4).putLong(at + 160, 2);
      raw.memory.putLong(at + 168, 1).putLong(at + 184, 2);
      raw.memory.putLong(at + 192, 8).putLong(at + 200, 16);
      raw.memory.putLong(at + 208, 64).putLong(at + 216, 8);
    }
    RingReader reader = ring.reader(all());
    ByteBuffer copy = ByteBuffer.allocate(12);

    assertThat(reader.look(found -> copy)).isEqualTo(Look.FRAME);
    assertThat(reader.info().geometry()).isEqualTo(geometry);
    assertThat(copy.array()).containsExactly(8, 9, 10, 11, 24, 25, 26, 27, 64, 65, 66, 67);
    try (FrameView frame = lend(ring.reader(all()))) {
      // A view has one stride, so this one is packed.
      assertThat(frame.shared()).isFalse();
      assertThat(frame.pixels().get(11)).isEqualTo((byte) 67);
    }
  }

  @Test
  void shouldCarryAnEncodedPicture() throws Exception {
    RingWriter writer = ring.writer(slots(4).withCapacity(100));
    RingReader reader = ring.reader(all());
    FrameView jpeg = FrameView.of(FrameGeometry.bytes(3), ByteBuffer.wrap(new byte[] {1, 2, 3}));
    writer.publish(
        jpeg, new FrameTags(5, Map.of("width", 640, "height", 480, "a", 1), "jpeg", Set.of()));
    writer.publish(
        jpeg,
        new FrameTags(6, Map.of(), "png", Set.of(FrameFlag.CORRUPT, FrameFlag.END_OF_STREAM)));
    ByteBuffer copy = ByteBuffer.allocate(3);

    assertThat(reader.look(found -> copy)).isEqualTo(Look.FRAME);
    assertThat(reader.info().encoding()).isEqualTo("jpeg");
    assertThat(reader.info().geometry()).isEqualTo(FrameGeometry.bytes(3));
    assertThat(reader.info().fields()).isEqualTo(Map.of("width", 640L, "height", 480L, "a", 1L));
    assertThat(reader.look(found -> copy.duplicate())).isEqualTo(Look.FRAME);
    assertThat(reader.info().encoding()).isEqualTo("png");
    assertThat(reader.info().fields()).isEmpty();
    assertThat(reader.info().flags())
        .containsExactlyInAnyOrder(FrameFlag.CORRUPT, FrameFlag.END_OF_STREAM);
  }

  @Test
  void shouldRefuseAnEncodingThatHasNoCode() {
    RingWriter writer = ring.writer(slots(4));

    assertThatThrownBy(
            () ->
                writer.publish(
                    RingFixture.frame(FrameGeometry.bytes(1), 0),
                    new FrameTags(1, Map.of(), "jpeg2000", Set.of())))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("jpeg2000");
    assertThatThrownBy(
            () ->
                writer.publish(
                    RingFixture.frame(RingFixture.SMALL, 0),
                    new FrameTags(1, Map.of(), "jpeg", Set.of())))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("expected bytes");
  }

  @Test
  void shouldCarryMetadataOfEachType() throws Exception {
    RingWriter writer = ring.writer(slots(4));
    byte[] blob = {1, 2, 3};
    writer.publish(
        RingFixture.frame(RingFixture.SMALL, 1),
        new FrameTags(
            1, Map.of("text", "Zähler", "long", -5L, "real", 0.5, "truth", true, "bytes", blob)));
    RingReader reader = ring.reader(all());
    RingFixture.value(reader);

    assertThat(reader.info().fields())
        .hasSize(5)
        .containsEntry("text", "Zähler")
        .containsEntry("long", -5L)
        .containsEntry("real", 0.5)
        .containsEntry("truth", true)
        .containsEntry("bytes", blob);
  }
}
