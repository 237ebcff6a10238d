// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.nio.file.Path;

/**
 * What can be said on the command line, each as {@code -Ddemo.NAME}.
 *
 * @param host the address that the page is bound to; this machine only, unless told otherwise
 * @param port of the page
 * @param seconds after which the demo ends by itself; 0 for never
 * @param segment the segment's name
 * @param camera whether to start the camera that comes with the demo
 * @param fps of that camera
 * @param snapshots the folder for pictures
 * @param snapshotSeconds between two of them
 */
record DemoOptions(
    String host,
    int port,
    int seconds,
    String segment,
    boolean camera,
    double fps,
    Path snapshots,
    int snapshotSeconds) {

  static DemoOptions fromSystem() {
    return new DemoOptions(
        System.getProperty("demo.host", "127.0.0.1"),
        number("demo.port", 8080),
        number("demo.seconds", 0),
        System.getProperty("demo.segment", "shmframe-demo"),
        Boolean.parseBoolean(System.getProperty("demo.camera", "true")),
        number("demo.fps", 30),
        Path.of(System.getProperty("demo.snapshots", "snapshots")).toAbsolutePath(),
        Math.max(1, number("demo.snapshotSeconds", 10)));
  }

  String endpoint() {
    return "shmframe:" + segment + "?layout=frameheader&bodyType=mat&staleAfter=2s";
  }

  /** Where the camera writes: the same file as the endpoint's. */
  Path path() {
    return Path.of("/dev/shm", segment);
  }

  private static int number(String name, int otherwise) {
    String said = System.getProperty(name, "");
    try {
      return said.isBlank() ? otherwise : Integer.parseInt(said.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("-D" + name + "=" + said + ": expected a whole number", e);
    }
  }
}
