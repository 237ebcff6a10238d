// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What must be known to read the tables, in sentences. */
final class Notes {

  private Notes() {}

  /** Where and when. */
  static String machine(Results results) {
    return "Measured on "
        + results.machine()
        + ", on "
        + results.when().truncatedTo(ChronoUnit.MINUTES)
        + ", "
        + seconds(results.seconds())
        + " flat out and half as long again at the steady pace for each row. Other machines give other numbers: compare what stands side by side.";
  }

  /** What is not in the tables, and why. */
  static List<String> troubles(Results results) {
    return results.rows().stream()
        .filter(row -> row.trouble().isPresent())
        .map(
            row ->
                row.title() + " at " + row.size() + " has no figures: " + row.trouble().orElse(""))
        .toList();
  }

  /** What the columns mean. */
  static List<String> explanations(Results results) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Frames/s: delivered to the receiving route while the sender goes as fast as it can, and how many times as many"
            + " the ring delivers that copies. Two processes, each with a Camel route; each frame is in an"
            + " array of the receiving route's own, decoded, unless the row says otherwise.");
    notes.add(
        String.format(
            Locale.ROOT,
            "Latency: at %.0f frames a second, from the moment the sending route has the raw frame to the first step of the"
                + " receiving route that has its pixels. CPU: of both processes with the kernel's work for them, sender +"
                + " receiver; a process between them is named.",
            results.fps()));
    notes.add(
        "Copied: counted, not measured: the list of copies that stands in the code beside each transport, times the measured"
            + " sizes. Reading and writing that is no copy (encoding, comparing) is not in it.");
    notes.add(
        "Wrong: frames whose number could not be read from the delivered picture, was not above the last one, or differed between its"
            + " top and its bottom edge.");
    notes.add(
        "A socket holds its sender back, nothing is lost; so does the ring here, with overflow=block and delivery=all: the"
            + " sender waits while all four slots are full, and each frame is delivered. Files, Kafka, Aeron and Chronicle Queue would let the sender run"
            + " away: at most "
            + Flow.WINDOW.underway()
            + " frames are under way.");
    notes.add(
        "A segment of one slot (frameheader) holds nobody back: frames that are not taken in time are overwritten, and a writer that never"
            + " pauses leaves no whole frame to take. So the sender's pause is varied, and what is shown is the pause with"
            + " most frames delivered.");
    results.rows().forEach(row -> loss(row, notes));
    return notes;
  }

  private static void loss(Result row, List<String> notes) {
    Figures it = row.figures().orElse(null);
    if (it == null) {
      return;
    }
    if (row.flow() == Flow.NONE) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s at %s: with a pause of %.0f µs (and what the timer adds, about 55 µs) %.0f %% of the frames that were sent"
                  + " flat out were missed; %d of %d at the steady pace.%s",
              row.title(),
              row.size(),
              it.pauseMicros(),
              100 * it.missedShare(),
              it.lost(),
              it.lost() + it.paced(),
              it.torn() == 0
                  ? ""
                  : " " + it.torn() + " loans ended while they were looked at, and said so."));
    } else if (it.missedShare() > 0 || it.lost() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s at %s lost %.2f %% of the frames flat out and %d at the steady pace.",
              row.title(),
              row.size(),
              100 * it.missedShare(),
              it.lost()));
    }
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, seconds == Math.rint(seconds) ? "%.0f s" : "%.1f s", seconds);
  }
}
