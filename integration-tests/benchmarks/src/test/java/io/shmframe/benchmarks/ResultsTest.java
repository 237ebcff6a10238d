// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ResultsTest {

  private final Part copies = Samples.part("copies");
  private final Part idle = Samples.part("idle");
  private final Results results = Samples.results();

  @BeforeEach
  void find() {
    results.row(copies, Samples.NEWEST, "1080p", Samples.values("C", 1000, "Java", 912.5));
    results.row(copies, Samples.OLD, "1080p", Map.of("Java", 800.0));
    Goal.IDLE.found(results, Samples.NEWEST, 0.15);
    Goal.COPY.found(results, Samples.OLD, 0.8);
    Goal.COPY.found(results, Samples.NEWEST, 0.9125);
    results.ratio(Samples.NEWEST, "copy", true, 0.9125);
    for (double x : new double[] {4096, 65536, 1048576}) {
      results.point(copies, "By size", "bytes (log)", "µs (log)", "copying", x, x / 1000);
    }
    results.missing(idle, "aeron", "not installed");
    results.failed(idle, Samples.OLD, new IllegalStateException("no frame <arrived>"));
  }

  @Test
  void shouldReachAGoalByItsDirection() {
    assertThat(verdict(true, 0.9)).isTrue();
    assertThat(verdict(true, 0.89)).isFalse();
    assertThat(verdict(false, 0.9)).isTrue();
    assertThat(verdict(false, 0.91)).isFalse();
  }

  @Test
  void shouldTellGoalsInTheOrderOfTheDesignWithTheNewestFirst() {
    assertThat(Markdown.whole(run()).lines())
        .containsSubsequence(
            "| goal | JDK | found | wanted |  |",
            "| copying in and out, 1080p, against a C loop of memcpy | 25 | 0.91 x | ≥ 0.90 x | reached |",
            "| copying in and out, 1080p, against a C loop of memcpy | 17 | 0.80 x | ≥ 0.90 x | **missed** |",
            "| an idle consumer's CPU, each of 32 in one JVM | 25 | 0.15 % of a core | ≤ 0.20 % of a core | reached |",
            "## The part copies",
            "|  | JDK | C | Java |",
            "| 1080p | 25 | 1000 | 913 |",
            "| 1080p | 17 |  | 800 |",
            "- idle, JDK 17, failed: java.lang.IllegalStateException: no frame <arrived>",
            "- idle: aeron is missing: not installed");
  }

  @Test
  void shouldWriteEverythingAsJson() throws Exception {
    JsonObject all = (JsonObject) Jsoner.deserialize(Json.of(run()));

    assertThat(((JsonObject) all.get("machine")).getString("processor")).isEqualTo("A Processor");
    assertThat(first(all, "rows").get("values").toString()).contains("C").contains("912.5");
    assertThat(first(all, "points").getDouble("atX")).isEqualTo(4096);
    assertThat(first(all, "goals").getBoolean("reached")).isTrue();
    assertThat(first(all, "ratios").getString("name")).isEqualTo("copy");
    assertThat(first(all, "ratios").getInteger("jdk")).isEqualTo(25);
    assertThat(first(all, "missing").getString("why")).isEqualTo("not installed");
    assertThat(first(all, "failures").getInteger("jdk")).isEqualTo(17);
  }

  @Test
  void shouldLeaveOutWhatIsNoNumber() throws Exception {
    results.row(idle, Samples.NEWEST, "nothing", Map.of("by nothing", 1 / 0.0));
    results.ratio(Samples.NEWEST, "nothing", true, Double.NaN);

    assertThat(Json.of(run())).doesNotContain("NaN", "Infinity", "by nothing");
  }

  @Test
  void shouldWriteAWellFormedPageWithChartsAndVerdicts() throws Exception {
    Document page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Page.of(run()))));

    assertThat(page.getElementsByTagName("svg").getLength()).isOne();
    assertThat(page.getElementsByTagName("table").item(0).getTextContent())
        .contains("reached")
        .contains("missed");
    assertThat(page.getDocumentElement().getTextContent())
        .contains("A Processor, 2 cores")
        .contains("How to read <copies>.")
        .contains("no frame <arrived>")
        .contains("aeron is missing: not installed");
  }

  @Test
  void shouldNeedNothingFromElsewhere() {
    // The names of XML's own vocabularies are no addresses.
    String plain =
        Pattern.compile("xmlns(:\\w+)?=\"[^\"]*\"|<!DOCTYPE[^>]*>")
            .matcher(Page.of(run()))
            .replaceAll("");

    assertThat(plain).doesNotContain("http:", "https:", "@import", "url(http", "<script");
  }

  @Test
  void shouldFillTheBlocksThatAreThere() {
    String filled =
        Markdown.filled(
            """
            before
            <!-- goals: begin -->
            old
            <!-- goals: end -->
            between
            <!-- copies: begin --><!-- copies: end -->
            <!-- idle: begin -->
            of an older run
            <!-- idle: end -->
            """,
            run());

    assertThat(filled)
        .startsWith("before\n<!-- goals: begin -->\n\n| goal |")
        .contains("<!-- goals: end -->\nbetween\n<!-- copies: begin -->\n\n|  | JDK | C | Java |")
        .contains("Measured on A Processor")
        .contains("of an older run")
        .doesNotContain("old\n<!-- goals");
  }

  @Test
  void shouldRefuseABlockWithoutAnEnd() {
    assertThatThrownBy(() -> Markdown.filled("<!-- copies: begin -->\n", run()))
        .hasMessageContaining("<!-- copies: begin -->");
  }

  @Test
  void shouldSetTheRingBesideBareC() {
    results.row(copies, Samples.NEWEST, Latency.SPIN_ROW, Map.of(RouteFigures.P50, 3.0));
    results.row(copies, Samples.NEWEST, "spin 5 ms", Map.of(RouteFigures.P50, 1.5));
    results.row(copies, Samples.NEWEST, "futex 5 ms", Map.of(RouteFigures.P50, 5.0));

    References.ratios(results, Samples.NEWEST);

    assertThat(results.findings().ratios())
        .contains(new Findings.Ratio(25, "latency-spin-to-c", false, 2))
        .noneMatch(it -> it.name().equals("latency-futex-to-c"));
  }

  @Test
  void shouldTakeRatesAndGoalsFromTheComparison() throws Exception {
    Results other = Samples.results();
    JsonArray rows =
        (JsonArray)
            Jsoner.deserialize(
                "["
                    + row("ring", 800)
                    + ","
                    + row("aeron", 400)
                    + ",{\"name\":\"chronicle\",\"trouble\":\"no room\"}]");

    new Transports().take(Samples.NEWEST, other, rows);

    assertThat(other.findings().ratios())
        .containsExactly(new Findings.Ratio(25, "ring-to-aeron", true, 2));
    assertThat(other.findings().verdicts())
        .singleElement()
        .satisfies(
            it -> assertThat(it.found()).isEqualTo(2), it -> assertThat(it.reached()).isTrue());
    assertThat(other.findings().missing())
        .containsExactly(new Findings.Missing("transports", "chronicle, JDK 25", "no room"));
  }

  private static String row(String name, int rate) {
    return "{\"name\":\""
        + name
        + "\",\"figures\":{\"framesPerSecond\":"
        + rate
        + ",\"latencyP50Micros\":1,\"latencyP99Micros\":2,\"senderCpuPercent\":3,"
        + "\"receiverCpuPercent\":4,\"wrong\":0}}";
  }

  private static boolean verdict(boolean atLeast, double found) {
    return new Findings.Verdict(25, "goal", 0.9, atLeast, found, "x").reached();
  }

  private static JsonObject first(JsonObject all, String list) {
    return (JsonObject) ((JsonArray) all.get(list)).get(0);
  }

  private Run run() {
    return Samples.run(results, copies, idle);
  }
}
