// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

@Timeout(60)
class ReportTest {

  private final Results results = Samples.results();

  @Test
  void shouldTellRatiosInTheTable() {
    assertThat(Table.markdown(results).lines())
        .contains(
            "| The ring | 3000 |  | 1.50 | 4.50 | 2.5 + 4.5 | 0.25 + 0.50 | 1.55 + 0.00 | 0 |")
        .anyMatch(
            line ->
                line.startsWith(
                    "| JPEG and pickle over a Unix socket | 300 | 10 x | 1.50 | 4.50 |"))
        .anyMatch(line -> line.startsWith("| Kafka, raw frames | 2000 | 1.50 x |"));
  }

  @Test
  void shouldTellWhatCountsMostInTheSummary() {
    assertThat(Table.summary(results).lines())
        .contains(
            "|  | 640x404, frames/s | the ring carries | p50 ms |",
            "| The ring | 3000 |  | 1.50 |",
            "| JPEG and pickle over a Unix socket | 300 | 10 x | 1.50 |",
            "| Raw frames over a Unix socket | - | - | - |")
        .anyMatch(line -> line.contains("A Processor, 2 cores"));
  }

  @Test
  void shouldTellWhichGoalsAreReached() {
    assertThat(Table.markdown(Samples.large()).lines())
        .containsSubsequence(
            "| goal at 1920x1080 | The ring | frameheader, default options |",
            "|---|---|---|",
            "| 50 x JPEG over a Unix socket | 50 x, reached | 20 x |",
            "| ahead of Aeron IPC | 1.25 x, reached | 0.50 x |");
    assertThat(Page.html(Samples.large())).contains("<td>50 x, reached</td>");
  }

  @Test
  void shouldSayNothingOfGoalsAtOtherSizes() {
    assertThat(Table.markdown(results)).doesNotContain("goal at");
    assertThat(Page.html(results)).doesNotContain("goals");
  }

  @Test
  void shouldNameTheThirdProcessInTheTable() {
    assertThat(Table.markdown(results))
        .contains("| 2.5 + 4.5 + 6.5 (broker) | 0.25 + 0.50 + 0.13 (broker) |");
  }

  @Test
  void shouldTellInTheTableWhatDidNotRun() {
    assertThat(Table.markdown(results))
        .contains("| Raw frames over a Unix socket | - | - |")
        .contains("- Raw frames over a Unix socket at 640x404 has no figures: " + Samples.TROUBLE);
  }

  @Test
  void shouldTellWhatWasMissedAndTheMachine() {
    assertThat(Table.markdown(results))
        .contains("A Processor, 2 cores, 24 GiB of memory, Linux 6, A JVM 25")
        .contains("with a pause of 200 µs")
        .contains("25 % of the frames that were sent flat out were missed");
  }

  @Test
  void shouldTellThePartsOfARoute() {
    assertThat(Table.markdown(results).lines())
        .contains("| JPEG and pickle over a Unix socket, 640x404 | 0.70 |  |  |  |  | 0.65 |");
  }

  @Test
  void shouldCountEncodedCopiesByTheirSize() {
    Result row = results.rows().get(1);
    long raw = row.copies().stream().filter(copy -> !copy.encoded()).count();
    long encoded = row.copies().stream().filter(copy -> copy.encoded() && !copy.kernel()).count();

    assertThat(row.copiedBytes(true)).isEqualTo(2 * 60_000);
    assertThat(row.copiedBytes(false)).isEqualTo(raw * Samples.SIZE.bytes() + encoded * 60_000);
  }

  @Test
  void shouldWriteAllFiguresAsJson() throws Exception {
    JsonObject all = (JsonObject) Jsoner.deserialize(results.json());
    JsonArray rows = (JsonArray) all.get("rows");
    JsonObject jpeg = (JsonObject) rows.get(1);
    JsonObject figures = (JsonObject) jpeg.get("figures");
    JsonObject failed = (JsonObject) rows.get(3);

    assertThat(((JsonObject) all.get("machine")).getString("processor")).isEqualTo("A Processor");
    assertThat(figures.getDouble("framesPerSecond")).isEqualTo(300);
    assertThat(figures.getDouble("ringTimesFaster")).isEqualTo(10);
    assertThat(((JsonObject) figures.get("partMicros")).getDouble("encode")).isEqualTo(700);
    assertThat(failed.getString("trouble")).isEqualTo(Samples.TROUBLE);
    assertThat(failed.get("figures")).isNull();
  }

  @Test
  void shouldWriteAWellFormedPageWithPlotsAndTroubles() throws Exception {
    Document page = parsed(Page.html(results));

    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(3);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("A Processor, 2 cores")
        .contains("has no figures: " + Samples.TROUBLE);
    assertThat(((Element) page.getElementsByTagName("table").item(0)).getTextContent())
        .contains("300")
        .contains("10 x");
  }

  @Test
  void shouldNeedNothingFromElsewhere() {
    String page = Page.html(results);
    // The names of XML's own vocabularies are no addresses.
    String plain =
        page.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "").replaceAll("<!DOCTYPE[^>]*>", "");
    Matcher references = Pattern.compile("(?:href|src)\\s*=\\s*\"([^\"]*)\"").matcher(plain);

    assertThat(plain).doesNotContain("http:", "https:", "@import", "<script");
    assertThat(references.results().map(found -> found.group(1)))
        .allMatch(reference -> reference.startsWith("#") || reference.startsWith("data:"));
  }

  @Test
  void shouldWriteAPageWithoutAnyFigures() throws Exception {
    Results none =
        new Results(results.machine(), results.when(), 5, 30, List.of(results.rows().get(3)));

    assertThat(parsed(Page.html(none)).getElementsByTagName("svg").getLength()).isZero();
  }

  @Test
  void shouldReplaceTheBlockOfADocument() {
    String text = "before\n" + Report.BEGIN + "\nold\n" + Report.END + "\nbehind\n";

    assertThat(Report.replaced(text, "new\n", Path.of("guide.md")))
        .isEqualTo("before\n" + Report.BEGIN + "\nnew\n" + Report.END + "\nbehind\n");
    assertThatThrownBy(() -> Report.replaced("no block", "new\n", Path.of("guide.md")))
        .hasMessageStartingWith("guide.md: expected the lines " + Report.BEGIN);
  }

  @Test
  void shouldFindTheBlockOfTheGuide() throws Exception {
    Path guide =
        Path.of(System.getProperty("shmframe.test.root"), "docs/guide/why-shared-memory.md");

    assertThat(Report.replaced(Files.readString(guide), "new\n", guide))
        .contains(Report.BEGIN + "\nnew\n" + Report.END);
  }

  private static Document parsed(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }
}
