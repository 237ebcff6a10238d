// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A writer and three readers for as many minutes as {@code -Dsoak} says: nothing may be lost,
 * nothing wrong, and nothing may grow. Writes {@code soak.json}, {@code soak.html} and {@code
 * soak.md}, and ends with 1 if the verdict is not good.
 */
public final class Soak {

  private static final int WIDTH = 1920;
  private static final int HEIGHT = 1080;
  private static final int FPS = 60;

  /** A second and a half: the slow reader's rest, and what a busy machine takes away. */
  private static final int SLOTS = 90;

  private static final double SAMPLE_SECONDS = 10;
  private static final double SHORT_SAMPLE_SECONDS = 2;

  /** Up to this a soak is short, and has more samples. */
  private static final double SHORT_MINUTES = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** All of the heap from the start, so that what grows is not the heap finding its size. */
  private static final List<String> HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  /** From one full collection to the next; each is in the latencies behind it. */
  private static final double COLLECT_SECONDS = 120;

  /** How many of them a short soak has. */
  private static final int FEWEST_COLLECTIONS = 6;

  /** What the compilers have freed goes back, which else is kept and looks like a leak. */
  private static final String TRIM = "-XX:TrimNativeHeapInterval=5000";

  private static final int TRIMS_SINCE = 22;

  private final double minutes;
  private final Bench bench;
  private final Map<SoakSeries, Partner> partners = new LinkedHashMap<>();
  private final List<SoakSeries> readers = new ArrayList<>();
  private final SoakSeries writer = new SoakSeries("writer");
  private final List<String> faults = new ArrayList<>();
  private double seconds;

  private Soak(double minutes, Bench bench) {
    this.minutes = minutes;
    this.bench = bench;
  }

  public static void main(String[] args) throws Exception {
    Soak soak =
        new Soak(
            Double.parseDouble(System.getProperty("soak")),
            new Bench(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Runtime.version().feature(),
                true,
                false,
                Path.of(System.getProperty("benchmarks.target"))));
    try (Segments segments = Segments.fresh()) {
      soak.run(segments.name(0));
    }
    System.exit(soak.written() ? 0 : 1);
  }

  private void run(String segment) throws Exception {
    try {
      start(segment);
      sampling();
    } catch (IOException | IllegalStateException e) {
      // What was seen until then is written all the same.
      faults.add("the soak came to an end: " + e.getMessage());
    } finally {
      partners.values().forEach(Partner::close);
    }
  }

  private void start(String segment) throws IOException, InterruptedException {
    Partner camera =
        new Partner(
            bench, jvm(), SoakWriter.class, segment, "" + WIDTH, "" + HEIGHT, "" + FPS, "" + SLOTS);
    partners.put(writer, camera);
    camera.ask("ready", PATIENCE);
    reader(segment, "loaning", "frame", 0, 0);
    reader(segment, "copying", "bytes", 0, 0);
    reader(segment, "slow", "frame", 10, 200);
    for (SoakSeries reader : readers) {
      partners.get(reader).ask("ready", PATIENCE);
    }
    camera.ask("go", PATIENCE);
  }

  private void reader(String segment, String name, String body, int held, int rest)
      throws IOException {
    SoakSeries series = new SoakSeries(name);
    readers.add(series);
    partners.put(
        series,
        new Partner(
            bench,
            jvm(),
            SoakReader.class,
            "shmframe:" + segment + "?delivery=all&bodyType=" + body,
            "" + 3 * WIDTH * HEIGHT,
            "" + held,
            "" + rest));
  }

  private List<String> jvm() {
    List<String> options = new ArrayList<>(HEAP);
    if (bench.version() >= TRIMS_SINCE) {
      options.add(TRIM);
    }
    return options;
  }

  private void sampling() throws InterruptedException {
    double every = minutes <= SHORT_MINUTES ? SHORT_SAMPLE_SECONDS : SAMPLE_SECONDS;
    long begin = System.nanoTime();
    long samples = Math.max(3, Math.round(minutes * 60 / every));
    double collect = Math.min(COLLECT_SECONDS, samples * every / FEWEST_COLLECTIONS);
    double collected = 0;
    for (long i = 1; i <= samples; i++) {
      sleepUntil(begin + Math.round(i * every * 1e9));
      if (i == samples) {
        partners.get(writer).ask("stop", PATIENCE);
        // The slow reader may be in the middle of its rest.
        Thread.sleep(1_500);
        collect();
      }
      seconds = i * every;
      for (Map.Entry<SoakSeries, Partner> it : partners.entrySet()) {
        it.getKey().add(new SoakSeries.Sample(seconds, values(it.getValue())));
      }
      progress(minutes * 60);
      if (i < samples && seconds >= collected + collect) {
        // Its result is in the next sample.
        collected = seconds;
        collect();
      }
    }
  }

  private void collect() throws InterruptedException {
    for (Partner partner : partners.values()) {
      partner.ask("collect", PATIENCE);
    }
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  private static Map<String, Double> values(Partner partner) throws InterruptedException {
    Map<String, Double> values = new LinkedHashMap<>();
    for (String word : partner.ask("sample", PATIENCE).trim().split("\\s+")) {
      int equals = word.indexOf('=');
      values.put(word.substring(0, equals), Double.parseDouble(word.substring(equals + 1)));
    }
    return values;
  }

  private void progress(double of) {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "soak: %.0f of %.0f s", seconds, of));
    for (SoakSeries series : partners.keySet()) {
      line.append(
          String.format(
              Locale.ROOT,
              " | %s: %.0f frames, lost %.0f, wrong %.0f, p99.9 %.1f ms, %.0f MiB, %.0f files, %.0f mappings",
              series.name(),
              series.last("frames"),
              series.last("lost"),
              series.last("wrong"),
              series.last("p999") / 1000,
              series.last("anonymous"),
              series.last("files"),
              series.last("mappings")));
    }
    System.out.println(line);
  }

  /** Whether all is well. */
  private boolean written() throws IOException {
    faults.addAll(SoakVerdict.faults(writer, readers, seconds, FPS));
    List<SoakSeries> all = new ArrayList<>();
    all.add(writer);
    all.addAll(readers);
    SoakReport report = new SoakReport(conditions(), all, faults, seconds);
    Files.createDirectories(bench.target());
    Files.writeString(bench.target().resolve("soak.json"), report.json());
    Files.writeString(bench.target().resolve("soak.md"), report.markdown());
    Files.writeString(bench.target().resolve("soak.html"), report.html());
    System.out.println(report.markdown());
    return faults.isEmpty();
  }

  private String conditions() {
    return String.format(
        Locale.ROOT,
        "%.1f minutes, %dx%dx3 at %d frames a second, a ring of %d slots, `delivery=all`, Java %s, %s, %d processors",
        seconds / 60,
        WIDTH,
        HEIGHT,
        FPS,
        SLOTS,
        System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.getRuntime().availableProcessors());
  }
}
