// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/**
 * What a soak has shown: as data, as a table in Markdown, and as a page.
 *
 * @param conditions under which it ran, in words
 * @param series of all processes
 * @param faults that were found; empty if all is well
 * @param seconds that it took
 */
record SoakReport(String conditions, List<SoakSeries> series, List<String> faults, double seconds) {

  private static final List<String> HEAD =
      List.of(
          "process",
          "frames",
          "lost",
          "wrong",
          "p50 µs",
          "p99 µs",
          "p99.9 µs",
          "max µs",
          "file descriptors",
          "mappings of the ring",
          "mappings",
          "threads",
          "heap MiB",
          "in 10 min",
          "own memory MiB",
          "in 10 min",
          "resident MiB",
          "collections");

  private static final String HOW_TO_READ =
      "Latency is from the moment at which a frame was due to the first step of the route (of the "
          + "writer: until it was published), over the whole soak; the slow reader's has its rests "
          + "in it. What has an arrow is behind the first minute (of a short soak: the first third) "
          + "and at the end. The heap is what a full collection left (every two minutes; in a short soak more often), which is in the latencies, own memory is what belongs to no "
          + "file (the kernel's `RssAnon`), and *in 10 min* is a straight line through the last two "
          + "thirds, with its standard error; *resident* has the ring's pages in it. Each byte of "
          + "each frame was checked.";

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("Soak: ").append(conditions).append(".\n\n");
    text.append("| ").append(String.join(" | ", HEAD)).append(" |\n");
    text.append("|---".repeat(HEAD.size())).append("|\n");
    for (SoakSeries it : series) {
      text.append("| ").append(String.join(" | ", cells(it))).append(" |\n");
    }
    text.append("\n").append(HOW_TO_READ).append("\n\n");
    verdict().forEach(line -> text.append("- ").append(line).append("\n"));
    return text.toString();
  }

  private List<String> verdict() {
    return faults.isEmpty() ? List.of("Nothing lost, nothing wrong, nothing grows.") : faults;
  }

  private List<String> cells(SoakSeries of) {
    List<String> cells = new ArrayList<>();
    cells.add(of.name());
    for (String value : List.of("frames", "lost", "wrong")) {
      cells.add(number("%.0f", of.last(value)));
    }
    for (String value : List.of("all-p50", "all-p99", "all-p999", "all-max")) {
      cells.add(number("%.0f", of.last(value)));
    }
    for (String value : List.of("files", "segments", "mappings", "threads")) {
      cells.add(
          number("%.0f", of.at(SoakVerdict.settled(seconds), value))
              + " → "
              + number("%.0f", of.last(value)));
    }
    for (String value : List.of("heap", "anonymous")) {
      SoakTrend trend = of.trend(SoakVerdict.fitted(seconds), value);
      cells.add(number("%.1f", of.most(value)));
      cells.add(
          trend.seconds() == 0
              ? "-"
              : number("%+.2f", trend.perTenMinutes()) + number(" ± %.2f", trend.error() * 600));
    }
    cells.add(number("%.0f", of.last("resident")));
    cells.add(number("%.0f", of.last("collections")));
    return cells;
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  String json() {
    JsonObject all = new JsonObject();
    all.put("conditions", conditions);
    all.put("seconds", seconds);
    all.put("faults", new JsonArray(faults));
    JsonObject processes = new JsonObject();
    for (SoakSeries it : series) {
      JsonArray samples = new JsonArray();
      it.samples().forEach(sample -> samples.add(json(sample)));
      processes.put(it.name(), samples);
    }
    all.put("processes", processes);
    return Jsoner.prettyPrint(all.toJson()) + "\n";
  }

  /** JSON has no word for what is not a number: such values are left out. */
  private static JsonObject json(SoakSeries.Sample sample) {
    JsonObject values = new JsonObject();
    values.put("second", sample.second());
    for (Map.Entry<String, Double> value : sample.values().entrySet()) {
      if (Double.isFinite(value.getValue())) {
        values.put(value.getKey(), value.getValue());
      }
    }
    return values;
  }

  String html() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Soak of a ring</title><style>
        body { font: 16px/1.5 sans-serif; color: #222; margin: 2em auto; max-width: 1080px; padding: 0 1em }
        table { border-collapse: collapse; display: block; overflow-x: auto }
        th, td { border-bottom: 1px solid #ddd; padding: .3em .6em; text-align: right }
        figure { margin: 2em 0 } figure svg { max-width: 100%; height: auto }
        </style></head><body><h1>Soak of a ring</h1>
        """);
    page.append("<p>").append(escaped(plain(conditions))).append(".</p>\n<ul>\n");
    verdict().forEach(it -> page.append("<li>").append(escaped(it)).append("</li>\n"));
    page.append("</ul>\n<table>\n");
    row(page, "th", HEAD);
    series.forEach(it -> row(page, "td", cells(it)));
    page.append("</table>\n<p>").append(escaped(plain(HOW_TO_READ))).append("</p>\n");
    SoakPlots plots = new SoakPlots(series);
    figure(page, "p99.9 of the latency since it was due", plots.plot("p999", "µs", true));
    figure(page, "p50 of it", plots.plot("p50", "µs", true));
    figure(page, "Memory that belongs to no file", plots.plot("anonymous", "MiB", false));
    figure(page, "Resident memory, the ring's included", plots.plot("resident", "MiB", false));
    figure(page, "Heap behind a collection", plots.plot("heap", "MiB", false));
    figure(page, "File descriptors", plots.plot("files", "", false));
    figure(page, "Mappings", plots.plot("mappings", "", false));
    figure(page, "Threads", plots.plot("threads", "", false));
    return page.append("</body></html>\n").toString();
  }

  private static void row(StringBuilder page, String tag, List<String> cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append('<').append(tag).append('>').append(escaped(cell));
      page.append("</").append(tag).append('>');
    }
    page.append("</tr>\n");
  }

  private static void figure(StringBuilder page, String caption, String svg) {
    page.append("<figure><figcaption>").append(escaped(caption)).append("</figcaption>\n");
    page.append(svg).append("</figure>\n");
  }

  /** Without Markdown's marks. */
  private static String plain(String markdown) {
    return markdown.replace("`", "").replace("*", "");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
