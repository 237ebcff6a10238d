// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of a described header: what they say, where they lie, and what is carried along. */
class FieldsTest extends LayoutTest {

  private static final String SIZE = "width=8&height=4&channels=3";
  private static final String FIELD = "CamelShmFrameField.";
  private static final String STAMP = "CamelShmFrameTimestamp";
  private static final String NANOS = "CamelShmFrameTimestampNanos";

  /** One field of every type behind the other; sequence at 48, pixels at 52. */
  private static final String SINGLE =
      "a:i8,b:u8,c:i16,d:u16,e:i32,f:u32,g:i64,h:u64,i:f32,j:f64,k:char[6],sequence:u32";

  private static ByteBuffer single() {
    return bytes(52 + 96)
        .put(0, (byte) -1)
        .put(1, (byte) 200)
        .putShort(2, (short) -300)
        .putShort(4, (short) 60_000)
        .putInt(6, -5)
        .putInt(10, (int) 4_000_000_000L)
        .putLong(14, Long.MIN_VALUE)
        .putLong(22, 123)
        .putFloat(30, 0.25F)
        .putDouble(34, -36.75)
        .put(42, "left\0\0".getBytes(StandardCharsets.US_ASCII))
        .putInt(48, 1)
        .put(52, counting(96, 1));
  }

  private static Map<String, Object> singleHeaders() {
    Map<String, Object> headers = new HashMap<>();
    headers.put(FIELD + "a", -1);
    headers.put(FIELD + "b", 200);
    headers.put(FIELD + "c", -300);
    headers.put(FIELD + "d", 60_000);
    headers.put(FIELD + "e", -5);
    headers.put(FIELD + "f", 4_000_000_000L);
    headers.put(FIELD + "g", Long.MIN_VALUE);
    headers.put(FIELD + "h", 123L);
    headers.put(FIELD + "i", 0.25F);
    headers.put(FIELD + "j", -36.75);
    headers.put(FIELD + "k", "left");
    return headers;
  }

  /** The same as arrays of two; sequence at 84, pixels at 88. */
  private static final String ARRAYS =
      "a:i8[2],b:u8[2],c:i16[2],d:u16[2],e:i32[2],f:u32[2],g:i64[2],h:u64[2],i:f32[2],j:f64[2],"
          + "sequence:u32";

  private static ByteBuffer arrays() {
    return bytes(88 + 96)
        .put(0, (byte) -1)
        .put(1, (byte) 2)
        .put(2, (byte) 200)
        .put(3, (byte) 3)
        .putShort(4, (short) -300)
        .putShort(6, (short) 4)
        .putShort(8, (short) 60_000)
        .putShort(10, (short) 5)
        .putInt(12, -5)
        .putInt(16, 6)
        .putInt(20, (int) 4_000_000_000L)
        .putInt(24, 7)
        .putLong(28, Long.MIN_VALUE)
        .putLong(36, 8)
        .putLong(44, 123)
        .putLong(52, 9)
        .putFloat(60, 0.25F)
        .putFloat(64, -1)
        .putDouble(68, -36.75)
        .putDouble(76, 1e300)
        .putInt(84, 1)
        .put(88, counting(96, 1));
  }

  private static Map<String, Object> arrayHeaders() {
    Map<String, Object> headers = new HashMap<>();
    headers.put(FIELD + "a", new int[] {-1, 2});
    headers.put(FIELD + "b", new int[] {200, 3});
    headers.put(FIELD + "c", new int[] {-300, 4});
    headers.put(FIELD + "d", new int[] {60_000, 5});
    headers.put(FIELD + "e", new int[] {-5, 6});
    headers.put(FIELD + "f", new long[] {4_000_000_000L, 7});
    headers.put(FIELD + "g", new long[] {Long.MIN_VALUE, 8});
    headers.put(FIELD + "h", new long[] {123, 9});
    headers.put(FIELD + "i", new float[] {0.25F, -1});
    headers.put(FIELD + "j", new double[] {-36.75, 1e300});
    return headers;
  }

  static Stream<Arguments> carried() {
    return Stream.concat(
        singleHeaders().keySet().stream().sorted().map(key -> Arguments.of(false, key)),
        arrayHeaders().keySet().stream().sorted().map(key -> Arguments.of(true, key)));
  }

