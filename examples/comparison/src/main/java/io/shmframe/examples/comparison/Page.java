// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The results as a page that needs nothing but itself. */
final class Page {

  private static final String TEMPLATE = "/comparison/page.html";

  private final Results results;
  private final StringBuilder html = new StringBuilder();

  private Page(Results results) {
    this.results = results;
  }

  static String html(Results results) {
    Page page = new Page(results);
    page.body();
    return template().replace("<!-- body -->", page.html);
  }

  private void body() {
    paragraph(Notes.machine(results));
    List<String> troubles = Notes.troubles(results);
    if (!troubles.isEmpty()) {
      heading("What did not run");
      list(troubles);
    }
    for (Size size : results.sizes()) {
      plots(size);
    }
    for (Size size : results.sizes()) {
      heading("Figures at " + size);
      table(size);
    }
    goals();
    heading("Where the time goes, ms a frame at the steady pace");
    parts();
    heading("How to read it");
    list(Notes.explanations(results));
    heading("What is copied on the way");
    copies();
  }

  private void plots(Size size) {
    Plots plots = new Plots(results.of(size));
    if (plots.empty()) {
      return;
    }
    heading("Frames of " + size);
    figure("Frames a second, flat out: more is better", plots.framesPerSecond());
    figure(
        "Latency from route to route at "
            + Math.round(results.fps())
            + " frames a second: less is better",
        plots.latency());
    figure(
        "Processor time at "
            + Math.round(results.fps())
            + " frames a second, all processes: less is better",
        plots.processorTime());
  }

  private void figure(String caption, String svg) {
    html.append("<figure><figcaption>").append(escaped(caption)).append("</figcaption>\n");
    html.append(svg).append("</figure>\n");
  }

  private void table(Size size) {
    html.append("<table>\n");
    cells("th", Cells.HEAD);
    results.of(size).forEach(row -> cells("td", Cells.of(results, row)));
    html.append("</table>\n");
  }

  private void goals() {
    List<List<String>> goals = Goals.table(results);
    if (!goals.isEmpty()) {
      heading("Against the goals of the design");
      html.append("<table>\n");
      cells("th", goals.get(0));
      goals.stream().skip(1).forEach(goal -> cells("td", goal));
      html.append("</table>\n");
    }
  }

  private void parts() {
    html.append("<table>\n<tr><th></th>");
    Cells.PARTS.forEach(part -> cell("th", part));
    html.append("</tr>\n");
    for (Result row : results.rows()) {
      Map<String, String> parts = Cells.parts(row);
      if (!parts.isEmpty()) {
        html.append("<tr>");
        cell("td", row.title() + ", " + row.size());
        Cells.PARTS.forEach(part -> cell("td", parts.getOrDefault(part, "")));
        html.append("</tr>\n");
      }
    }
    html.append("</table>\n");
  }

  private void copies() {
    html.append("<dl>\n");
    for (Result row : results.of(results.sizes().get(0))) {
      html.append("<dt>").append(escaped(row.title())).append("</dt>\n");
      for (Copy copy : row.copies()) {
        html.append("<dd>")
            .append(escaped(copy.what()))
            .append(copy.encoded() ? " (JPEG" : " (raw")
            .append(copy.kernel() ? ", by the kernel)" : ")")
            .append("</dd>\n");
      }
    }
    html.append("</dl>\n");
  }

  private void cells(String tag, List<String> cells) {
    html.append("<tr>");
    cells.forEach(cell -> cell(tag, cell));
    html.append("</tr>\n");
  }

  private void cell(String tag, String text) {
    html.append('<').append(tag).append('>').append(escaped(text));
    html.append("</").append(tag).append('>');
  }

  private void heading(String text) {
    html.append("<h2>").append(escaped(text)).append("</h2>\n");
  }

  private void paragraph(String text) {
    html.append("<p>").append(escaped(text)).append("</p>\n");
  }

  private void list(List<String> items) {
    html.append("<ul>\n");
    items.forEach(item -> html.append("<li>").append(escaped(item)).append("</li>\n"));
    html.append("</ul>\n");
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
