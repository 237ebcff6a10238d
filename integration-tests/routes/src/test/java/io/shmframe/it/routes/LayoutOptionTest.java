// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.layout.Alignment;
import io.shmframe.layout.ElementType;
import io.shmframe.layout.FieldType;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.Synchronisation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the layout option and those around it take, and what they say of what they do not. */
class LayoutOptionTest extends LayoutTest {

  @ParameterizedTest
  @CsvSource({
    "frameheader, ''",
    "imginf, ''",
    "raw, 'width=8&height=4&channels=3'",
    "status, ''",
    "text, ''"
  })
  void shouldKnowThePresets(String preset, String options) {
    assertThatCode(() -> context.getEndpoint(at(preset, options))).doesNotThrowAnyException();
  }

  /** A preset is a description that has a name. */
  @ParameterizedTest
  @CsvSource({
    "frameheader, 24",
    "'width:i32,height:i32,channels:i32,timestampMs:i64,valid:i32', 24",
    "imginf, 12",
    "'width:i32,height:i32,type:i32', 12"
  })
  void shouldReadTheSameByPresetAndByDescription(String layout, int data) throws Exception {
    ByteBuffer whole = bytes(data + 96).putInt(0, 8).putInt(4, 4).put(data, counting(96, 1));
    write(data == 24 ? whole.putInt(8, 3).putLong(12, 5).putInt(20, 1) : whole.putInt(8, 16));
    consume(layout, "");

    assertThat(first().bytes()).isEqualTo(counting(96, 1));
    assertThat(last().header("CamelShmFrameType")).isEqualTo(16);
  }

  @Test
  void shouldReadThePresetOfTensors() throws Exception {
    write(
        bytes(16 + 24)
            .putInt(0, 1)
            .putInt(4, 2)
            .putInt(8, 2)
            .putInt(12, 3)
            .putFloat(16, 0.5F)
            .putFloat(36, -1));
    consume("status", "bodyType=array");

    assertThat(first().body()).isEqualTo(new float[] {0.5F, 0, 0, 0, 0, -1});
    assertThat(last().header("CamelShmFrameShape")).isEqualTo("2x3");
  }

  /** u8 at 0, i32 at 4, i32 at 8, i32 at 12 (valid); natural: 16 bytes; pixels at 32. */
  private HeaderLayout bean() {
    return HeaderLayout.builder("mine")
        .byteOrder(ByteOrder.BIG_ENDIAN)
        .align(Alignment.NATURAL)
        .field("camera", FieldType.U8)
        .field("width", FieldType.I32)
        .field("height", FieldType.I32)
        .field("valid", FieldType.I32)
        .element(ElementType.UINT8)
        .synchronisation(Synchronisation.VALID)
        .dataOffset(32)
        .build();
  }

  private static ByteBuffer beanFrame() {
    return bytes(32 + 96)
        .order(ByteOrder.BIG_ENDIAN)
        .put(0, (byte) 200)
        .putInt(4, 8)
        .putInt(8, 4)
        .putInt(12, 1)
        .put(32, counting(96, 1));
  }

  @Test
  void shouldReadALayoutOfTheRegistry() throws Exception {
    context.getRegistry().bind("mine", bean());
    write(beanFrame());
    consume("#mine", "channels=3");

    assertThat(first().bytes()).isEqualTo(counting(96, 1));
    assertThat(last().header("CamelShmFrameField.camera")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"#mine", "#bean:mine"})
  void shouldWriteALayoutOfTheRegistry(String reference) throws Exception {
    context.getRegistry().bind("mine", bean());
    produce(reference, "width=8&height=4&channels=3")
        .sendBodyAndHeader("direct:in", counting(96, 1), "CamelShmFrameField.camera", 200);

    assertThat(file()).isEqualTo(beanFrame().order(ByteOrder.LITTLE_ENDIAN));
  }

  @Test
  void shouldTakeADescriptionWithinABean() throws Exception {
    context
        .getRegistry()
        .bind("mine", HeaderLayout.builder("mine").describe("width:u16,height:u16").build());
    produce("#mine", "channels=3&width=8&height=4").sendBody("direct:in", counting(96, 1));

    assertThat(List.of(file().getShort(0), file().getShort(2)))
        .containsExactly((short) 8, (short) 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"byteOrder=big", "align=natural", "dataOffset=64"})
  void shouldRefuseOptionsThatABeanHasItself(String option) {
    context.getRegistry().bind("mine", bean());

    assertThatThrownBy(() -> context.getEndpoint(at("#mine", "channels=3&" + option)))
        .hasStackTraceContaining("Option layout")
        .hasStackTraceContaining("#mine")
        .hasStackTraceContaining("bean");
  }

