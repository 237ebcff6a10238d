// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.shmframe.camel.socket.PickleRoute.Outcome;
import io.shmframe.camel.socket.PickleVectorsTest.Vector;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages that are broken, cut or made to hurt: an error that says so, memory in proportion to the
 * message, and the next message is read. Each opcode is written as {@code pickletools.dis} shows
 * it.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PickleHostileTest {

  private static final byte[] PAYLOAD = {1, 2, -1};

  /** What a message and its error may cost beside its own length, Camel's part included. */
  private static final long OVERHEAD = 1 << 20;

  private final PickleRoute route = new PickleRoute();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private byte[] good;

  @BeforeEach
  void warm() {
    good = route.marshal(PAYLOAD).orThrow();
    // Classes and texts of the first error are not the message's.
    for (int i = 0; i < 20; i++) {
      route.unmarshal(new byte[] {1}).error();
    }
  }

  @AfterEach
  void shouldReadTheNextMessage() {
    assertThat(route.unmarshal(good).orThrow()).isEqualTo(PAYLOAD);
    route.close();
  }

  /** Unmarshals within bounds of memory: the message's length and what an exchange costs. */
  private Outcome bounded(byte[] message) {
    long before = threads.getCurrentThreadAllocatedBytes();
    Outcome outcome = route.unmarshal(message);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes allocated").isLessThan(message.length + OVERHEAD);
    return outcome;
  }

  private PickleFormatException refused(byte[] message) {
    Exception error = bounded(message).error();
    assertThat(error)
        .isInstanceOf(PickleFormatException.class)
        .hasMessageContainingAll("expected", "found", "at byte");
    assertThat(error.getMessage()).hasSizeLessThan(300).matches("[ -~]*");
    return (PickleFormatException) error;
  }

  private static byte[] hex(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "43, ff", // SHORT_BINBYTES
    "43, 05",
    "42, 05000000", // BINBYTES
    "42, 00000080",
    "42, ffffffff", // 4 GiB less one
    "8e, 0500000000000000", // BINBYTES8
    "8e, 0000000001000000", // 4 GiB
    "8e, ffffffffffffff7f",
    "8e, ffffffffffffffff",
    "8e, 0000000000000080",
    "96, 0500000000000000", // BYTEARRAY8
    "96, 0000000001000000",
    "96, ffffffffffffff7f",
    "96, ffffffffffffffff",
    "8c, ff", // SHORT_BINUNICODE
    "58, 05000000", // BINUNICODE
    "58, 00000080",
    "58, ffffffff",
    "8d, 0000000001000000", // BINUNICODE8
    "8d, ffffffffffffff7f",
    "8d, ffffffffffffffff",
    "95, 0500000000000000", // FRAME
    "95, 0000000001000000",
    "95, ffffffffffffff7f",
    "95, ffffffffffffffff"
  })
  void shouldRefuseALengthThatIsNotThere(String opcode, String length) {
    byte[] reversed = hex(length);
    StringBuilder bigEndian = new StringBuilder();
    for (int i = reversed.length - 1; i >= 0; i--) {
      bigEndian.append("%02x".formatted(reversed[i]));
    }
    PickleFormatException error = refused(hex("8005", opcode, length, "61626364"));
    assertThat(error)
        .hasMessageContaining("4 bytes that are left")
        .hasMessageContaining(
            "found " + Long.toUnsignedString(Long.parseUnsignedLong(bigEndian.toString(), 16)));
    assertThat(error.offset()).isBetween(2L, 3L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"54ffffffff", "55ff", "8aff", "8bffffff7f", "5398", "49313233", "4c31"})
  void shouldRefuseOtherOpcodesWithALength(String opcode) {
    assertThat(refused(hex("8005", opcode, "61626364")))
        .hasMessageContaining("found opcode 0x" + opcode.substring(0, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 30, 100_000})
  void shouldNotUnfoldTheMemo(int levels) {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes(hex("8004 29 94"));
    for (int i = 0; i < levels; i++) {
      int n = i & 0xFF;
      bomb.writeBytes(new byte[] {'h', (byte) n, 'h', (byte) n, (byte) 0x86, (byte) 0x94});
    }
    bomb.write('.');
    refused(bomb.toByteArray());
  }

  @Test
  void shouldNotEncodeATextAgainAndAgain() {
    // encode and its arguments are put into the memo once, and then called 25 times.
    byte[] text = new byte[20 << 20];
    Arrays.fill(text, (byte) 'a');
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes(hex("8002"));
    bomb.writeBytes("c_codecs\nencode\nq\0X".getBytes(StandardCharsets.US_ASCII));
    bomb.writeBytes(hex("00004001"));
    bomb.writeBytes(text);
    bomb.writeBytes("X\6\0\0\0latin1".getBytes(StandardCharsets.US_ASCII));
    bomb.writeBytes(hex("86 7101"));
    for (int i = 0; i < 25; i++) {
      bomb.writeBytes(hex("6800 6801 52"));
    }
    bomb.write('.');
    refused(bomb.toByteArray());
  }

  @ParameterizedTest
  @CsvSource({"28, 28", "5d, 5d", "29, 85", "4e, 85", "29, 29", "4e, 94", "28, 74", "80, 80"})
  void shouldNotNestDeeply(String first, String then) {
    String million = String.join("", Collections.nCopies(1_000_000, then));
    refused(hex("8004", first, million, "2e"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2e",
        "74",
        "85",
        "86",
        "87",
        "94",
        "7100",
        "7200000000",
        "6800",
        "6a00000000",
        "52",
        "62",
        "93",
        "4e52",
        "4e4e52",
        "2952",
        "28852e",
        "4e4e62",
        "2828742e",
        "4e2e",
        "292e",
        "4b052e",
        "4e4e2e",
        "4b",
        "4a0102",
        "63",
        "636f730a",
        "8c026f738c0673797374656d93",
        "4e4e93",
        "63250a250a2e",
        "98",
        "97",
        "ff",
        "00",
        "81",
        "8f",
        "90",
        "7d",
        "30",
        "32",
        "51"
      })
  void shouldRefuseWhatHasNoMeaning(String rest) {
    refused(hex("8004", rest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "8000", "8001", "8006", "80ff", "2e", "ffd8ffe0"})
  void shouldRefuseWhatDoesNotBeginAsAPickle(String message) {
    refused(hex(message));
  }

  @Test
  void shouldRefuseMoreBehindTheEnd() {
    byte[] longer = Arrays.copyOf(good, good.length + 2);
    assertThat(refused(longer))
        .hasMessageContaining("expected the end after STOP, found 2 more bytes")
        .extracting(PickleFormatException::offset)
        .isEqualTo(good.length - 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4b02", "4b04", "4affffff7f", "4affffffff", "4e", "88", "29", "28"})
  void shouldRefuseAShapeThatTheDataDoesNotHave(String shape) throws Exception {
    String three =
        HexFormat.of()
            .formatHex(
                PickleVectorsTest.arrays()
                    .filter(v -> v.name().equals("plain") && v.protocol() == 3)
                    .findFirst()
                    .orElseThrow()
                    .pickle());
    assertThat(three).contains("4b014b0385");
    refused(hex(three.replace("4b014b0385", "4b01" + shape + "85")));
  }

  @Test
  void shouldShowNoControlCharacterOfAPeer() {
    byte[] message = "..c\33[31mred\r\nname\n.".getBytes(StandardCharsets.US_ASCII);
    message[0] = (byte) 0x80;
    message[1] = 2;
    assertThat(refused(message)).hasMessageContaining("found ?[31mred?.name,");
  }

  @Test
  void shouldRefuseEveryBeginningOfAPickle() throws Exception {
    for (Vector vector : PickleVectorsTest.arrays().toList()) {
      for (int length = 0; length < vector.pickle().length; length++) {
        refused(Arrays.copyOf(vector.pickle(), length));
      }
    }
  }

  @Test
  void shouldReadOrRefuseAPickleWithOneWrongByte() throws Exception {
    for (Vector vector : PickleVectorsTest.arrays().filter(v -> v.bytes().length < 4).toList()) {
      for (int at = 0; at < vector.pickle().length; at++) {
        for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
          byte[] message = vector.pickle().clone();
          message[at] ^= (byte) flip;
          byte[] expected = vector.bytes();
          Outcome outcome = bounded(message);
          if (outcome.heard().isPresent()) {
            assertThat(outcome.error()).isInstanceOf(PickleFormatException.class);
          } else {
            assertThat(outcome.bytes()).hasSameSizeAs(expected);
            assertThat(Arrays.mismatch(outcome.bytes(), expected))
                .as("%s with byte %d xor %d", vector, at, flip)
                .satisfies(
                    i ->
                        assertThat(
                                i < 0
                                    || Arrays.equals(
                                        outcome.bytes(),
                                        i + 1,
                                        expected.length,
                                        expected,
                                        i + 1,
                                        expected.length))
                            .isTrue());
          }
        }
      }
    }
  }

  @Test
  void shouldReadOrRefuseAnything() throws Exception {
    long chance = new Random().nextLong();
    System.out.println("PickleHostileTest: seed " + chance);
    for (long seed : new long[] {4711, chance}) {
      Random random = new Random(seed);
      var vectors = PickleVectorsTest.all();
      for (int round = 0; round < 20_000; round++) {
        byte[] message = vectors.get(random.nextInt(vectors.size())).pickle().clone();
        byte[] other = vectors.get(random.nextInt(vectors.size())).pickle();
        for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
          int to = random.nextInt(message.length);
          int from = random.nextInt(other.length);
          int length =
              random.nextInt(1 + Math.min(20, Math.min(message.length - to, other.length - from)));
          System.arraycopy(other, from, message, to, length);
          message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
        Outcome outcome = bounded(message);
        if (outcome.heard().isPresent()) {
          assertThat(outcome.error())
              .as("seed %d, round %d", seed, round)
              .isInstanceOf(PickleFormatException.class);
        } else {
          assertThat(outcome.bytes()).hasSizeLessThan(message.length);
        }
      }
    }
  }
}
