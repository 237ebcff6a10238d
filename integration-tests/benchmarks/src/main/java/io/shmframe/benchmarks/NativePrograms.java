// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The peers in C++, compiled on this machine with what is installed on it.
 *
 * @param folder for the programs
 */
record NativePrograms(Path folder) {

  private static final Path SOURCES = Path.of("integration-tests/benchmarks/src/main/cpp");

  /** Where Debian's package has its headers, in a folder for each version. */
  private static final Path ICEORYX = Path.of("/usr/include/iceoryx");

  /** The floor of the machine, without a library. */
  Path reference() throws Exception {
    return compiled("reference.cpp", List.of(), List.of());
  }

  /** Our own client. */
  Path ring() throws Exception {
    String client = Programs.ROOT.resolve("camel-shmframe/clients/cpp/include").toString();
    return compiled("peer_ring.cpp", List.of("-I" + client), List.of());
  }

  /** A plain socket. */
  Path socket() throws Exception {
    return compiled("peer_socket.cpp", List.of(), List.of());
  }

  /** The writer that people had before there was shmframe. */
  Path oldWriter() throws Exception {
    return compiled(
        Programs.ROOT.resolve("examples/peers/cpp/camera_writer.cpp"), List.of(), List.of());
  }

  /** shmsink and shmsrc. */
  Path gstreamer() throws Exception {
    String app = "gstreamer-app-1.0";
    Path plugins = Path.of(said("pkg-config", "--variable=pluginsdir", app));
    for (String plugin : List.of("libgstshm.so", "libgstapp.so")) {
      if (Files.notExists(plugins.resolve(plugin))) {
        throw new PeerMissingException("GStreamer has no " + plugin);
      }
    }
    return compiled(
        "peer_gstreamer.cpp",
        words(said("pkg-config", "--cflags", app)),
        words(said("pkg-config", "--libs", app)));
  }

  /** A publisher and a subscriber. */
  Path iceoryx() throws Exception {
    said("iox-roudi", "--version");
    return compiled(
        "peer_iceoryx.cpp",
        // Not our warnings.
        List.of("-isystem", newestHeaders().toString()),
        List.of("-liceoryx_posh", "-liceoryx_hoofs", "-liceoryx_platform"));
  }

  private static Path newestHeaders() throws IOException, PeerMissingException {
    if (Files.notExists(ICEORYX)) {
      throw new PeerMissingException("there are no headers in " + ICEORYX);
    }
    try (Stream<Path> versions = Files.list(ICEORYX)) {
      return versions.max(Comparator.naturalOrder()).orElse(ICEORYX);
    }
  }

  private Path compiled(String source, List<String> flags, List<String> libraries)
      throws Exception {
    return compiled(Programs.ROOT.resolve(SOURCES).resolve(source), flags, libraries);
  }

  private Path compiled(Path source, List<String> flags, List<String> libraries) throws Exception {
    Path program = folder.resolve(source.getFileName().toString().replace(".cpp", ""));
    List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-O2", "-pthread"));
    command.addAll(flags);
    command.addAll(List.of("-o", program.toString(), source.toString()));
    command.addAll(libraries);
    command.add("-lrt");
    said(command.toArray(String[]::new));
    return program;
  }

  private static List<String> words(String said) {
    return List.of(said.split("\\s+"));
  }

  /** What a program says that ends well; where it cannot be started, its package is missing. */
  private static String said(String... command)
      throws PeerMissingException, IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new PeerMissingException(command[0] + " is not installed");
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      if (command[0].equals("pkg-config")) {
        throw new PeerMissingException(said.trim());
      }
      throw new IllegalStateException(String.join(" ", command) + " failed:\n" + said);
    }
    return said.trim();
  }
}
