// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.nio.file.Path;
import java.util.Map;

/**
 * What can be said on the command line, each as {@code -Ddemo.NAME}.
 *
 * @param host the address that the page is bound to; this machine only, unless told otherwise
 * @param name by which browsers may ask for the page, besides localhost; empty for none
 * @param port of the page
 * @param seconds after which the demo ends by itself; 0 for never
 * @param directory the folder of the segments
 * @param segment the name of the demo's own segment, which the last line is about
 * @param camera whether to start the camera that comes with the demo
 * @param cameras how many of them, each with a segment of its own
 * @param fps of those cameras
 * @param maxCameras how many segments the wall shows at most
 * @param layouts what segments of these names are laid out like
 * @param snapshots the folder for pictures
 * @param snapshotSeconds between two of them
 */
record DemoOptions(
    String host,
    String name,
    int port,
    int seconds,
    Path directory,
    String segment,
    boolean camera,
    int cameras,
    double fps,
    int maxCameras,
    Map<String, SegmentLayout> layouts,
    Path snapshots,
    int snapshotSeconds) {

  static final Path SHARED_MEMORY = Path.of("/dev/shm");

  static DemoOptions fromSystem() {
    return new DemoOptions(
        System.getProperty("demo.host", "127.0.0.1"),
        System.getProperty("demo.name", ""),
        number("demo.port", 8080, 0, 65535),
        number("demo.seconds", 0, 0, Integer.MAX_VALUE),
        Path.of(said("demo.directory", SHARED_MEMORY.toString())).toAbsolutePath(),
        System.getProperty("demo.segment", "shmframe-demo"),
        Boolean.parseBoolean(System.getProperty("demo.camera", "true")),
        number("demo.cameras", 1, 1, 64),
        number("demo.fps", 30, 1, 1000),
        number("demo.maxCameras", 32, 1, 256),
        SegmentLayout.parseAll(System.getProperty("demo.layouts", "")),
        Path.of(System.getProperty("demo.snapshots", "snapshots")).toAbsolutePath(),
        number("demo.snapshotSeconds", 10, 1, Integer.MAX_VALUE));
  }

  /** How the demo's own segment is laid out, where nobody says another. */
  SegmentLayout ownLayout() {
    return layouts.getOrDefault(segment, SegmentLayout.of("frameheader"));
  }

  /** The segment of one of the demo's own cameras, counted from 0. */
  Path path(int camera) {
    return directory.resolve(camera == 0 ? segment : segment + "-" + (camera + 1));
  }

  private static String said(String name, String otherwise) {
    String said = System.getProperty(name, "");
    return said.isBlank() ? otherwise : said.trim();
  }

  static int number(String name, int otherwise, int least, int most) {
    String said = said(name, Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(said);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new IllegalArgumentException(
        "-D" + name + "=" + said + ": expected a whole number from " + least + " to " + most);
  }
}
