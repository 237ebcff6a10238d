// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that die at a step that can be chosen: step_peer.cpp and step_peer.py. */
final class StepPeer {

  /** What a shell says of a process that was killed. */
  static final int KILLED = 128 + 9;

  static final int BYTES = 1000;
  private static final int FRAMES = 5;
  private static final Path ROOT = Path.of(System.getProperty("shmframe.test.root"));

  private StepPeer() {}

  /** A writer of some frames that dies at a step, 0: lives. */
  static Peer writer(Ring ring, long step) {
    return cpp("write", ring, "" + FRAMES, "" + BYTES, "" + step);
  }

  /** The same in Python. */
  static Peer pythonWriter(Ring ring, long step) {
    return new Peer(
        List.of(
            "python3",
            ROOT.resolve("integration-tests/stress/src/test/python/step_peer.py").toString(),
            ring.path().toString(),
            "" + FRAMES,
            "" + BYTES,
            "" + step,
            ROOT.resolve("camel-shmframe/clients/python/src").toString()));
  }

  /** A writer of a frame every 2 ms until {@link Peer#endInput()}. */
  static Peer server(Ring ring, String... options) {
    List<String> words = new ArrayList<>(List.of("" + BYTES));
    words.addAll(List.of(options));
    return cpp("serve", ring, words.toArray(String[]::new));
  }

  /** A reader of some frames that dies at a step, 0: lives. */
  static Peer reader(Ring ring, long frames, long step, String... options) {
    List<String> words = new ArrayList<>(List.of("" + frames, "" + step));
    words.addAll(List.of(options));
    return cpp("read", ring, words.toArray(String[]::new));
  }

  private static Peer cpp(String role, Ring ring, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Compiler.own("step_peer").toString());
    command.add(role);
    command.add(ring.path().toString());
    command.addAll(List.of(words));
    return new Peer(command);
  }

  /** How many steps a process has that lives. */
  static long steps(Peer peer) {
    try (peer) {
      assertThat(peer.exitCode()).as(peer.output()).isZero();
      return Long.parseLong(peer.output().substring("steps ".length()).strip());
    }
  }

  /** It must die at its step, and by nothing else. */
  static void assertKilled(Peer peer, long step) {
    try (peer) {
      assertThat(peer.exitCode()).as("step %d: %s", step, peer.output()).isEqualTo(KILLED);
    }
  }
}
