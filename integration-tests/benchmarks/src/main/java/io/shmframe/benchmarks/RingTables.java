// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ring's part of the figures; {@code ring} is all of it. */
final class RingTables {

  private static final String BEGIN = "<!-- ring: begin -->";
  private static final String END = "<!-- ring: end -->";
  private static final int SLOTS = 4;
  private static final String SMALL = "640x404";
  private static final List<String> SIZES = List.of(SMALL, "1920x1080", "3840x2160");

  /** Every 33 ms, and every 5 ms. */
  private static final List<Integer> PERIODS = List.of(33_333, 5_000);

  private static final List<String> NO_FUTEX = List.of(Programs.WITHOUT_FUTEX);

  private final StringBuilder text = new StringBuilder();

  private RingTables() {}

  /** Prints what is asked for, and puts it into a document that has a place for it. */
  static void print(List<String> only, Optional<Path> document) throws Exception {
    if (only.stream().noneMatch(part -> part.startsWith("ring"))) {
      return;
    }
    if (document.isPresent()) {
      // Better to fail now than after six minutes.
      replaced(Files.readString(document.get()), "", document.get());
    }
    RingTables tables = new RingTables();
    tables.where();
    tables.tables(only);
    if (document.isPresent()) {
      String found = Files.readString(document.get());
      Files.writeString(document.get(), replaced(found, tables.text, document.get()));
    }
  }

