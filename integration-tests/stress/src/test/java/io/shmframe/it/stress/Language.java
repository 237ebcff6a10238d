// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The four kinds of process that a ring is for. */
enum Language {
  /** The base classes, on the JDK that runs Maven. */
  JAVA_17,
  /** The multi-release jar with its overlay, on the JDK that runs these tests. */
  JAVA_25,
  CPP,
  PYTHON;

  private static final Path CLIENTS =
      Path.of(System.getProperty("shmframe.test.root"), "camel-shmframe/clients");

  boolean java() {
    return this == JAVA_17 || this == JAVA_25;
  }

  boolean lends() {
    return this != PYTHON;
  }

  /** A process that may do no more than the file's mode allows, whoever runs it. */
  Starter withoutRights() {
    return root()
        ? new Starter(this, List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"))
        : new Starter(this, List.of());
  }

  private static boolean root() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Peer write(Ring ring, long frames, int bytes, String... options) {
    return new Starter(this, List.of()).write(ring, frames, bytes, options);
  }

  /** A process that writes until it is killed. */
  Peer writeOn(Ring ring, int bytes, String... options) {
    return write(ring, Integer.MAX_VALUE, bytes, options);
  }

  Peer read(Ring ring, long frames, String... options) {
    return new Starter(this, List.of()).read(ring, frames, options);
  }

  /** The words that begin its command line. */
  List<String> program() {
    return switch (this) {
      case JAVA_17 -> java(Objects.requireNonNull(System.getProperty("stress.java17")));
      case JAVA_25 -> java(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      case CPP -> List.of(Compiler.program(CLIENTS.resolve("cpp/test/ring_peer.cpp")).toString());
      case PYTHON -> List.of("python3", CLIENTS.resolve("python/tests/ring_peer.py").toString());
    };
  }

  private List<String> java(String executable) {
    List<String> command = new ArrayList<>(List.of(executable, "-Xmx128m", "-XX:+UseSerialGC"));
    if (this == JAVA_25) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), RingPeer.class.getName()));
    return command;
  }
}
