// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

/** Bytes of a peer as an error shows them: printable, in quotes. */
final class Shown {

  private Shown() {}

  /** A text with one character a byte, so that {@code \xff} is 255. */
  static String of(String latin1) {
    StringBuilder shown = new StringBuilder("\"");
    latin1
        .chars()
        .forEach(
            character -> {
              if (character >= ' ' && character <= '~' && character != '\\' && character != '"') {
                shown.append((char) character);
              } else {
                shown.append(String.format("\\x%02x", character));
              }
            });
    return shown.append('"').toString();
  }
}
