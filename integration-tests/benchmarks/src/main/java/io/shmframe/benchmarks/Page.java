// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A run as a page that needs nothing but itself. */
final class Page {

  private static final String TEMPLATE = "/benchmarks/page.html";

  private final StringBuilder html = new StringBuilder();

  private Page() {}

  static String of(Run run) {
    Page page = new Page();
    page.body(run);
    return template().replace("<!-- body -->", page.html);
  }

  private void body(Run run) {
    text("p", "", run.where());
    if (!run.findings().verdicts().isEmpty()) {
      text("h2", "", "Goals");
      goals(run.findings().verdicts());
    }
    for (Part part : run.parts()) {
      part(run.findings(), part);
    }
    if (!run.troubles().isEmpty()) {
      text("h2", "", "What is missing");
      html.append("<ul>\n");
      run.troubles().forEach(it -> text("li", "", it));
      html.append("</ul>\n");
    }
  }

  private void part(Findings findings, Part part) {
    List<Findings.Row> rows = findings.rows(part);
    if (rows.isEmpty() && findings.charts(part).isEmpty()) {
      return;
    }
    text("h2", "", part.title());
    text("p", "explanation", part.explanation());
    findings
        .charts(part)
        .forEach(
            (title, points) -> {
              html.append("<figure>");
              text("figcaption", "", title);
              html.append(Charts.svg(points)).append("</figure>\n");
            });
    if (!rows.isEmpty()) {
      Table table = Table.of(rows);
      begin(table);
      table.rows().forEach(cells -> row("td", "", cells));
      end();
    }
  }

  private void goals(List<Findings.Verdict> verdicts) {
    Table table = Table.goals(verdicts);
    begin(table);
    for (int i = 0; i < verdicts.size(); i++) {
      row("td", verdicts.get(i).reached() ? "reached" : "missed", table.rows().get(i));
    }
    end();
  }

  private void begin(Table table) {
    html.append("<div class=\"table\"><table>\n");
    row("th", "", table.head());
  }

  private void end() {
    html.append("</table></div>\n");
  }

  private void row(String tag, String kind, List<String> cells) {
    open("tr", kind);
    cells.forEach(cell -> text(tag, "", cell));
    html.append("</tr>\n");
  }

  private void text(String tag, String kind, String text) {
    open(tag, kind);
    html.append(marked(escaped(text))).append("</").append(tag).append(">\n");
  }

  private void open(String tag, String kind) {
    html.append('<').append(tag);
    if (!kind.isEmpty()) {
      html.append(" class=\"").append(kind).append('"');
    }
    html.append('>');
  }

  /** The little that tables and explanations have of Markdown. */
  private static String marked(String text) {
    return text.replaceAll("`([^`]+)`", "<code>$1</code>")
        .replaceAll("\\*\\*([^*]+)\\*\\*", "<strong>$1</strong>")
        .replaceAll("\\*([^*]+)\\*", "<em>$1</em>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String template() {
    try (InputStream in = Page.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(TEMPLATE + " is not on the class path", e);
    }
  }
}
