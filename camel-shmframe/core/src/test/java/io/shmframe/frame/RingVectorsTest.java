// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import static io.shmframe.frame.RingFixture.all;
import static io.shmframe.frame.RingFixture.anywhere;
import static io.shmframe.frame.RingFixture.at;
import static io.shmframe.frame.RingFixture.frame;
import static io.shmframe.frame.RingFixture.latest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.shmframe.layout.FrameGeometry;
import io.shmframe.memory.Futex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The segments of {@code docs/spec/vectors}, which are made from the tables of the specification by
 * a program that knows no client. Offsets are written out on purpose.
 */
@Timeout(60)
class RingVectorsTest {

  /** Where the fields of the control page are; {@code wake} has 4 bytes. */
  private static final Map<String, Integer> CONTROL =
      Map.ofEntries(
          entry("version", 8),
          entry("id", 16),
          entry("fileBytes", 24),
          entry("slots", 32),
          entry("slotBytes", 40),
          entry("capacity", 48),
          entry("descriptorsOffset", 56),
          entry("descriptorBytes", 64),
          entry("slotsOffset", 72),
          entry("pins", 80),
          entry("entries", 88),
          entry("created", 96),
          entry("crc", 104),
          entry("head", 320),
          entry("base", 328),
          entry("state", 384),
          entry("writerId", 448),
          entry("writerPid", 456),
          entry("writerPidNamespace", 464),
          entry("writerSince", 472),
          entry("published", 512),
          entry("aborted", 520),
          entry("skipped", 528),
          entry("takeovers", 536),
          entry("blocked", 544),
          entry("blockedNanos", 552),
          entry("refused", 560),
          entry("freed", 568));

  private static final Map<String, Integer> ENTRY =
      Map.of(
          "pin",
          0,
          "next",
          8,
          "pid",
          16,
          "pidNamespace",
          24,
          "since",
          32,
          "delivered",
          40,
          "missed",
          48,
          "torn",
          56);

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

  private RingVector installed(String name) throws IOException {
    RingVector vector = new RingVector(name);
    vector.install(ring.path);
    return vector;
  }

  static Stream<String> every() throws IOException {
    return RingVector.names().stream();
  }

  static Stream<String> readable() throws IOException {
    return chosen(true);
  }

  static Stream<String> unreadable() throws IOException {
    return chosen(false);
  }

  private static Stream<String> chosen(boolean attaching) throws IOException {
    List<String> chosen = new ArrayList<>();
    for (String name : RingVector.names()) {
      if (new RingVector(name).attaches() == attaching) {
        chosen.add(name);
      }
    }
    return chosen.stream();
  }

