// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of all peers. What the JDK does not change gets its rows with the newest one only; its
 * rate is measured with each, since a ratio is of two figures of the same minute.
 */
final class PeersRun {

  private static final int SECONDS = 2;

  /** Frames a second. */
  private static final int STEADY = 100;

  private final Part part;
  private final Bench bench;
  private final Report report;
  private final PeerKit kit;
  private final int seconds;

  PeersRun(Part part, Bench bench, Report report, PeerKit kit) {
    this.part = part;
    this.bench = bench;
    this.report = report;
    this.kit = kit;
    seconds = bench.seconds(SECONDS);
  }

  void measure() throws Exception {
    double java = rows(kit.ringInJava());
    if (bench.newest()) {
      unlessMissing("ring, C++", () -> rows(kit.ringInCpp()));
    }
    unlessMissing("iceoryx", () -> ratio("iceoryx", java, iceoryx()));
    unlessMissing("GStreamer", () -> ratio("gstreamer", java, rate(kit.gstreamer())));
    unlessMissing("Unix socket, raw", () -> ratio("socket", java, rate(kit.socket())));
    unlessMissing("memcpy", () -> ratio("memcpy", java, memcpy()));
    if (bench.newest()) {
      unlessMissing("old Python reader", this::oldReader);
    }
  }

  private void unlessMissing(String name, Work work) throws Exception {
    try {
      work.run();
    } catch (PeerMissingException e) {
      report.missing(part, name, e.getMessage());
    }
  }

  private void ratio(String peer, double java, double rate) {
    report.ratio(bench, "ring-java/" + peer + "-1080p", true, java / rate);
  }

  private double iceoryx() throws Exception {
    Peer peer = kit.iceoryx();
    RouDi rouDi = RouDi.started(kit.logs(), Sizes.bytes(Sizes.FULL_HD));
    try {
      return rate(peer);
    } finally {
      rouDi.close();
    }
  }

  private double memcpy() throws Exception {
    return ReferencePart.memcpy(kit.programs().reference(), Sizes.bytes(Sizes.FULL_HD), seconds);
  }

  /** Of the large frames. */
  private double rate(Peer peer) throws Exception {
    return bench.newest()
        ? rows(peer)
        : peer.measured(Sizes.bytes(Sizes.FULL_HD), seconds, 0).rate();
  }

  /** The rows of a peer, and its rate of the large frames. */
  private double rows(Peer peer) throws Exception {
    double rate = row(peer, Sizes.FULL_HD);
    if (!bench.quick()) {
      row(peer, Sizes.SMALL);
    }
    return rate;
  }

  private double row(Peer peer, String size) throws Exception {
    report.measuring(part, bench, peer.name() + " " + size);
    long bytes = Sizes.bytes(size);
    PeerFigures most = peer.measured(bytes, seconds, 0);
    PeerFigures steady = peer.measured(bytes, seconds, STEADY);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("frames/s", most.rate());
    values.put(RouteFigures.P50, steady.p50());
    values.put(RouteFigures.P99, steady.p99());
    values.put(RouteFigures.WRITER_CPU, steady.writer());
    values.put(RouteFigures.READER_CPU, steady.reader());
    values.put(RouteFigures.FRAMES, most.frames() + steady.frames());
    values.put("wrong", most.wrong() + steady.wrong());
    report.row(part, bench, peer.name() + " " + size, values);
    return most.rate();
  }

  private void oldReader() throws Exception {
    for (String size :
        bench.quick() ? List.of(Sizes.FULL_HD) : List.of(Sizes.FULL_HD, Sizes.SMALL)) {
      report.measuring(part, bench, "old Python reader " + size);
      OldReader it = OldReader.measured(kit, size, seconds);
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("frames/s", it.rate());
      values.put(RouteFigures.FRAMES, it.frames());
      values.put("wrong", it.wrong());
      report.row(part, bench, "old Python reader " + size, values);
    }
  }

  /** What may find that something is missing. */
  @FunctionalInterface
  private interface Work {

    void run() throws Exception;
  }
}
