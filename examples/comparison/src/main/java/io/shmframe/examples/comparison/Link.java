// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.nio.file.Path;
import java.util.List;

/**
 * What both processes of one row are told.
 *
 * @param row which transport
 * @param size of the frames
 * @param memory a folder of the row's own in shared memory
 * @param disk a folder of the row's own on the disk
 * @param port that was free a moment ago, for who needs one
 */
record Link(String row, Size size, Path memory, Path disk, int port) {

  static Link of(String[] arguments) {
    return new Link(
        arguments[0],
        Size.parse(arguments[1]),
        Path.of(arguments[2]),
        Path.of(arguments[3]),
        Integer.parseInt(arguments[4]));
  }

  List<String> arguments() {
    return List.of(
        row, size.toString(), memory.toString(), disk.toString(), Integer.toString(port));
  }

  /** The file of the {@link Ledger}. */
  Path ledger() {
    return memory.resolve("ledger");
  }
}
