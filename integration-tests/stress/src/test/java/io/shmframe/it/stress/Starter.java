// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

import java.util.ArrayList;
import java.util.List;

/**
 * Starts peers of one kind.
 *
 * @param before words that come before the command, of a program that runs it
 */
record Starter(Language language, List<String> before) {

  Peer write(Ring ring, long frames, int bytes, String... options) {
    return start(List.of("write", ring.path().toString(), "" + frames, "" + bytes), options);
  }

  Peer read(Ring ring, long frames, String... options) {
    return start(List.of("read", ring.path().toString(), "" + frames), options);
  }

  private Peer start(List<String> words, String... options) {
    List<String> command = new ArrayList<>(before);
    command.addAll(language.program());
    command.addAll(words);
    command.addAll(List.of(options));
    return new Peer(command);
  }
}
