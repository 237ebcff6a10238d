// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.layout.Alignment;
import io.shmframe.layout.Field;
import io.shmframe.layout.FieldType;
import io.shmframe.layout.HeaderLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/guide/your-header.md shows is what the program does; so are the URIs of docs/spec. */
class YourHeaderTest extends RouteTest {

  private static final Path DOCS =
      Path.of(System.getProperty("shmframe.test.root")).resolve("docs");
  private static final Path PAGE = DOCS.resolve("guide/your-header.md");

  private static final Pattern QUOTED = Pattern.compile("\"(shmframe:[^\"]+)\"");
  private static final Pattern BARE = Pattern.compile("^\\s*(shmframe:\\S+)");

  /** The struct of the page. */
  private static final String FIELDS =
      "camera:u32,sequence:u64,timestampUs:i64,width:i32,height:i32,channels:u16,exposureMs:f32";

  private static final int WIDTH = 640;
  private static final int HEIGHT = 404;
  private static final int PIXELS = WIDTH * HEIGHT * 3;

  /**
   * A block of code.
   *
   * @param heading of the section that it is in
   * @param language behind the fence; empty if there is none
   */
  private record Block(String heading, String language, List<String> lines) {

    String text() {
      return String.join("\n", lines);
    }
  }

  /** How a mistake is made, with the page's URI: what the user is told of it. */
  private interface Mistake {
    Exception make(String uri) throws Exception;
  }

  /** By heading. */
  private Map<String, Mistake> mistakes() {
    Map<String, Mistake> mistakes = new LinkedHashMap<>();
    mistakes.put("A type that is none", this::refused);
    mistakes.put("A field over another", this::refused);
    mistakes.put("Nothing says what a pixel is", this::refused);
    mistakes.put("Packed where the struct is natural", uri -> read(uri, natural()));
    mistakes.put("Streams nearer together than they are long", uri -> read(uri, cameras()));
    mistakes.put("A frame that the header cannot tell", this::written);
    mistakes.put("An option that contradicts the header", uri -> read(uri, frameheader()));
    return mistakes;
  }

  static List<Block> mistakeBlocks() {
    return blocks("text");
  }

  @ParameterizedTest
  @MethodSource("mistakeBlocks")
  void shouldSayWhatThePageSays(Block block) throws Exception {
    String uri = block.lines().get(0);
    String said = String.join("\n", block.lines().subList(2, block.lines().size()));

    Exception found = mistakes().get(block.heading()).make(uri);

    String segment = folder.resolve(segmentName(uri)).toString();
    assertThat(found.getMessage().replace(segment, "<segment>")).isEqualTo(said);
  }

  @Test
  void shouldKnowAllMistakes() {
    assertThat(mistakeBlocks().stream().map(Block::heading))
        .containsExactlyInAnyOrderElementsOf(mistakes().keySet());
  }

  @TestFactory
  Stream<DynamicTest> shouldTakeEveryUri() {
    context.getRegistry().bind("ours", ours());
    List<String> uris = new ArrayList<>();
    for (String page :
        List.of("guide/your-header", "spec/imginf", "spec/raw", "spec/status", "spec/text")) {
      int before = uris.size();
      for (Block block : allBlocks(DOCS.resolve(page + ".md"))) {
        if (List.of("", "java").contains(block.language())) {
          block.lines().forEach(line -> collect(line, uris));
        }
      }
      assertThat(uris).as(page).hasSizeGreaterThan(before + 2);
    }
    return uris.stream()
        .map(uri -> dynamicTest(uri, () -> assertThat(context.getEndpoint(uri)).isNotNull()));
  }

  @Test
  void shouldLoadItsYaml() throws Exception {
    List<Block> blocks = blocks("yaml");
    for (Block block : blocks) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(ResourceHelper.fromString("route.yaml", block.text()));
    }
    // The segments of the page's names are not ours to touch.
    context.setAutoStartup(false);

    context.start();

