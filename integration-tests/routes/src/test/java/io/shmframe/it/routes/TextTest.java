// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.memory.SegmentException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings that end with a zero byte. */
class TextTest extends LayoutTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A segment of so many bytes, with a text and its zero byte at the start. */
  private void segment(int bytes, String text) {
    write(bytes(bytes).put(0, utf8(text)));
  }

  private void overwrite(String text) {
    write(0, ByteBuffer.wrap(utf8(text + "\0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "x", "Grüße aus Köln", "日本語", "🎥", "two\nlines\t"})
  void shouldReadAText(String text) throws Exception {
    segment(100, text);
    consume("text", "");

    assertThat(first().body()).isEqualTo(text);
  }

  @Test
  void shouldSayWhatItIs() throws Exception {
    segment(100, "hello");
    consume("text", "");

    assertThat(first().header("CamelShmFrameEncoding")).isEqualTo("text");
    assertThat(last().header("CamelShmFrameCopies")).isEqualTo(2);
    assertThat(last().headers())
        .doesNotContainKeys(
            "CamelShmFrameWidth",
            "CamelShmFrameStride",
            "CamelShmFrameShape",
            "CamelShmFrameDtype",
            "CamelShmFrameTimestamp",
            "CamelShmFrameSequence");
  }

  @Test
  void shouldReadLongerAndShorterTextsOneAfterAnother() throws Exception {
    segment(100, "hello");
    consume("text", "");
    first();
    String[] texts = {"hello world", "hi", "hi there", "ho there", ""};
    for (int i = 0; i < texts.length; i++) {
      overwrite(texts[i]);
      untilGot(i + 2);
    }

    assertThat(got.stream().map(Got::body))
        .containsExactly("hello", "hello world", "hi", "hi there", "ho there", "");
  }

  @Test
  void shouldNotDeliverAnEmptyTextBeforeTheFirst() throws Exception {
    segment(100, "");
    consume("text", "");
    Thread.sleep(150);
    assertThat(got).isEmpty();
    overwrite("hello");
    untilGot(1);
    overwrite("");
    untilGot(2);

    assertThat(got.stream().map(Got::body)).containsExactly("hello", "");
  }

  @Test
  void shouldDeliverTheSameTextOnce() throws Exception {
    segment(100, "hello");
    consume("text", "");
    first();
    overwrite("hello");
    Thread.sleep(150);
    assertThat(got).hasSize(1);
    overwrite("hallo");
    untilGot(2);

    assertThat(last().body()).isEqualTo("hallo");
  }

  @Test
  void shouldReadATextThatFillsItsSegmentToTheZeroByte() throws Exception {
    segment(6, "hello");
    consume("text", "");

    assertThat(first().body()).isEqualTo("hello");
  }

  @Test
  void shouldReadALongText() throws Exception {
    String text = "0123456789".repeat(10_000);
    segment(100_001, text);
    consume("text", "");

    assertThat(first().body()).isEqualTo(text);
  }

  @Test
  void shouldTellOnceThatATextHasNoEnd() throws Exception {
    segment(20, "x".repeat(20));
    consume("text", "");
    assertThat(firstError()).hasStackTraceContaining("zero byte");
    Thread.sleep(300);

    assertThat(errors).hasSize(1);
  }

  @Test
  void shouldNotLookForTheEndBeyondTheStream() throws Exception {
    write(bytes(40).put(0, filled(25, 'x')));
    consume("text", "streams=2&streamStride=20");

    assertThat(firstError()).hasStackTraceContaining("20 bytes");
  }

  @Test
  void shouldReadTheTextOfAStream() throws Exception {
    write(bytes(40).put(0, utf8("first")).put(20, utf8("second")));
    consume("text", "streams=2&stream=1");

    assertThat(first().body()).isEqualTo("second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "", "Grüße aus Köln", "日本語", "🎥"})
  void shouldWriteATextAndItsZeroByte(String text) throws Exception {
    produce("text", "capacity=50").sendBody("direct:in", text);

    byte[] bytes = utf8(text);
    assertThat(part(file(), 0, bytes.length + 1)).isEqualTo(Arrays.copyOf(bytes, bytes.length + 1));
  }

  @Test
  void shouldWriteAShorterTextOverALongerOne() throws Exception {
    ProducerTemplate template = produce("text", "");
    template.sendBody("direct:in", "hello world");
    template.sendBody("direct:in", "hi");

    assertThat(part(file(), 0, 3)).isEqualTo(utf8("hi\0"));
    assertThat(path()).hasSize(12);
  }

  @Test
  void shouldWriteBodiesThatAreTexts() throws Exception {
    ProducerTemplate template = produce("text", "capacity=50");
    Path file = Files.writeString(folder.resolve("body"), "hello");
    for (Object body :
        new Object[] {
          utf8("hello"),
          new ByteArrayInputStream(utf8("hello")),
          file.toFile(),
          new StringBuilder("hello"),
          ByteBuffer.wrap(utf8("hello"))
        }) {
      template.sendBody("direct:in", "-----");
      template.sendBody("direct:in", body);

      assertThat(part(file(), 0, 6)).as(body.getClass().getName()).isEqualTo(utf8("hello\0"));
    }
  }

  @Test
  void shouldWriteUtf8FromAStream() throws Exception {
    InputStream stream = new ByteArrayInputStream(utf8("Grüße 日本語"));
    produce("text", "").sendBody("direct:in", stream);

    byte[] bytes = utf8("Grüße 日本語");
    assertThat(part(file(), 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void shouldWriteANumberAsText() throws Exception {
    produce("text", "").sendBody("direct:in", 42);

    assertThat(file().array()).isEqualTo(utf8("42\0"));
  }

  @ParameterizedTest
  @CsvSource({"string", "bytes", "stream"})
  void shouldRefuseATextWithAZeroByteAndKeepTheLast(String kind) throws Exception {
    ProducerTemplate template = produce("text", "");
    template.sendBody("direct:in", "hello");
    Object body =
        switch (kind) {
          case "string" -> "he\0lo";
          case "bytes" -> utf8("he\0lo");
          default -> new ByteArrayInputStream(utf8("he\0lo"));
        };

    assertThatThrownBy(() -> template.sendBody("direct:in", body))
        .hasCauseInstanceOf(InvalidPayloadException.class)
        .hasStackTraceContaining("byte 2");
    assertThat(file().array()).isEqualTo(utf8("hello\0"));
  }

  @Test
  void shouldRefuseNoBody() throws Exception {
    ProducerTemplate template = produce("text", "");

    assertThatThrownBy(() -> template.sendBody("direct:in", null))
        .hasCauseInstanceOf(InvalidPayloadException.class);
    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldMakeRoomForTheFirstTextAlone() throws Exception {
    ProducerTemplate template = produce("text", "");
    template.sendBody("direct:in", "hello");

    assertThat(path()).hasSize(6);
    assertThatThrownBy(() -> template.sendBody("direct:in", "hello world"))
        .hasCauseInstanceOf(SegmentException.class)
        .hasStackTraceContaining("capacity");
    assertThat(file().array()).isEqualTo(utf8("hello\0"));
  }

  @Test
  void shouldMakeRoomForAsManyBytesAsAreAskedFor() throws Exception {
    ProducerTemplate template = produce("text", "capacity=100");
    template.sendBody("direct:in", "hello");
    template.sendBody("direct:in", "x".repeat(99));

    assertThat(part(file(), 0, 100)).isEqualTo(utf8("x".repeat(99) + "\0"));
    assertThatThrownBy(() -> template.sendBody("direct:in", "x".repeat(200)))
        .hasCauseInstanceOf(SegmentException.class);
  }

  @Test
  void shouldMakeANewSegmentForALongerTextWhereItOwnsTheName() throws Exception {
    ProducerTemplate template = produce("text", "create=replace");
    template.sendBody("direct:in", "hello");
    template.sendBody("direct:in", "hello world");

    assertThat(file().array()).isEqualTo(utf8("hello world\0"));
  }

  @Test
  void shouldCopyTextsFromSegmentToSegment() throws Exception {
    segment(100, "Grüße");
    copy("text", "", e -> {});

    assertThat(errors).isEmpty();
    assertThat(copied().array()).isEqualTo(utf8("Grüße\0"));
  }

  @Test
  void shouldTellOnceThatATextHasNoEndAndGoOn() throws Exception {
    segment(20, "x".repeat(20));
    consume("text", "");
    assertThat(firstError()).hasStackTraceContaining("zero byte");
    Thread.sleep(300);
    assertThat(errors).hasSize(1);
    overwrite("hello");
    untilGot(1);

    assertThat(last().body()).isEqualTo("hello");
    assertThat(errors).hasSize(1);
  }

  @Test
  void shouldTellAgainThatATextHasNoEndWhenOneCameInBetween() throws Exception {
    segment(20, "hello");
    consume("text", "");
    first();
    write(0, ByteBuffer.wrap(filled(20, 'x')));
    until(() -> errors.size() == 1);
    overwrite("hi");
    untilGot(2);
    write(0, ByteBuffer.wrap(filled(20, 'y')));
    until(() -> errors.size() == 2);
    overwrite("ho");
    untilGot(3);

    assertThat(got.stream().map(Got::body)).containsExactly("hello", "hi", "ho");
  }
}
