// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.Locale;

/** What the terminal is told of the demo's own camera. */
final class StatusLine {

  private StatusLine() {}

  static String now(WatchedCamera camera, Snapshots snapshots) {
    String size = camera.last().map(frame -> frame.geometry().toString()).orElse("no picture");
    return String.format(
        Locale.ROOT,
        "demo: %-7s frames=%d fps=%.1f age_p50_ms=%.2f missed=%d torn=%d %s snapshots=%d",
        Condition.of(camera).word(),
        camera.number(),
        camera.rate().perSecond(),
        camera.ages().p50Millis(),
        camera.counters().missed(),
        camera.torn(),
        size.replace(" ", ""),
        snapshots.count());
  }

  static String atTheEnd(WatchedCamera camera, double seconds) {
    return String.format(
        Locale.ROOT,
        "demo: frames=%d fps=%.1f missed=%d torn=%d age_p50_ms=%.2f",
        camera.number(),
        seconds == 0 ? 0 : (camera.number() - 1) / seconds,
        camera.counters().missed(),
        camera.torn(),
        camera.ages().p50Millis());
  }
}
