// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Results that nobody measured. */
final class Samples {

  static final Size SIZE = new Size(640, 404);
  static final String TROUBLE = "no <epoll> & no | sockets";

  private Samples() {}

  static Results results() {
    return new Results(
        new Machine("A Processor", 2, 24L << 30, "Linux 6", "A JVM 25"),
        Instant.parse("2026-11-21T10:00:30Z"),
        5,
        30,
        List.of(
            Result.of(Transports.named("ring"), SIZE, figures(3000, 0, -1, 0, Map.of())),
            Result.of(
                Transports.named("jpeg-unix"),
                SIZE,
                figures(300, 0, -1, 60_000, Map.of("encode", 700.0, "decode", 650.0))),
            Result.of(Transports.named("kafka-raw"), SIZE, figures(2000, 0, -1, 0, Map.of())),
            Result.none(Transports.named("raw-unix"), SIZE, TROUBLE),
            Result.of(
                Transports.named("frameheader"), SIZE, figures(1500, 0.25, 200, 0, Map.of()))));
  }

  /** The same frames of 1080p by two rows of ours and two others. */
  static Results large() {
    Size size = new Size(1920, 1080);
    return new Results(
        results().machine(),
        results().when(),
        5,
        30,
        List.of(
            Result.of(Transports.named("ring"), size, figures(1000, 0, -1, 0, Map.of())),
            Result.of(Transports.named("frameheader"), size, figures(400, 0, 200, 0, Map.of())),
            Result.of(Transports.named("jpeg-unix"), size, figures(20, 0, -1, 60_000, Map.of())),
            Result.of(Transports.named("aeron"), size, figures(800, 0, -1, 0, Map.of()))));
  }

  private static Figures figures(
      double framesPerSecond,
      double missedShare,
      double pause,
      double encodedBytes,
      Map<String, Double> parts) {
    return new Figures(
        framesPerSecond,
        missedShare,
        pause,
        0.25,
        0.5,
        0.125,
        1500,
        4500,
        150,
        2.5,
        4.5,
        6.5,
        0,
        0,
        0,
        encodedBytes,
        parts);
  }
}