  private static String replaced(String found, CharSequence tables, Path document) {
    int begin = found.indexOf(BEGIN);
    int end = found.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          document + ": expected the lines " + BEGIN + " and " + END + ", found none");
    }
    return found.substring(0, begin + BEGIN.length()) + "\n" + tables + found.substring(end);
  }

  private void where() {
    line(
        "%nMeasured on %s, %d processors, Java %s, on %s, %d s each.",
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"),
        LocalDate.now(ZoneOffset.UTC),
        Figures.SECONDS);
  }

  private void tables(List<String> only) throws Exception {
    boolean all = only.contains("ring");
    if (all || only.contains("ring-waits")) {
      waits();
    }
    if (all || only.contains("ring-sizes")) {
      sizes();
    }
    if (all || only.contains("ring-copies")) {
      copies();
    }
    if (all || only.contains("ring-idle")) {
      idle();
    }
    if (all || only.contains("ring-garbage")) {
      garbage();
    }
    if (all || only.contains("ring-loan")) {
      loan();
    }
  }

  /** On loan, so that what is seen is the wait, and not the copy. */
  private void waits() throws Exception {
    head(
        "| publish to first step | frames | body | wait | p50 µs | p99 µs | max µs | reader's CPU % of a core |");
    for (String wait : List.of("auto", "spin", "yield", "backoff", "sleep")) {
      for (int period : PERIODS) {
        wait(period, "frame", wait, wait, List.of());
      }
    }
    for (int period : PERIODS) {
      wait(period, "frame", "auto", "auto, no futex", NO_FUTEX);
      wait(period, "bytes", "auto", "auto", List.of());
    }
  }

  private void wait(int period, String body, String wait, String name, List<String> jvm)
      throws Exception {
    RouteFigures it =
        ring(SMALL, period, "bodyType=" + body + "&waitStrategy=" + wait, jvm)
            .measured(Figures.SECONDS, false, false);
    line(
        "| %s every %d ms | %d | %s | %s | %.1f | %.1f | %.1f | %.2f |",
        SMALL, period / 1000, it.frames(), body, name, it.p50(), it.p99(), it.max(), it.cpu());
  }

  private void sizes() throws Exception {
    head(
        "| publish to first step, `spin` | on loan p50 µs | p99 µs | copying p50 µs | p99 µs | the copy alone p50 µs | beyond the copy µs |");
    for (String size : SIZES) {
      RouteFigures loan = spinning(size, "frame", true);
      RouteFigures bytes = spinning(size, "bytes", false);
      line(
          "| %s | %.2f | %.2f | %.1f | %.1f | %.1f | %.1f |",
          size,
          loan.p50(),
          loan.p99(),
          bytes.p50(),
          bytes.p99(),
          loan.copyP50(),
          bytes.p50() - loan.copyP50());
    }
  }

  private static RouteFigures spinning(String size, String body, boolean copying) throws Exception {
    return ring(size, PERIODS.get(0), "bodyType=" + body + "&waitStrategy=spin", List.of())
        .measured(Figures.SECONDS, false, copying);
  }

  private void copies() throws Exception {
    head(
        "| frames a second | C memcpy in | Java in | ratio | C in+out | Java in+out | ratio | into a new array | in, and on loan | in place, and on loan | C in+out, one slot |");
    Path limit = Programs.compiled("integration-tests/benchmarks/src/main/cpp/memcpy_slots.cpp");
    for (String size : SIZES) {
      String said = memcpy(limit, size, SLOTS);
      double in = Programs.value(said, "in_fps");
      double inOut = Programs.value(said, "inout_fps");
      double javaIn = jmh("in", size);
      double javaInOut = jmh("inAndOut", size);
      line(
          "| %s | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f | %.0f | %.0f | %.0f |",
          size,
          in,
          javaIn,
          javaIn / in,
          inOut,
          javaInOut,
          javaInOut / inOut,
          jmh("inAndOutIntoANewArray", size),
          jmh("inAndOnLoan", size),
          jmh("inPlaceAndOnLoan", size),
          Programs.value(memcpy(limit, size, 1), "inout_fps"));
    }
  }

  private static String memcpy(Path limit, String size, int slots) throws Exception {
    String[] sides = size.split("x");
    long bytes = 3L * Integer.parseInt(sides[0]) * Integer.parseInt(sides[1]);
    return Programs.output(
        List.of(limit.toString(), "" + bytes, "" + slots, "2"), Redirect.INHERIT);
  }

  private static double jmh(String method, String size) throws Exception {
    return Figures.jmh(RingCopyBenchmark.class, method, size);
  }

  private void idle() throws Exception {
    head("| nothing new | reader's CPU % of a core |");
    line("| auto | %s |", ring(SMALL, 0, "waitStrategy=auto", List.of()).idle(Figures.SECONDS));
    line(
        "| auto, no futex | %s |",
        ring(SMALL, 0, "waitStrategy=auto", NO_FUTEX).idle(Figures.SECONDS));
  }

  private void garbage() throws Exception {
    head(
        "| pooled exchanges | frames | bytes allocated for a frame, without the body's own array |");
    for (String body : List.of("frame", "bytes")) {
      RouteFigures it =
          ring(SMALL, 2_000, "bodyType=" + body, List.of()).measured(Figures.SECONDS, true, false);
      line("| `bodyType=%s` | %d | %d |", body, it.frames(), it.garbage());
    }
  }

  private void loan() throws Exception {
    head(
        "| the writer's frames a second | without a loan | with one held for 10 s | ratio | ratio by processor time | the frame on loan |");
    for (String size : SIZES.subList(0, 2)) {
      String[] sides = size.split("x");
      LoanedRate it = LoanedRate.of(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
      line(
          "| %s | %.0f | %.0f | %.3f | %.3f | %s |",
          size,
          it.without().frames(),
          it.with().frames(),
          it.with().frames() / it.without().frames(),
          it.with().byCpu() / it.without().byCpu(),
          it.frame());
    }
  }

  private static Beside ring(String size, int period, String options, List<String> jvm) {
    return new Beside(size, period, PacedWriter.RING, options, jvm);
  }

  private void head(String head) {
    line("");
    line("%s", head);
    line("|%s", "---|".repeat((int) head.chars().filter(it -> it == '|').count() - 1));
  }

  private void line(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values);
    System.out.println(line);
    text.append(line).append('\n');
  }
}
