// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Makes the peers, and has a short-lived folder for the files at which they meet: the path of a
 * socket must be short.
 */
final class PeerKit implements AutoCloseable {

  private static final String PREFIX = "shmframe-bench-peer-";
  private static final double WARM_UP = 0.3;

  /** Until the JVM has compiled what is measured. */
  private static final double JAVA_WARM_UP = 2;

  private final Bench bench;
  private final Path logs;
  private final Path meeting;
  private final NativePrograms programs;

  PeerKit(Bench bench) throws IOException {
    this.bench = bench;
    logs = Files.createDirectories(bench.target().resolve("peers"));
    meeting = Files.createTempDirectory(PREFIX);
    programs = new NativePrograms(logs);
  }

  /** What is called so is compiled and found here. */
  NativePrograms programs() {
    return programs;
  }

  /** The folder for what is written besides results. */
  Path logs() {
    return logs;
  }

  /** A segment's file that nobody else has. */
  static Path segment() {
    return Beside.MEMORY.resolve(PREFIX + UUID.randomUUID());
  }

  Peer ringInCpp() throws Exception {
    return inCpp("ring, C++", programs.ring(), segment().toString());
  }

  Peer ringInJava() {
    List<String> command = Programs.java(bench, List.of(), RingPeer.class, List.of());
    String place = segment().toString();
    return new Peer("ring, Java", command, Map.of(), place, JAVA_WARM_UP, logs);
  }

  Peer gstreamer() throws Exception {
    String socket = meeting.resolve("gstreamer").toString();
    Peer peer = inCpp("GStreamer shmsink/shmsrc", programs.gstreamer(), socket);
    // Else it keeps what it finds out of its plugins in the user's home.
    Map<String, String> registry =
        Map.of("GST_REGISTRY", logs.resolve("gstreamer-registry").toString());
    return new Peer(peer.name(), peer.command(), registry, socket, WARM_UP, logs);
  }

  /** Runs only while {@link RouDi} does. */
  Peer iceoryx() throws Exception {
    return inCpp("iceoryx", programs.iceoryx(), "frames");
  }

  Peer socket() throws Exception {
    return inCpp("Unix socket, raw", programs.socket(), meeting.resolve("raw").toString());
  }

  private Peer inCpp(String name, Path program, String place) {
    return new Peer(name, List.of(program.toString()), Map.of(), place, WARM_UP, logs);
  }

  @Override
  public void close() throws IOException {
    try (var left = Files.list(meeting)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(meeting);
  }
}