  @Test
  void shouldFindAllVectors() throws IOException {
    assertThat(every()).hasSize(14);
    assertThat(unreadable())
        .containsExactly("ring-bad-crc", "ring-bad-sizes", "ring-newer-major", "ring-truncated");
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void shouldSayWhyNobodyAttaches(String name) throws Exception {
    RingVector vector = installed(name);
    RingReader reader = ring.reader(latest());

    assertThat(reader.look(anywhere())).isEqualTo(Look.DETACHED);
    assertThat(reader.problem().get())
        .hasMessageContaining(ring.path.toString())
        .hasMessageMatching(
            switch (vector.text("error")) {
              case "version" -> ".*version 2\\.0: expected 1\\.0.*";
              case "crc" -> ".* crc=\\d+: expected \\d+.*";
              default -> ".*(slotsOffset=|has \\d+ bytes: expected ).*";
            });
  }

  @ParameterizedTest
  @MethodSource("readable")
  void shouldKnowTheFieldsOfTheFiles(String name) throws Exception {
    RingVector vector = installed(name);
    RingSegment segment = RingSegment.open(ring.path, false);
    RingTable table = RingTable.open(segment);

    for (String field : vector.names("control.")) {
      long found =
          field.equals("wake")
              ? Integer.toUnsignedLong(segment.wake())
              : segment.get(CONTROL.get(field));
      assertThat(found).as(field).isEqualTo(vector.number("control." + field));
    }
    List<Long> locks = new ArrayList<>();
    for (int slot = 0; slot < segment.layout().slots(); slot++) {
      locks.add(segment.lock(slot));
    }
    assertThat(locks).isEqualTo(vector.numbers("locks"));
    for (int i = 0; i < vector.count("readers"); i++) {
      String entry = "readers." + i + ".";
      int number = (int) vector.number(entry + "entry");
      for (Map.Entry<String, Integer> field : ENTRY.entrySet()) {
        assertThat(table.get(number, field.getValue()))
            .as(field.getKey())
            .isEqualTo(vector.number(entry + field.getKey()));
      }
      assertThat(table.name(number)).isEqualTo(vector.text(entry + "name"));
    }
    table.close();
    segment.release();
  }

  private static List<Long> tickets(RingCursor cursor, RingSegment segment) throws IOException {
    List<Long> tickets = new ArrayList<>();
    for (long ticket; (ticket = cursor.next(segment)) != 0; cursor.done(ticket)) {
      tickets.add(ticket);
    }
    return tickets;
  }

  @ParameterizedTest
  @MethodSource("readable")
  void shouldComeToTheTicketsOfAVector(String name) throws Exception {
    RingVector vector = installed(name);
    RingSegment segment = RingSegment.open(ring.path, false);

    assertThat(tickets(new RingCursor(Delivery.ALL), segment))
        .isEqualTo(RingVector.sorted(vector.numbers("all"), vector.numbers("invalid")));
    assertThat(new RingCursor(Delivery.LATEST).next(segment)).isEqualTo(vector.number("latest"));
    for (String last : vector.names("allAfter.")) {
      RingCursor cursor = new RingCursor(Delivery.ALL);
      cursor.next(segment);
      cursor.done(Long.parseLong(last));
      assertThat(tickets(cursor, segment))
          .as("after " + last)
          .isEqualTo(vector.numbers("allAfter." + last));
    }
    segment.release();
  }

  private static void same(RingVector vector, String frame, FrameInfo info, byte[] payload) {
    FrameGeometry geometry = info.geometry();
    long kind = vector.number(frame + ".kind");
    assertThat(info.sequence()).hasValue(vector.number(frame + ".sequence"));
    assertThat(info.timestampNanos()).isEqualTo(vector.number(frame + ".captured"));
    assertThat(FrameFlag.bits(info.flags())).isEqualTo(vector.number(frame + ".flags") & 15);
    assertThat(payload).isEqualTo(vector.packed(frame));
    assertThat(geometry.isPicture()).isEqualTo(kind == 1);
    assertThat(geometry.isTensor()).isEqualTo(kind == 2);
    Map<String, Object> fields = new HashMap<>(vector.metadata(frame));
    if (kind == 1) {
      assertThat(geometry.width()).isEqualTo((int) vector.number(frame + ".width"));
      assertThat(geometry.height()).isEqualTo((int) vector.number(frame + ".height"));
      assertThat(geometry.channels()).isEqualTo((int) vector.number(frame + ".channels"));
      assertThat(geometry.type()).isEqualTo((int) vector.number(frame + ".type"));
      assertThat(geometry.format().get().code()).isEqualTo((int) vector.number(frame + ".fourcc"));
    } else if (kind == 2) {
      List<Long> shape = new ArrayList<>();
      for (int length : geometry.shape()) {
        shape.add((long) length);
      }
      assertThat(shape).isEqualTo(vector.numbers(frame + ".shape"));
      assertThat(geometry.element().number()).isEqualTo((int) vector.number(frame + ".dtype"));
    } else if (kind == 3) {
      fields.put("width", vector.number(frame + ".width"));
      fields.put("height", vector.number(frame + ".height"));
    }
    assertThat(info.encoding()).isEqualTo(kind == 3 ? "jpeg" : "raw");
    assertThat(info.fields()).usingRecursiveComparison().isEqualTo(fields);
  }

  @ParameterizedTest
  @MethodSource("readable")
  void shouldCopyWhatAVectorSays(String name) throws Exception {
    RingVector vector = installed(name);
    RingReader reader = ring.reader(all().withLoans(0));
    ByteBuffer[] copy = new ByteBuffer[1];
    int frames = 0;

    for (Look found = Look.INVALID; found != Look.NOTHING; ) {
      found = reader.look(geometry -> copy[0] = ByteBuffer.allocate((int) geometry.bytes()));
      assertThat(found).isNotIn(Look.DETACHED, Look.TORN);
      if (found == Look.FRAME) {
        same(vector, "frames." + frames++, reader.info(), copy[0].array());
      }
    }
    assertThat(frames).isEqualTo(vector.count("all"));
    assertThat(reader.counters().invalid()).isEqualTo(vector.count("invalid"));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void shouldLendWhatAVectorSays(String name) throws Exception {
    RingVector vector = installed(name);
    RingReader reader = ring.reader(all());
    int frames = 0;

    for (Look found = Look.INVALID; found != Look.NOTHING; ) {
      found = reader.lookInPlace();
      assertThat(found).isNotIn(Look.DETACHED, Look.TORN);
      if (found == Look.FRAME) {
        try (FrameView loan = reader.loan()) {
          byte[] payload = new byte[(int) loan.geometry().bytes()];
          loan.copyTo(ByteBuffer.wrap(payload));
          same(vector, "frames." + frames++, reader.info(), payload);
          assertThat(loan.shared()).isEqualTo(vector.number("control.pins") > 0);
        }
      }
    }
    assertThat(frames).isEqualTo(vector.count("all"));
    assertThat(reader.counters().invalid()).isEqualTo(vector.count("invalid"));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void shouldTakeTheNewestThatAVectorSays(String name) throws Exception {
    RingVector vector = installed(name);
    RingReader reader = ring.reader(latest());

    assertThat(reader.look(anywhere()))
        .isEqualTo(vector.number("latest") == 0 ? Look.NOTHING : Look.FRAME);
    if (vector.number("latest") != 0) {
      int newest = vector.count("frames") - 1;
      assertThat(reader.info().sequence())
          .hasValue(vector.number("frames." + newest + ".sequence"));
      assertThat(reader.look(anywhere())).isEqualTo(Look.NOTHING);
    }
  }

  /** The claim's first mark, and what the takeover has done before it. */
  private RingWriter takingOver(RingVector vector, List<Long> marks) {
    int slots = (int) vector.number("control.slots");
    long from = vector.number("takeover.searchFrom");
    return ring.kept(
        new RingWriter(
            ring.path,
            RingWriterOptions.defaults(),
            step -> {
              if (step == RingStep.MARKED && marks.isEmpty()) {
                try {
                  ByteBuffer file = RawSegment.read(ring.path);
                  marks.add(file.getLong(4096 + (int) (from % slots) * 2048));
                  marks.add(file.getLong(320));
                  marks.add(Integer.toUnsignedLong(file.getInt(256)));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }
            }));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void shouldTakeOverOrRetireAsAVectorSays(String name) throws Exception {
    RingVector vector = installed(name);
    if (vector.text("takeover.fits").equals("false")) {
      retired(vector);
      return;
    }
    List<Long> marks = new ArrayList<>();
    RingWriter writer = takingOver(vector, marks);
    long from = vector.number("takeover.searchFrom");
    writer.publish(frame(FrameGeometry.bytes(1), 5), at(1));

    ByteBuffer file = RawSegment.read(ring.path);
    long head = file.getLong(320);
    int descriptor = 4096 + (int) (head % vector.number("control.slots")) * 2048;
    assertThat(file.getLong(16)).isEqualTo(vector.number("control.id"));
    assertThat(marks)
        .containsExactly(2 * from - 1, from - 1, vector.number("control.wake") + 1 & 0xFFFF_FFFFL);
    assertThat(head).isEqualTo(from);
    assertThat(file.getLong(descriptor + 72)).isEqualTo(vector.number("takeover.nextSequence"));
    assertThat(file.getLong(descriptor + 128)).isEqualTo(1);
    assertThat(file.getLong(536)).isEqualTo(1);
    assertThat(file.getLong(480)).isEqualTo(Futex.available() ? 1 : 0);
    writer.publish(frame(FrameGeometry.bytes(1), 6), at(2));
    RingReader reader = ring.reader(latest());
    assertThat(RingFixture.value(reader)).isEqualTo(6);
    assertThat(reader.info().sequence()).hasValue(vector.number("takeover.nextSequence") + 1);
  }

  private void retired(RingVector vector) throws IOException {
    try (RawSegment old = new RawSegment(ring.path, 4096)) {
      ring.writer(RingWriterOptions.defaults()).publish(frame(FrameGeometry.bytes(1), 5), at(1));

      assertThat(RawSegment.read(ring.path).getLong(16)).isNotEqualTo(vector.number("control.id"));
      assertThat(old.memory.getLong(384)).isEqualTo(2);
      assertThat(Integer.toUnsignedLong(old.memory.getInt(256)))
          .isEqualTo(vector.number("control.wake") + 1);
      assertThat(folder.resolve(vector.text("tableName").replace("NAME", "ring"))).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void shouldReplaceWhatNobodyCanAttachTo(String name) throws Exception {
    installed(name);
    try (RawSegment old = new RawSegment(ring.path, 4096)) {
      ring.writer(RingWriterOptions.defaults()).publish(frame(FrameGeometry.bytes(1), 5), at(1));

      assertThat(RingFixture.value(ring.reader(latest()))).isEqualTo(5);
      // Of another major version nobody knows where the state is.
      assertThat(old.memory.getLong(384)).isEqualTo(name.equals("ring-newer-major") ? 1 : 2);
    }
  }

  private byte[] files(String name) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, name)) {
      return Files.readAllBytes(found.iterator().next());
    }
  }

  private static byte[] part(byte[] file, int from, int to) {
    return java.util.Arrays.copyOfRange(file, from, to);
  }

  /** A ring in a folder of its own. */
  private RingFixture own() throws IOException {
    return new RingFixture(Files.createDirectories(folder.resolve("own")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring-image", "ring-nv12", "ring-tensor", "ring-encoded-with-metadata"})
  void shouldWriteWhatAVectorSays(String name) throws Exception {
    RingVector vector = installed(name);
    byte[] given = vector.file("segment");
    ByteBuffer words = ByteBuffer.wrap(given).order(ByteOrder.LITTLE_ENDIAN);
    RingReader reader = ring.reader(all().withLoans(0));
    ByteBuffer[] copy = new ByteBuffer[1];
    int slots = (int) vector.number("control.slots");
    int capacity = (int) vector.number("control.capacity");
    int compared = 0;

    for (int i = 0; i < vector.count("frames"); i++) {
      assertThat(reader.look(geometry -> copy[0] = ByteBuffer.allocate((int) geometry.bytes())))
          .isEqualTo(Look.FRAME);
      FrameInfo info = reader.info();
      int slot = (int) (vector.number("frames." + i + ".ticket") % slots);
      int from = 4096 + slot * 2048;
      boolean checksum = (words.getLong(from + 128) & 16) != 0;
      try (RingFixture own = own()) {
        RingWriter writer =
            own.writer(RingFixture.slots(slots).withCapacity(capacity).withChecksum(checksum));
        writer.publish(
            FrameView.of(info.geometry(), copy[0]),
            new FrameTags(info.timestampNanos(), info.fields(), info.encoding(), info.flags()));
        byte[] made = Files.readAllBytes(own.path);
        writer.unlink();
        // The second of two pictures has gaps, which a writer need not make.
        if (vector.packed("frames." + i).length < vector.number("frames." + i + ".payloadBytes")) {
          continue;
        }
        compared++;
        // The colour range may be unknown to a writer; its clocks and its number are its own.
        descriptor(given, from, made, 4096 + 2048, metadata(vector, i, words.getLong(from + 536)));
        int slotsAt = (int) vector.number("control.slotsOffset");
        int slotBytes = (int) vector.number("control.slotBytes");
        assertThat(part(made, slotsAt + slotBytes, slotsAt + 2 * slotBytes))
            .isEqualTo(part(given, slotsAt + slot * slotBytes, slotsAt + (slot + 1) * slotBytes));
        assertThat(part(made, 0, 16)).isEqualTo(part(given, 0, 16));
        assertThat(part(made, 24, 88)).isEqualTo(part(given, 24, 88));
        assertThat(part(made, 328, 336)).isEqualTo(part(given, 328, 336));
        assertThat(part(made, 384, 392)).isEqualTo(part(given, 384, 392));
        assertThat(made).hasSameSizeAs(given);
      }
    }
    assertThat(compared).isPositive();
  }

  /** How many bytes of metadata a writer can say the same of: it has no entry of a later type. */
  private static int metadata(RingVector vector, int frame, long bytes) {
    return vector.metadata("frames." + frame).size() > 1 ? -1 : (int) bytes;
  }

  private static void descriptor(byte[] given, int from, byte[] made, int at, int metadata) {
    assertThat(part(made, at + 80, at + 88)).isEqualTo(part(given, from + 80, from + 88));
    assertThat(part(made, at + 112, at + 176)).isEqualTo(part(given, from + 112, from + 176));
    assertThat(part(made, at + 184, at + 536)).isEqualTo(part(given, from + 184, from + 536));
    if (metadata >= 0) {
      assertThat(part(made, at + 536, at + 544)).isEqualTo(part(given, from + 536, from + 544));
      assertThat(part(made, at + 552, at + 576 + metadata))
          .isEqualTo(part(given, from + 552, from + 576 + metadata));
    }
  }

  @Test
  void shouldWriteTheTableAndTheEntryOfAVector() throws Exception {
    RingVector vector = new RingVector("ring-image");
    ByteBuffer given = ByteBuffer.wrap(vector.file("table")).order(ByteOrder.LITTLE_ENDIAN);
    RingWriter writer = ring.writer(RingFixture.slots(4).withCapacity(48));
    writer.publish(frame(FrameGeometry.bytes(1), 5), at(1));
    RingReader reader =
        ring.reader(all().withLoans(0).withAwaited(true).withName("Zuschauer \u00fc"));
    RingFixture.value(reader);

    byte[] file = files("ring~readers-*");
    ByteBuffer made = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int entries = (int) made.getLong(24);
    int last = 128 * entries;
    assertThat(part(file, 0, 16)).isEqualTo(part(given.array(), 0, 16));
    assertThat(made.getLong(16)).isEqualTo(RawSegment.read(ring.path).getLong(16));
    assertThat(made.getLong(32)).isEqualTo(given.getLong(32));
    assertThat(part(file, 40, 128)).isEqualTo(part(given.array(), 40, 128));
    assertThat(file).hasSize(last + 128);
    assertThat(made.getLong(last)).isZero();
    assertThat(made.getLong(last + 8)).isEqualTo(2);
    assertThat(made.getLong(last + 16)).isEqualTo(ProcessHandle.current().pid());
    assertThat(made.getLong(last + 40)).isEqualTo(1);
    assertThat(part(file, last + 64, last + 128))
        .isEqualTo(part(given.array(), 128 * 3 + 64, 128 * 4));
    reader.close();
    assertThat(part(files("ring~readers-*"), last, last + 24)).containsOnly(0);
  }
}
