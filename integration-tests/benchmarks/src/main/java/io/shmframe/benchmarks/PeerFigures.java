// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

/**
 * What a pair of processes says of itself.
 *
 * @param frames that the reader took in the measurement
 * @param rate of them, in frames a second
 * @param p50 microseconds from when a frame was due until its reader had its own copy
 * @param p99 likewise
 * @param writer its share of a core, in percent
 * @param reader likewise
 * @param wrong how many frames were torn, lost, doubled or out of order
 */
record PeerFigures(
    double frames,
    double rate,
    double p50,
    double p99,
    double writer,
    double reader,
    double wrong) {

  /** From the last lines of both. */
  static PeerFigures parse(String reader, String writer) {
    return new PeerFigures(
        Programs.value(reader, "frames"),
        Programs.value(reader, "fps"),
        Programs.value(reader, "p50"),
        Programs.value(reader, "p99"),
        Programs.value(writer, "cpu"),
        Programs.value(reader, "cpu"),
        Programs.value(reader, "wrong"));
  }
}
