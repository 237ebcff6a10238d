// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One wrong bit anywhere in the control page, before the C++ and the Python client. Java's own
 * tests do the same.
 */
@Timeout(300)
class FlippedBitsIT {

  private static final Path ROOT = Path.of(System.getProperty("shmframe.test.root"));

  @Test
  void shouldReadAndWriteOrSayWhyNotInCpp() {
    assertSound(List.of(Compiler.own("bits_peer").toString()), List.of("7"));
  }

  @Test
  void shouldReadAndWriteOrSayWhyNotInPython() {
    assertSound(
        List.of(
            "python3",
            ROOT.resolve("integration-tests/stress/src/test/python/bits_peer.py").toString()),
        List.of("37", ROOT.resolve("camel-shmframe/clients/python/src").toString()));
  }

  private static void assertSound(List<String> program, List<String> more) {
    try (Ring ring = new Ring()) {
      List<String> command = new ArrayList<>(program);
      command.add(ring.path().toString());
      command.addAll(more);
      try (Peer peer = new Peer(command)) {
        assertThat(peer.exitCode()).as(peer.output()).isZero();
        assertThat(peer.number("wrong")).as(peer.output()).isZero();
        assertThat(peer.number("bits")).isGreaterThan(1_000);
        // The magic makes it no ring; the other bits that never change are guarded by the CRC.
        assertThat(peer.number("refused")).as(peer.output()).isEqualTo(64);
        assertThat(peer.number("errors")).as(peer.output()).isGreaterThanOrEqualTo(8 * 104);
        assertThat(peer.number("frames")).as(peer.output()).isGreaterThan(800);
        assertThat(peer.number("taken")).as(peer.output()).isEqualTo(peer.number("bits") - 64);
        System.out.println(program.get(0) + ": " + peer.output());
      }
    }
  }
}
