// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderLayoutTest {

  @Test
  void shouldPlaceTheFieldsOfFrameheaderAsAPackedStructDoes() {
    HeaderLayout layout = Preset.FRAMEHEADER.layout();

    assertThat(layout.fields())
        .containsExactly(
            new Field("width", FieldType.I32, 1, 0),
            new Field("height", FieldType.I32, 1, 4),
            new Field("channels", FieldType.I32, 1, 8),
            new Field("timestampMs", FieldType.I64, 1, 12),
            new Field("valid", FieldType.I32, 1, 20));
    assertThat(layout.dataOffset()).isEqualTo(24);
    assertThat(layout.synchronisation()).isEqualTo(Synchronisation.VALID);
  }

  @Test
  void shouldPlaceFieldsAsACompilerDoesWhereTheyAreAligned() {
    // struct { int32_t width, height; uint8_t valid; int64_t timestampMs; char name[5]; } is 32
    // bytes.
    HeaderLayout layout =
        HeaderLayout.builder("mine")
            .align(Alignment.NATURAL)
            .describe("width:i32,height:i32,valid:u8,timestampMs:i64,name:char[5]")
            .build();

    assertThat(layout.field("timestampMs").orElseThrow().offset()).isEqualTo(16);
    assertThat(layout.field("name").orElseThrow().offset()).isEqualTo(24);
    assertThat(layout.headerEnd()).isEqualTo(32);
    assertThat(layout.dataOffset()).isEqualTo(32);
  }

  @Test
  void shouldTakeOffsetsSkipsAndSpaces() {
    HeaderLayout layout =
        HeaderLayout.parse(" width:u16 @ 8 , height:u16, _:4, channels : u8, _:i32[2], valid:u8");

    assertThat(layout.field("width").orElseThrow().offset()).isEqualTo(8);
    assertThat(layout.field("height").orElseThrow().offset()).isEqualTo(10);
    assertThat(layout.field("channels").orElseThrow().offset()).isEqualTo(16);
    assertThat(layout.field("valid").orElseThrow().offset()).isEqualTo(25);
    assertThat(layout.dataOffset()).isEqualTo(26);
    assertThat(layout.fields()).hasSize(4);
  }

  @Test
  void shouldPutThePayloadWhereItIsToldTo() {
    HeaderLayout behind =
        HeaderLayout.builder("behind").describe("width:i32@96,height:i32").dataOffset(0).build();

    assertThat(behind.dataOffset()).isZero();
    assertThat(behind.headerEnd()).isEqualTo(104);
    assertThatThrownBy(
            () -> HeaderLayout.builder("over").describe("width:i32").dataOffset(2).build())
        .hasMessageContaining("dataOffset 2")
        .hasMessageContaining("width");
  }

  @ParameterizedTest
  @CsvSource({
    "'sequence:u32,seqlock:u32,status:i32,valid:u8', VALID",
    "'sequence:u32,seqlock:u32,status:i32', STATUS",
    "'sequence:u32,seqlock:u32', SEQLOCK",
    "'sequence:u32,width:i32', SEQUENCE",
    "'width:i32', NONE"
  })
  void shouldChooseTheWayOfSynchronisingFromTheFields(String description, Synchronisation way) {
    assertThat(HeaderLayout.parse(description).synchronisation()).isEqualTo(way);
  }

  @Test
  void shouldSynchroniseAsItIsToldTo() {
    HeaderLayout layout = HeaderLayout.parse("valid:u8,sequence:u32");

    assertThat(layout.synchronisedBy(Synchronisation.SEQUENCE).syncField())
        .contains(new Field("sequence", FieldType.U32, 1, 1));
    assertThat(layout.synchronisedBy(Synchronisation.NONE).syncField()).isEmpty();
    assertThatThrownBy(() -> layout.synchronisedBy(Synchronisation.SEQLOCK))
        .hasMessageContaining("'seqlock'");
  }

  /** The description, the number of the character that is wrong, and what is said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'' ; 1; the name of a field",
        "'width'; 6; expected ':'",
        "'width:'; 7; a type is missing",
        "'width:i33'; 7; unknown type 'i33'",
        "'width:I32'; 7; unknown type 'I32'",
        "'width:i32 height:i32'; 11; expected ','",
        "'width:i32,'; 11; the name of a field",
        "'width:i32,,height:i32'; 11; the name of a field",
        "'width:i32,2d:i32'; 11; the name of a field",
        "'width:i32[2'; 12; expected ']'",
        "'width:i32[]'; 11; a number of elements",
        "'name:char[0]'; 11; a count of 0",
        "'width:i32@'; 11; an offset",
        "'width:i32@-4'; 11; an offset",
        "'width:i32@99999999999'; 11; too large",
        "'_:0'; 1; expected 1 or more",
        "'_:'; 3; a type is missing",
        "'width:i32,width:i32'; 11; there twice",
        "'width:i32,height:i32@2'; 11; lies over",
        "'width:f32'; 1; one integer",
        "'a:u8,valid:char[4]'; 6; one integer",
        "'shape:f64[2]'; 1; integers",
        "'timestampMs:char[20]'; 1; floating-point",
        "'dtype:f32'; 1; char[n]",
        "'width:i32,hoehe:i3ü'; 17; unknown type 'i3'",
        "'bild-breite:i32'; 5; expected ':'"
      })
  void shouldPointAtTheCharacterThatIsWrong(String description, int character, String said) {
    assertThatThrownBy(() -> HeaderLayout.parse(description))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("character " + character + ":")
        .hasMessageContaining(said)
        .message()
        .satisfies(
            message -> {
              String[] lines = message.split("\n");
              assertThat(lines[lines.length - 1]).endsWith("^");
            });
  }

  @Test
  void shouldShowOnlyTheNeighbourhoodOfAMistakeInALongDescription() {
    String description = "_:u8,".repeat(40) + "x:i9," + "_:u8,".repeat(400);
    assertThatThrownBy(() -> HeaderLayout.parse(description))
        .message()
        .satisfies(message -> assertThat(message.length()).isLessThan(400));
  }

  @Test
  void shouldRefuseDescriptionsThatNoHeaderCouldHave() {
    assertThatThrownBy(() -> HeaderLayout.parse("_:1,".repeat(3000) + "width:i32"))
        .hasMessageContaining("10000");
    assertThatThrownBy(() -> HeaderLayout.parse("a:u8[2147483647],b:i64"))
        .hasMessageContaining("largest segment");
    assertThatThrownBy(
            () ->
                HeaderLayout.builder("natural")
                    .align(Alignment.NATURAL)
                    .describe("a:u8[2147483647],b:i64"))
        .hasMessageContaining("character 18:")
        .hasMessageContaining("largest segment");
    assertThatThrownBy(() -> HeaderLayout.parse("ndim:i32")).hasMessageContaining("shape");
  }

  /** Whatever is typed: a layout whose fields do not overlap, or an error that says where. */
  @Test
  void shouldSurviveAnyDescription() {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("Descriptions: -Dfuzz.seed=" + seed);
    Random random = new Random(seed);
    String[] parts = {
      "width",
      "height",
      "valid",
      "_",
      ":",
      ":",
      ",",
      ",",
      "i32",
      "u8",
      "i64",
      "f64",
      "char",
      "[",
      "]",
      "@",
      "0",
      "4",
      "16",
      "99999999999",
      "2147483647",
      "-1",
      " ",
      "x",
      "ü",
      "shape",
      "ndim",
      "\n",
      "[4]"
    };
    int layouts = 0;
    int errors = 0;
    for (int round = 0; round < 200_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      try {
        HeaderLayout layout =
            HeaderLayout.builder("fuzz")
                .align(random.nextBoolean() ? Alignment.NATURAL : Alignment.PACKED)
                .describe(text.toString())
                .build();
        assertThat(layout.dataOffset()).isBetween(0, Integer.MAX_VALUE);
        layouts++;
      } catch (LayoutException e) {
        errors++;
      }
    }
    assertThat(layouts).as("some must have been descriptions").isGreaterThan(20);
    assertThat(errors).isGreaterThan(1000);
  }

  @Test
  void shouldBuildWhatADescriptionSays() {
    HeaderLayout built =
        HeaderLayout.builder("mine")
            .field("width", FieldType.I32)
            .skip(4)
            .field("shape", FieldType.U16, 3)
            .fieldAt("name", FieldType.CHAR, 16, 32)
            .byteOrder(ByteOrder.BIG_ENDIAN)
            .build();

    assertThat(built.fields())
        .isEqualTo(HeaderLayout.parse("width:i32,_:4,shape:u16[3],name:char[16]@32").fields());
    assertThat(built.byteOrder()).isEqualTo(ByteOrder.BIG_ENDIAN);
  }

  @Test
  void shouldLeaveTheFieldThatGuardsTheOthersOutOfWhatIsCopied() {
    HeaderLayout layout = HeaderLayout.parse("width:i32,valid:u8,height:i32,_:3,name:char[4]");

    assertThat(layout.runs())
        .containsExactly(
            new HeaderLayout.Run(0, 0, 4),
            new HeaderLayout.Run(5, 5, 4),
            new HeaderLayout.Run(12, 9, 4));
    assertThat(layout.imageBytes()).isEqualTo(13);
  }

  @Test
  void shouldFindPresetsByName() {
    assertThat(Preset.of("imginf")).contains(Preset.IMGINF);
    assertThat(Preset.of("ring")).isEmpty();
    assertThat(Preset.IMGINF.layout().dataOffset()).isEqualTo(12);
    assertThat(Preset.IMGINF.layout().streamBytes()).isEqualTo(1920 * 1080 * 3 + 12);
    assertThat(Preset.RAW.layout().regions()).isEqualTo(2);
    assertThat(Preset.STATUS.layout().dataOffset()).isEqualTo(16);
    assertThat(Preset.TEXT.layout().text()).isTrue();
  }

  @Test
  void shouldRefuseFieldsThatLieBehindEverySegment() {
    assertThatThrownBy(() -> new Field("far", FieldType.I64, 1, Integer.MAX_VALUE))
        .isInstanceOf(LayoutException.class);
    assertThatThrownBy(() -> new Field("long", FieldType.I64, Integer.MAX_VALUE, 0))
        .isInstanceOf(LayoutException.class);
    assertThatThrownBy(() -> new Field("", FieldType.I8, 1, 0)).isInstanceOf(LayoutException.class);
  }
}