  @ParameterizedTest
  @MethodSource("carried")
  void shouldCarryAnUnknownFieldAlong(boolean arrays, String header) throws Exception {
    write(arrays ? arrays() : single());
    consume(arrays ? ARRAYS : SINGLE, SIZE);

    assertThat(first().header(header))
        .isEqualTo((arrays ? arrayHeaders() : singleHeaders()).get(header));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void shouldWriteUnknownFields(boolean arrays) throws Exception {
    produce(arrays ? ARRAYS : SINGLE, SIZE)
        .sendBodyAndHeaders(
            "direct:in", counting(96, 1), arrays ? arrayHeaders() : singleHeaders());

    assertThat(file()).isEqualTo(arrays ? arrays() : single());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void shouldCarryFieldsFromSegmentToSegment(boolean arrays) throws Exception {
    write(arrays ? arrays() : single());
    copy(arrays ? ARRAYS : SINGLE, SIZE, e -> {});

    assertThat(errors).isEmpty();
    assertThat(copied()).isEqualTo(arrays ? arrays() : single());
  }

  @Test
  void shouldTakeFieldsFromTextsListsAndOtherNumbers() throws Exception {
    Map<String, Object> headers = singleHeaders();
    headers.put(FIELD + "a", "-1");
    headers.put(FIELD + "b", 200L);
    headers.put(FIELD + "c", -300.0);
    headers.put(FIELD + "f", "4000000000");
    headers.put(FIELD + "i", "0.25");
    headers.put(FIELD + "j", -36.75F);
    headers.put(FIELD + "k", new StringBuilder("left"));
    produce(SINGLE, SIZE).sendBodyAndHeaders("direct:in", counting(96, 1), headers);

    assertThat(file()).isEqualTo(single());
  }

  @Test
  void shouldTakeArraysFromLists() throws Exception {
    Map<String, Object> headers = arrayHeaders();
    headers.put(FIELD + "a", List.of(-1, 2));
    headers.put(FIELD + "c", new short[] {-300, 4});
    headers.put(FIELD + "f", new Object[] {"4000000000", 7});
    headers.put(FIELD + "i", List.of(0.25, -1));
    produce(ARRAYS, SIZE).sendBodyAndHeaders("direct:in", counting(96, 1), headers);

    assertThat(file()).isEqualTo(arrays());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void shouldLeaveUnsetFieldsAsTheyAre(boolean arrays) throws Exception {
    write((arrays ? arrays() : single()).putInt(arrays ? 84 : 48, 0));
    produce(arrays ? ARRAYS : SINGLE, SIZE).sendBody("direct:in", counting(96, 1));

    assertThat(file()).isEqualTo(arrays ? arrays() : single());
  }

  @Test
  void shouldReadCharactersThatFillTheirField() throws Exception {
    write(single().put(42, "camera".getBytes(StandardCharsets.US_ASCII)));
    consume(SINGLE, SIZE);

    assertThat(first().header(FIELD + "k")).isEqualTo("camera");
  }

  @Test
  void shouldFillUpCharactersWithZeros() throws Exception {
    write(single().put(42, "camera".getBytes(StandardCharsets.US_ASCII)));
    produce(SINGLE, SIZE).sendBodyAndHeader("direct:in", counting(96, 1), FIELD + "k", "é");

    assertThat(part(file(), 42, 6)).isEqualTo(new byte[] {(byte) 0xC3, (byte) 0xA9, 0, 0, 0, 0});
  }

  @Test
  void shouldReadAndWriteTheLargestNumberOf64Bits() throws Exception {
    BigInteger largest = new BigInteger("18446744073709551615");
    write(single().putLong(22, -1));
    copy(SINGLE, SIZE, e -> {});

    assertThat(first().header(FIELD + "h")).isEqualTo(largest);
    assertThat(copied().getLong(22)).isEqualTo(-1);
  }

  @Test
  void shouldWriteWhatIsNoNumberToFloats() throws Exception {
    produce(SINGLE, SIZE)
        .sendBodyAndHeaders(
            "direct:in",
            counting(96, 1),
            Map.of(FIELD + "i", Float.POSITIVE_INFINITY, FIELD + "j", Double.NaN));

    assertThat(file().getFloat(30)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(file().getDouble(34)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "a, 128",
    "a, -129",
    "b, 256",
    "b, -1",
    "c, 32768",
    "c, -32769",
    "d, 65536",
    "d, -1",
    "e, 2147483648",
    "e, -2147483649",
    "f, 4294967296",
    "f, -1",
    "g, 9223372036854775808",
    "h, 18446744073709551616",
    "h, -1",
    "e, red",
    "e, 1.5",
    "e, NaN",
    "i, red",
    "j, ''",
    "k, camera1"
  })
  void shouldNameTheFieldAndTheValueThatItCannotHold(String field, String value) throws Exception {
    ByteBuffer before = single();
    write(before);
    ProducerTemplate template = produce(SINGLE, SIZE);

    assertThatThrownBy(
            () -> template.sendBodyAndHeader("direct:in", new byte[96], FIELD + field, value))
        .hasStackTraceContaining("Field " + field + ":")
        .hasStackTraceContaining("cannot hold")
        .hasStackTraceContaining(value);
    assertThat(file()).as("nothing was written").isEqualTo(before);
  }

  @Test
  void shouldNameTheFieldAndHowManyValuesItCannotHold() throws Exception {
    ProducerTemplate template = produce(ARRAYS, SIZE);

    for (Object value : List.of(1, new int[] {1}, List.of(1, 2, 3))) {
      assertThatThrownBy(
              () -> template.sendBodyAndHeader("direct:in", new byte[96], FIELD + "e", value))
          .hasStackTraceContaining("Field e:i32[2]")
          .hasStackTraceContaining("elements");
    }
  }

  @Test
  void shouldLeaveSkippedBytesAlone() throws Exception {
    write(bytes(12 + 96).put(0, filled(12, 0x77)));
    produce("_:3,a:u8,_:u16[2],sequence:u32", SIZE)
        .sendBodyAndHeader("direct:in", counting(96, 1), FIELD + "a", 5);

    assertThat(part(file(), 0, 8))
        .isEqualTo(new byte[] {0x77, 0x77, 0x77, 5, 0x77, 0x77, 0x77, 0x77});
    assertThat(file().getInt(8)).isEqualTo(0x77777778);
  }

  @ParameterizedTest
  @CsvSource({
    "timestampMs:i64, 1763696400123, 1763696400123, 1763696400123000000",
    "timestampUs:u64, 1763696400123456, 1763696400123, 1763696400123456000",
    "timestampNs:i64, 1763696400123456789, 1763696400123, 1763696400123456789",
    "timestampMs:u32, 4000000000, 4000000000, 4000000000000000"
  })
  void shouldReadStamps(String field, long stamp, long millis, long nanos) throws Exception {
    int end = field.endsWith("u32") ? 4 : 8;
    ByteBuffer whole = bytes(end + 96);
    write(end == 4 ? whole.putInt(0, (int) stamp) : whole.putLong(0, stamp));
    consume(field, SIZE);

    assertThat(first().header(STAMP)).isEqualTo(millis);
    assertThat(last().header(NANOS)).isEqualTo(nanos);
    assertThat(last().header("CamelMessageTimestamp")).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "timestampMs, 1763696400124, 1763696400124",
    "timestampMs, 1763696400123.5, 1763696400123",
    "timestampUs, 1763696400123456.25, 1763696400123",
    "timestampNs, 1763696400123456768, 1763696400123"
  })
  void shouldReadStampsOfFloatingPoint(String field, double stamp, long millis) throws Exception {
    write(bytes(8 + 96).putDouble(0, stamp));
    consume(field + ":f64", SIZE);

    assertThat(first().header(STAMP)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "timestampMs:i64, 1763696400123",
    "timestampUs:i64, 1763696400123456",
    "timestampNs:u64, 1763696400123456789"
  })
  void shouldWriteStampsFromNanoseconds(String field, long stamp) throws Exception {
    produce(field, SIZE)
        .sendBodyAndHeader("direct:in", new byte[96], NANOS, 1_763_696_400_123_456_789L);

    assertThat(file().getLong(0)).isEqualTo(stamp);
  }

  @ParameterizedTest
  @CsvSource({
    "timestampMs:i64, 1763696400123",
    "timestampUs:i64, 1763696400123000",
    "timestampNs:u64, 1763696400123000000"
  })
  void shouldWriteStampsFromMilliseconds(String field, long stamp) throws Exception {
    produce(field, SIZE).sendBodyAndHeader("direct:in", new byte[96], STAMP, 1_763_696_400_123L);

    assertThat(file().getLong(0)).isEqualTo(stamp);
  }

  @ParameterizedTest
  @CsvSource({
    "timestampMs:f64, 1763696400123.5",
    "timestampUs:f64, 1763696400123500",
    "timestampNs:f64, 1763696400123500000"
  })
  void shouldWriteStampsOfFloatingPoint(String field, double stamp) throws Exception {
    produce(field, SIZE)
        .sendBodyAndHeader("direct:in", new byte[96], NANOS, 1_763_696_400_123_500_000L);

    assertThat(file().getDouble(0)).isEqualTo(stamp);
  }

  @Test
  void shouldWriteEveryStampThatTheHeaderHas() throws Exception {
    produce("timestampMs:i64,timestampUs:i64,timestampNs:i64", SIZE)
        .sendBodyAndHeader("direct:in", new byte[96], NANOS, 1_763_696_400_123_456_789L);

    assertThat(List.of(file().getLong(0), file().getLong(8), file().getLong(16)))
        .containsExactly(1_763_696_400_123L, 1_763_696_400_123_456L, 1_763_696_400_123_456_789L);
  }

  @Test
  void shouldBelieveMillisecondsThatNanosecondsContradict() throws Exception {
    produce("timestampNs:i64", SIZE)
        .sendBodyAndHeaders(
            "direct:in", new byte[96], Map.of(STAMP, 5_000L, NANOS, 1_763_696_400_123_456_789L));

    assertThat(file().getLong(0)).isEqualTo(5_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource({"timestampMs, 1", "timestampUs, 1000", "timestampNs, 1000000"})
  void shouldWriteTheNextStampWhereTheMessageRepeatsOne(String field, long millisecond)
      throws Exception {
    ProducerTemplate template = produce(field + ":i64", SIZE);
    template.sendBodyAndHeader("direct:in", new byte[96], STAMP, 7_000L);
    template.sendBodyAndHeader("direct:in", new byte[96], STAMP, 7_000L);

    assertThat(file().getLong(0)).isEqualTo(7_000 * millisecond + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "u32, 5, 9, 3",
    "u32, 4294967294, 1, 2",
    "u8, 254, 1, 2",
    "u16, 7, 8, 0",
    "i32, 2147483646, -2147483647, 2",
    "u64, 8589934592, 8589934600, 7",
    "u32, 9, 2, 0"
  })
  void shouldCountExactlyWhatWasMissed(String type, long from, long to, long missed)
      throws Exception {
    int size = Integer.parseInt(type.substring(1)) / 8;
    write(bytes(size + 96).put(0, little(from), 0, size).put(size, filled(96, 1)));
    consume("sequence:" + type, SIZE);
    first();
    write(size, bytes(96).put(0, filled(96, 2)));
    write(0, ByteBuffer.wrap(java.util.Arrays.copyOf(little(to), size)));
    untilGot(2);

    assertThat(got.get(0).header("CamelShmFrameSequence")).isEqualTo(from);
    assertThat(got.get(0).header("CamelShmFrameMissed")).isEqualTo(0L);
    assertThat(last().header("CamelShmFrameSequence")).isEqualTo(to);
    assertThat(last().header("CamelShmFrameMissed")).isEqualTo(missed);
    assertThat(last().bytes()).containsOnly(2);
  }

  private static byte[] little(long value) {
    return bytes(8).putLong(0, value).array();
  }

  @Test
  void shouldCountOnFromTheSegmentsNumber() throws Exception {
    write(bytes(4 + 96).putInt(0, 41));
    ProducerTemplate template = produce("sequence:u32", SIZE);
    template.sendBody("direct:in", new byte[96]);
    assertThat(file().getInt(0)).isEqualTo(42);
    template.sendBody("direct:in", new byte[96]);

    assertThat(file().getInt(0)).isEqualTo(43);
  }

  @Test
  void shouldWriteHowManyBytesTheFrameHas() throws Exception {
    produce("width:i32,height:i32,channels:i32,size:u64,sequence:u32", SIZE)
        .sendBody("direct:in", new byte[96]);

    assertThat(file().getLong(12)).isEqualTo(96);
  }

  @ParameterizedTest
  @CsvSource({"95, true", "96, false", "5000, false", "0, true", "-1, true"})
  void shouldRefuseASizeThatIsSmallerThanTheFrame(int size, boolean refused) throws Exception {
    write(
        bytes(20 + 96)
            .putInt(0, 8)
            .putInt(4, 4)
            .putInt(8, 3)
            .putInt(12, size)
            .putInt(16, 1)
            .put(20, counting(96, 1)));
    consume("width:i32,height:i32,channels:i32,size:i32,sequence:u32", "");

    if (refused) {
      assertThat(firstError())
          .hasStackTraceContaining("size=" + size)
          .hasStackTraceContaining("96 bytes");
    } else {
      assertThat(first().bytes()).isEqualTo(counting(96, 1));
    }
  }

  @Test
  void shouldReadBytesOfWhichOnlyTheSizeIsKnown() throws Exception {
    write(bytes(8 + 50).putInt(0, 7).putInt(4, 1).put(8, counting(50, 1)));
    consume("size:u32,sequence:u32", "");
    assertThat(first().bytes()).isEqualTo(counting(7, 1));
    write(0, bytes(8).putInt(0, 50).putInt(4, 2));
    untilGot(2);

    assertThat(last().bytes()).isEqualTo(counting(50, 1));
    assertThat(last().headers())
        .doesNotContainKeys(
            "CamelShmFrameWidth", "CamelShmFrameType", "CamelShmFrameShape", "CamelShmFrameDtype");
  }

  @Test
  void shouldReadNoBytesAtAll() throws Exception {
    write(bytes(8).putInt(0, 0).putInt(4, 1));
    consume("size:u32,sequence:u32", "");

    assertThat(first().bytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {51, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void shouldSurviveASizeThatTheSegmentDoesNotHave(int size) throws Exception {
    write(bytes(8 + 50).putInt(0, size).putInt(4, 1));
    consume("size:u32,sequence:u32", "");
    assertThat(firstError()).hasStackTraceContaining("" + Integer.toUnsignedLong(size));
    write(0, bytes(8).putInt(0, 50).putInt(4, 2));
    untilGot(1);

    assertThat(last().bytes()).hasSize(50);
  }

  @Test
  void shouldWriteBytesOfAnyLength() throws Exception {
    ProducerTemplate template = produce("size:u32,sequence:u32", "capacity=50");
    for (int length : new int[] {7, 50, 0, 1}) {
      template.sendBody("direct:in", counting(length, 1));

      assertThat(file().getInt(0)).isEqualTo(length);
      assertThat(part(file(), 8, length)).isEqualTo(counting(length, 1));
    }
  }

  @Test
  void shouldSayWhatBytesDoNotFit() throws Exception {
    ProducerTemplate template = produce("size:u8,sequence:u32", "capacity=5000");

    assertThatThrownBy(() -> template.sendBody("direct:in", new byte[256]))
        .hasStackTraceContaining("size:u8")
        .hasStackTraceContaining("256");
  }

  @Test
  void shouldNameChannelsThatContradictTheType() throws Exception {
    write(bytes(20 + 96).putInt(0, 8).putInt(4, 4).putInt(8, 1).putInt(12, 16).putInt(16, 1));
    consume("width:i32,height:i32,channels:i32,type:i32,sequence:u32", "");

    assertThat(firstError())
        .hasStackTraceContaining("channels=1")
        .hasStackTraceContaining("type 16");
  }

  @Test
  void shouldWriteChannelsAndTypeThatAgree() throws Exception {
    produce("width:i32,height:i32,channels:i32,type:i32,sequence:u32", "width=8&height=4&type=16")
        .sendBody("direct:in", new byte[96]);

    assertThat(List.of(file().getInt(8), file().getInt(12))).containsExactly(3, 16);
  }

  private static ByteBuffer big() {
    ByteBuffer whole = bytes(34 + 8).order(ByteOrder.BIG_ENDIAN);
    whole.putShort(0, (short) 2).putInt(2, 1).putLong(6, 1_763_696_400_123L).putFloat(14, 0.25F);
    whole.putShort(18, (short) 258).putShort(20, (short) 60_000).putInt(22, 1);
    whole.put(26, "left\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
    return whole.order(ByteOrder.LITTLE_ENDIAN).putFloat(34, 1.5F).putFloat(38, -2);
  }

  private static final String BIG =
      "width:u16,height:i32,timestampMs:i64,gain:f32,levels:u16[2],valid:i32,name:char[8]";

  @Test
  void shouldReadFieldsInBigEndianAndThePayloadAsItIs() throws Exception {
    write(big());
    consume(BIG, "byteOrder=big&dtype=float32&bodyType=array");

    assertThat(first().body()).isEqualTo(new float[] {1.5F, -2});
    assertThat(last().header("CamelShmFrameWidth")).isEqualTo(2);
    assertThat(last().header(STAMP)).isEqualTo(1_763_696_400_123L);
    assertThat(last().header(FIELD + "gain")).isEqualTo(0.25F);
    assertThat(last().header(FIELD + "levels")).isEqualTo(new int[] {258, 60_000});
    assertThat(last().header(FIELD + "name")).isEqualTo("left");
  }

  @Test
  void shouldWriteFieldsInBigEndianAndThePayloadAsItIs() throws Exception {
    produce(BIG, "byteOrder=big&dtype=float32&width=2&height=1")
        .sendBodyAndHeaders(
            "direct:in",
            new float[] {1.5F, -2},
            Map.of(
                STAMP,
                1_763_696_400_123L,
                FIELD + "gain",
                0.25,
                FIELD + "levels",
                new int[] {258, 60_000},
                FIELD + "name",
                "left"));

    assertThat(file()).isEqualTo(big());
  }

  /**
   * struct { u8 a; i32 width; i32 height; u8 c; f64 t; u16 z; }: 0, 4, 8, 12, 16, 24; sizeof 32.
   */
  private static final String STRUCT = "a:u8,width:i32,height:i32,c:u8,t:f64,sequence:u16";

  private static ByteBuffer struct() {
    return bytes(32 + 96)
        .put(0, (byte) 1)
        .putInt(4, 8)
        .putInt(8, 4)
        .put(12, (byte) 2)
        .putDouble(16, 0.5)
        .putShort(24, (short) 1)
        .put(32, counting(96, 1));
  }

  @Test
  void shouldReadAStructAsACompilerLaysItOut() throws Exception {
    write(struct());
    consume(STRUCT, "align=natural&channels=3");

    assertThat(first().bytes()).isEqualTo(counting(96, 1));
    assertThat(
            List.of(
                last().header(FIELD + "a"),
                last().header(FIELD + "c"),
                last().header(FIELD + "t"),
                last().header("CamelShmFrameSequence")))
        .containsExactly(1, 2, 0.5, 1L);
  }

  @Test
  void shouldWriteAStructAsACompilerLaysItOut() throws Exception {
    produce(STRUCT, "align=natural&width=8&height=4&channels=3")
        .sendBodyAndHeaders(
            "direct:in", counting(96, 1), Map.of(FIELD + "a", 1, FIELD + "c", 2, FIELD + "t", 0.5));

    assertThat(file()).isEqualTo(struct());
  }

  @Test
  void shouldReadAPayloadAtItsOffset() throws Exception {
    write(bytes(64 + 96).putInt(0, 1).put(64, counting(96, 1)));
    consume("sequence:u32", SIZE + "&dataOffset=64");

    assertThat(first().bytes()).isEqualTo(counting(96, 1));
  }

  @Test
  void shouldWriteAPayloadAtItsOffset() throws Exception {
    produce("sequence:u32", SIZE + "&dataOffset=64").sendBody("direct:in", counting(96, 1));

    assertThat(file()).isEqualTo(bytes(64 + 96).putInt(0, 1).put(64, counting(96, 1)));
  }

  /** The pixels lie in front, at 0. */
  private static final String BEHIND = "width:i32@96,height:i32,channels:i32,valid:i32";

  private static ByteBuffer behind() {
    return bytes(112)
        .put(0, counting(96, 1))
        .putInt(96, 8)
        .putInt(100, 4)
        .putInt(104, 3)
        .putInt(108, 1);
  }

  @Test
  void shouldReadAHeaderBehindThePixels() throws Exception {
    write(behind());
    consume(BEHIND, "dataOffset=0");

    assertThat(first().bytes()).isEqualTo(counting(96, 1));
  }

  @Test
  void shouldWriteAHeaderBehindThePixels() throws Exception {
    produce(BEHIND, SIZE + "&dataOffset=0").sendBody("direct:in", counting(96, 1));

    assertThat(file()).isEqualTo(behind());
  }

  @Test
  void shouldRefuseToReadPixelsThatWouldLieOverAField() throws Exception {
    write(behind().putInt(96, 9));
    consume(BEHIND, "dataOffset=0");

    assertThat(firstError()).hasStackTraceContaining("over field width:i32@96");
  }

  @Test
  void shouldRefuseToWritePixelsOverAField() throws Exception {
    ByteBuffer before = behind();
    write(before);
    ProducerTemplate template = produce(BEHIND, "width=9&height=4&channels=3&dataOffset=0");

    assertThatThrownBy(() -> template.sendBody("direct:in", new byte[108]))
        .hasStackTraceContaining("over field width:i32@96");
    assertThat(file()).isEqualTo(before);
  }

  @Test
  void shouldNotWaitForTheFlagWhereThereIsToBeNone() throws Exception {
    write(
        bytes(24 + 96)
            .putInt(0, 8)
            .putInt(4, 4)
            .putInt(8, 3)
            .putLong(12, 5)
            .putInt(20, 0)
            .put(24, counting(96, 1)));
    consume("frameheader", "sync=none");

    assertThat(first().bytes()).isEqualTo(counting(96, 1));
  }

  private static final String BOTH = "valid:u8,sequence:u32";

  @ParameterizedTest
  @CsvSource({"auto", "valid"})
  void shouldWaitForTheFlagWhereThereIsACounter(String sync) throws Exception {
    write(bytes(5 + 96).put(0, (byte) 0).putInt(1, 5).put(5, counting(96, 1)));
    consume(BOTH, SIZE + "&sync=" + sync);
    Thread.sleep(100);
    assertThat(got).isEmpty();
    write(0, ByteBuffer.wrap(new byte[] {1}));

    assertThat(first().header("CamelShmFrameSequence")).isEqualTo(5L);
  }

  @Test
  void shouldGoByTheCounterWhereItIsSaid() throws Exception {
    write(bytes(5 + 96).put(0, (byte) 0).putInt(1, 5).put(5, counting(96, 1)));
    consume(BOTH, SIZE + "&sync=sequence");

    assertThat(first().header("CamelShmFrameSequence")).isEqualTo(5L);
  }

  @ParameterizedTest
  @CsvSource({
    "'valid:u8,a:u8', 0, 1",
    "'a:u8,valid:u8', 1, 1",
    "'a:u8,valid:i16', 1, 2",
    "'a:u8,valid:i32', 1, 4",
    "'a:u8,valid:u64', 1, 8"
  })
  void shouldReadBehindAFlagOfAnySizeAtAnyPlace(String layout, int offset, int size)
      throws Exception {
    int data = size + 1;
    write(bytes(data + 96).put(data, counting(96, 1)));
    consume(layout, SIZE);
    Thread.sleep(50);
    assertThat(got).isEmpty();
    write(offset, ByteBuffer.wrap(new byte[] {1}));

    assertThat(first().bytes()).isEqualTo(counting(96, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "'valid:u8,a:u8', 0, 1",
    "'a:u8,valid:u8', 1, 1",
    "'a:u8,valid:i16', 1, 2",
    "'a:u8,valid:i32', 1, 4",
    "'a:u8,valid:u64', 1, 8"
  })
  void shouldWriteAFlagOfAnySizeAtAnyPlace(String layout, int offset, int size) throws Exception {
    int data = size + 1;
    produce(layout, SIZE).sendBody("direct:in", counting(96, 1));

    assertThat(file()).isEqualTo(bytes(data + 96).put(offset, (byte) 1).put(data, counting(96, 1)));
  }

  @Test
  void shouldReadEvenAndLeaveOdd() throws Exception {
    write(bytes(4 + 96).putInt(0, 7).put(4, counting(96, 1)));
    consume("seqlock:u32", SIZE);
    Thread.sleep(50);
    assertThat(got).isEmpty();
    write(0, bytes(4).putInt(0, 8));

    assertThat(first().header("CamelShmFrameSequence")).isEqualTo(4L);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "6, 8", "7, 8"})
  void shouldWriteTheNextEvenNumber(int before, int after) throws Exception {
    write(bytes(4 + 96).putInt(0, before));
    produce("seqlock:u32", SIZE).sendBody("direct:in", counting(96, 1));

    assertThat(file()).isEqualTo(bytes(4 + 96).putInt(0, after).put(4, counting(96, 1)));
  }

  @Test
  void shouldNotDeliverWhatWasNeverWritten() throws Exception {
    write(bytes(4 + 96));
    consume("sequence:u32", SIZE);
    Thread.sleep(100);
    assertThat(got).isEmpty();
    write(0, bytes(4).putInt(0, 1));

    assertThat(first().bytes()).containsOnly(0);
  }
}
