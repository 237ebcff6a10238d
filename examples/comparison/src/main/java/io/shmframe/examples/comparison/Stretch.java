// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.util.json.JsonObject;

/**
 * What happened between two looks at all processes of a row.
 *
 * @param seconds between them
 * @param sent frames that the sending route was done with
 * @param delivered frames that the receiving route got
 * @param missed frames that it should have got before those
 * @param wrong frames whose number made no sense
 * @param torn loans that had ended
 * @param senderCpu seconds of processor time
 * @param receiverCpu likewise
 * @param thirdCpu likewise
 * @param p50Micros latency
 * @param p99Micros latency
 * @param encodedBytes of an encoded picture; 0 where there are none
 * @param parts of the routes, in microseconds
 */
record Stretch(
    double seconds,
    int sent,
    int delivered,
    int missed,
    int wrong,
    int torn,
    double senderCpu,
    double receiverCpu,
    double thirdCpu,
    double p50Micros,
    double p99Micros,
    double encodedBytes,
    Map<String, Double> parts) {

  /** From what both sides answered at the beginning and at the end. */
  static Stretch between(
      JsonObject sends,
      JsonObject sent,
      JsonObject receives,
      JsonObject received,
      Duration thirdCpu) {
    Map<String, Double> parts = new TreeMap<>();
    addParts(sent, parts);
    addParts(received, parts);
    return new Stretch(
        (number(received, "now") - number(receives, "now")) / 1e9,
        since(sends, sent, "sent"),
        since(receives, received, "delivered"),
        since(receives, received, "missed"),
        since(receives, received, "wrong"),
        since(receives, received, "torn"),
        (number(sent, "cpu") - number(sends, "cpu")) / 1e9,
        (number(received, "cpu") - number(receives, "cpu")) / 1e9,
        thirdCpu.toNanos() / 1e9,
        number(received, "p50Micros"),
        number(received, "p99Micros"),
        number(sent, "encodedBytes"),
        parts);
  }

  /**
   * The figures of a row.
   *
   * @param unheld whether nothing holds the sender back, so that it is no fault of the transport's
   *     to miss frames
   */
  static Figures figures(Stretch flat, boolean unheld, double pauseMicros, Stretch paced) {
    return new Figures(
        flat.framesPerSecond(),
        unheld
            ? Math.max(0, 1 - flat.delivered / (double) Math.max(1, flat.sent))
            : flat.missed / (double) (flat.missed + flat.delivered),
        pauseMicros,
        1000 * flat.senderCpu / flat.delivered,
        1000 * flat.receiverCpu / flat.delivered,
        1000 * flat.thirdCpu / flat.delivered,
        paced.p50Micros,
        paced.p99Micros,
        paced.delivered,
        100 * paced.senderCpu / paced.seconds,
        100 * paced.receiverCpu / paced.seconds,
        100 * paced.thirdCpu / paced.seconds,
        paced.missed,
        flat.wrong + paced.wrong,
        flat.torn + paced.torn,
        paced.encodedBytes,
        paced.parts);
  }

  double framesPerSecond() {
    return delivered / seconds;
  }

  static double number(JsonObject answer, String name) {
    return ((Number) answer.get(name)).doubleValue();
  }

  private static int since(JsonObject before, JsonObject after, String name) {
    return (int) (number(after, name) - number(before, name));
  }

  private static void addParts(JsonObject answer, Map<String, Double> parts) {
    JsonObject found = (JsonObject) answer.get("parts");
    found.forEach((name, micros) -> parts.put(name, ((Number) micros).doubleValue()));
  }
}