  @Test
  void shouldNameABeanThatIsNotThere() {
    assertThatThrownBy(() -> context.getEndpoint(at("#missing", "")))
        .hasStackTraceContaining("missing")
        .hasStackTraceContaining("layout");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "frameheader; sync=seqlock; Option sync; seqlock",
        "frameheader; sync=status; Option sync; status",
        "raw; sync=valid; Option sync; valid",
        "frameheader; sync=hope; Option sync; hope",
        "frameheader; byteOrder=middle; Option byteOrder; middle",
        "frameheader; align=wide; align; wide",
        "frameheader; dataOffset=-1; Option dataOffset; -1",
        "frameheader; dataOffset=20; dataOffset 20; valid:i32@20",
        "frameheader; stride=-1; Option stride; -1",
        "frameheader; streams=0; Option streams; 0",
        "frameheader; streams=many; streams; many",
        "frameheader; stream=1; Option stream; 1",
        "frameheader; streamStride=-1; Option streamStride; -1",
        "imginf; streams=2&streamStride=5; Option streamStride; 5",
        "frameheader; regions=-1; Option regions; -1",
        "frameheader; region=1; Option region; 1",
        "raw; width=8&height=4&channels=3&region=2; Option region; 2",
        "frameheader; dtype=float31; Option dtype; float31",
        "frameheader; dtype=; Option dtype; ''",
        "sequence:u32; dtype=int8&shape=2y3; Option shape; 2y3",
        "sequence:u32; dtype=int8&shape=0x3; 0x3; 0x3",
        "frameheader; pixelFormat=BGR25; pixelFormat; BGR25",
        "frameheader; freshness=maybe; freshness; maybe",
        "imginf; freshness=header; Option freshness; header",
        "frameheader; requestTimeout=0; Option requestTimeout; 0",
        "frameheader; requestTimeout=soon; requestTimeout; soon",
        "raw; width=8&height=4&channels=3&answerType=5000; Option answerType; 5000",
        "frameheader; type=16&dtype=float32; Option type; float32",
        "frameheader; type=16&channels=1; Option type; channels=1",
        "text; bodyType=frame; Option bodyType; frame",
        "text; bodyType=mat; Option bodyType; mat",
        "square; ''; Option layout; square",
        "Frameheader; ''; Option layout; Frameheader",
        "sequence:u32; ''; Option layout; how large",
        "raw; ''; Option layout; how large",
        "width:i32,height:i32; ''; Option layout; how large",
        "ndim:i32,width:i32; ''; Option layout; ndim",
        "frameheader; exchangePattern=InOut; Option exchangePattern; InOut",
        "imginf; exchangePattern=InOut; Option exchangePattern; InOut",
        "raw; width=8&height=4&channels=3&regions=1&exchangePattern=InOut; Option exchangePattern; InOut"
      })
  void shouldNameTheOptionAndWhatWasFound(
      String layout, String options, String option, String found) {
    String rest = "''".equals(options) ? "" : options;

    assertThatThrownBy(() -> context.getEndpoint(at(layout, rest)))
        .hasStackTraceContaining(option)
        .hasStackTraceContaining(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "width:i32,height; 17; ':'",
        "width.i32,height:i32; 6; ':'",
        "width:int; 7; unknown type 'int'",
        "width:I32; 7; unknown type 'I32'",
        "width:,height:i32; 7; type is missing",
        "width:i32,,height:i32; 11; name of a field",
        "width:i32,; 11; name of a field",
        ":i32; 1; name of a field",
        "1a:u8; 1; name of a field",
        "a:u8[0]; 6; count of 0",
        "a:u8[]; 6; number of elements",
        "a:u8[-1]; 6; number of elements",
        "a:u8[2,b:u8; 7; ']'",
        "a:char[99999999999]; 8; too large",
        "a:u8@x; 6; offset",
        "a:u8@4x; 7; ','",
        "a:u8!b:u8; 5; ','",
        "a:u8,b:u8,a:u16; 11; 'a' is there twice",
        "a:u32,b:u32@2; 7; lies over field a:u32@0",
        "a:u8,width:f32; 6; width:f32",
        "valid:u8[2]; 1; one integer",
        "a:u8,_:0; 6; skip of 0",
        "a:f64[2147483647]; 1; largest segment"
      })
  void shouldPointAtTheCharacterThatIsWrong(String description, int character, String why) {
    assertThatThrownBy(() -> context.getEndpoint(at(description, "width=8&height=4&channels=3")))
        .hasStackTraceContaining("Option layout")
        .hasStackTraceContaining("character " + character + ": ")
        .hasStackTraceContaining(why);
  }

  @Test
  void shouldDrawAnArrowUnderTheCharacterThatIsWrong() {
    assertThatThrownBy(() -> context.getEndpoint(at("width:i32,height:int", "channels=3")))
        .satisfies(
            e -> {
              Throwable cause = e;
              while (cause.getCause() != null) {
                cause = cause.getCause();
              }
              List<String> lines = Arrays.asList(cause.getMessage().split("\n"));
              int shown = lines.indexOf("  width:i32,height:int");
              assertThat(shown).isPositive();
              assertThat(lines.get(shown + 1)).isEqualTo("  " + " ".repeat(17) + "^");
            });
  }

  @ParameterizedTest
  @CsvSource({"status", "'status:u8,width:u16,height:u16,channels:u8'"})
  void shouldTakeInOutWhereThereIsAPlaceForAnswers(String layout) {
    assertThatCode(() -> context.getEndpoint(at(layout, "exchangePattern=InOut")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"raw, ''", "frameheader, '&regions=2'"})
  void shouldTakeInOutWhereThereAreTwoRegions(String layout, String options) {
    assertThatCode(
            () ->
                context.getEndpoint(
                    at(layout, "exchangePattern=InOut&width=8&height=4&channels=3" + options)))
        .doesNotThrowAnyException();
  }
}
