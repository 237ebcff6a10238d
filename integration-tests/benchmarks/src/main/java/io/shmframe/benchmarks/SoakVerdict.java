// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the samples prove. Nothing may be lost or wrong; what is counted (files, mappings, threads)
 * may not be more at the end than it was behind the first minute; memory may not grow.
 *
 * <p>Memory is what belongs to no file, since the ring's pages are resident as soon as they have
 * been touched, and the heap behind a collection. It counts as growing if a straight line through
 * the last two thirds rises, with two standard errors taken off, by more than 1 MiB for each ten
 * minutes and a margin: 4 MiB, less than one frame, in a soak of ten minutes or longer, and 32 MiB
 * in a shorter one, in which a JVM has not yet settled.
 */
final class SoakVerdict {

  /** Of the JVM's own: the compilers' and the collector's threads come and go. */
  private static final double THREADS = 3;

  /** Of the JVM's own: its heap, its code and its threads' stacks split mappings. */
  private static final double MAPPINGS = 24;

  /** A writer that has published less than this share of what was due has proven nothing. */
  private static final double FEWEST = 0.95;

  private static final double SETTLED_SECONDS = 60;
  private static final double LONG_SECONDS = 600;
  private static final double MARGIN_MIB = 4;
  private static final double SHORT_MARGIN_MIB = 32;

  private SoakVerdict() {}

  /**
   * What is wrong, in words; empty if all is well.
   *
   * @param readers the series of those that must have all that the writer has published
   * @param seconds that the soak took
   * @param fps frames a second that were due
   */
  static List<String> faults(SoakSeries writer, List<SoakSeries> readers, double seconds, int fps) {
    List<String> faults = new ArrayList<>();
    List<SoakSeries> all = new ArrayList<>(readers);
    all.add(writer);
    if (all.stream().anyMatch(it -> it.samples().isEmpty())) {
      return List.of("a process has no samples, expected some of each");
    }
    double due = seconds * fps;
    if (writer.last("frames") < FEWEST * due) {
      fault(
          faults,
          writer,
          "%.0f frames published, expected %.0f of %.0f at least",
          writer.last("frames"),
          FEWEST * due,
          due);
    }
    for (SoakSeries reader : readers) {
      none(faults, reader, "lost");
      none(faults, reader, "wrong");
      if (reader.last("told") != reader.last("lost")) {
        fault(
            faults,
            reader,
            "the headers told of %.0f lost frames, the numbers of %.0f",
            reader.last("told"),
            reader.last("lost"));
      }
      if (reader.last("frames") != writer.last("frames")) {
        fault(
            faults,
            reader,
            "%.0f frames taken, %.0f published",
            reader.last("frames"),
            writer.last("frames"));
      }
    }
    for (SoakSeries series : all) {
      double settled = settled(seconds);
      same(faults, series, settled, "files", 0);
      same(faults, series, settled, "segments", 0);
      same(faults, series, settled, "mappings", MAPPINGS);
      same(faults, series, settled, "threads", THREADS);
      flat(faults, series, seconds, "anonymous");
      flat(faults, series, seconds, "heap");
    }
    return faults;
  }

  /** The second behind which all that is counted must stay as it is. */
  static double settled(double seconds) {
    return Math.min(SETTLED_SECONDS, seconds / 3);
  }

  /** The second from which on memory must not grow. */
  static double fitted(double seconds) {
    return seconds / 3;
  }

  private static void none(List<String> faults, SoakSeries reader, String value) {
    if (reader.last(value) != 0) {
      fault(faults, reader, "%.0f frames " + value, reader.last(value));
    }
  }

  private static void same(
      List<String> faults, SoakSeries series, double from, String value, double tolerance) {
    double before = series.at(from, value);
    double after = series.last(value);
    // Less is no leak: Java 17 unmaps when it collects.
    if (!(after - before <= tolerance)) {
      fault(faults, series, value + ": %.0f behind the start, %.0f at the end", before, after);
    }
  }

  private static void flat(List<String> faults, SoakSeries series, double seconds, String value) {
    SoakTrend trend = series.trend(fitted(seconds), value);
    double margin = seconds < LONG_SECONDS ? SHORT_MARGIN_MIB : MARGIN_MIB;
    if (trend.surelyGrown() > margin + trend.seconds() / LONG_SECONDS) {
      fault(
          faults,
          series,
          value + ": grows by %.1f MiB in ten minutes, in %.0f s",
          trend.perTenMinutes(),
          trend.seconds());
    }
  }

  private static void fault(List<String> faults, SoakSeries series, String what, Object... values) {
    faults.add(series.name() + ": " + String.format(Locale.ROOT, what, values));
  }
}