    assertThat(context.getRoutes()).hasSameSizeAs(blocks).isNotEmpty();
  }

  @Test
  void shouldKnowTheOffsetsOfItsStructs() {
    assertThat(offsets(0)).isEqualTo(offsets(Alignment.NATURAL));
    assertThat(offsets(1)).isEqualTo(offsets(Alignment.PACKED));
  }

  @Test
  void shouldReadItsStruct() throws Exception {
    Files.write(folder.resolve("camera"), natural());
    String uri = blocks("").get(0).lines().get(0);

    consuming(uri);
    untilGot(1);

    assertThat(last().bytes()).hasSize(PIXELS).containsOnly(9);
    assertThat(last().headers())
        .containsEntry(ShmFrameConstants.WIDTH, WIDTH)
        .containsEntry(ShmFrameConstants.SEQUENCE, 42L)
        .containsEntry(ShmFrameConstants.FIELD_PREFIX + "exposureMs", 8.5f);
  }

  /** Numbers behind {@code //} in a struct of the page, the last one its size. */
  private static List<Integer> offsets(int index) {
    List<Integer> offsets = new ArrayList<>();
    Matcher comments = Pattern.compile("// +(\\d+)").matcher(blocks("c").get(index).text());
    while (comments.find()) {
      offsets.add(Integer.valueOf(comments.group(1)));
    }
    return offsets;
  }

  private static List<Integer> offsets(Alignment align) {
    HeaderLayout layout = HeaderLayout.builder("page").align(align).describe(FIELDS).build();
    List<Integer> offsets = new ArrayList<>();
    layout.fields().stream().map(Field::offset).forEach(offsets::add);
    offsets.add(layout.dataOffset());
    return offsets;
  }

  /** The bean of the page. */
  private static HeaderLayout ours() {
    return HeaderLayout.builder("ours")
        .align(Alignment.NATURAL)
        .describe("camera:u32,sequence:u64,timestampUs:i64")
        .field("width", FieldType.I32)
        .field("height", FieldType.I32)
        .field("channels", FieldType.U16)
        .field("exposureMs", FieldType.F32)
        .build();
  }

  private Exception refused(String uri) {
    try {
      context.getEndpoint(uri);
    } catch (ResolveEndpointFailedException e) {
      return (Exception) e.getCause();
    }
    throw new AssertionError("Taken: " + uri);
  }

  private Exception read(String uri, byte[] segment) throws Exception {
    Files.write(folder.resolve(segmentName(uri)), segment);
    consuming(uri);
    until(() -> !errors.isEmpty());
    return errors.get(0);
  }

  private void consuming(String uri) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(YourHeaderTest.this::keepError);
            from(here(uri) + "&bridgeErrorHandler=true").process(YourHeaderTest.this::keep);
          }
        });
  }

  private Exception written(String uri) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").to(here(uri));
          }
        });
    Map<String, Object> headers =
        Map.of(
            ShmFrameConstants.WIDTH, WIDTH,
            ShmFrameConstants.HEIGHT, HEIGHT,
            ShmFrameConstants.PIXEL_FORMAT, "RGB24");
    try {
      context.createProducerTemplate().sendBodyAndHeaders("direct:in", new byte[PIXELS], headers);
    } catch (CamelExecutionException e) {
      return (Exception) e.getCause();
    }
    throw new AssertionError("Written: " + uri);
  }

  private String here(String uri) {
    return uri + "&directory=" + folder;
  }

  private static String segmentName(String uri) {
    return uri.substring("shmframe:".length(), uri.indexOf('?'));
  }

  /** What the page's first struct holds. */
  private static byte[] natural() {
    return littleEndian(40 + PIXELS)
        .put(40, filled(PIXELS, 9))
        .putInt(0, 7)
        .putLong(8, 42)
        .putLong(16, 1_790_000_000_000_000L)
        .putInt(24, WIDTH)
        .putInt(28, HEIGHT)
        .putShort(32, (short) 3)
        .putFloat(36, 8.5f)
        .array();
  }

  private static byte[] frameheader() {
    return littleEndian(24 + PIXELS)
        .putInt(0, WIDTH)
        .putInt(4, HEIGHT)
        .putInt(8, 3)
        .putLong(12, 1_790_000_000_000L)
        .putInt(20, 1)
        .array();
  }

  /** Three streams of 800,000 bytes. */
  private static byte[] cameras() {
    ByteBuffer cameras = littleEndian(3 * 800_000);
    for (int base = 0; base < cameras.capacity(); base += 800_000) {
      cameras.putInt(base, WIDTH).putInt(base + 4, HEIGHT).putInt(base + 8, 3).putInt(base + 12, 1);
    }
    return cameras.array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void collect(String line, List<String> uris) {
    for (Pattern pattern : List.of(QUOTED, BARE)) {
      Matcher matcher = pattern.matcher(line);
      while (matcher.find()) {
        uris.add(matcher.group(1));
      }
    }
  }

  /** The blocks of a language, in the order of the page. */
  private static List<Block> blocks(String language) {
    return allBlocks(PAGE).stream().filter(block -> block.language().equals(language)).toList();
  }

  private static List<Block> allBlocks(Path page) {
    List<Block> blocks = new ArrayList<>();
    String heading = "";
    Block open = null;
    for (String line : lines(page)) {
      if (line.startsWith("```")) {
        if (open == null) {
          open = new Block(heading, line.substring(3), new ArrayList<>());
          blocks.add(open);
        } else {
          open = null;
        }
      } else if (open != null) {
        open.lines().add(line);
      } else if (line.startsWith("#")) {
        heading = line.replaceFirst("#+ ", "");
      }
    }
    return blocks;
  }

  private static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
