// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.stress;

/**
 * One end of a ring, the twin of the C++ and Python clients' ring_peer, with the same command line
 * and the same frames:
 *
 * <pre>
 *   write PATH FRAMES BYTES [--fps N] [--slots N] [--overflow overwrite|block|fail] [--seconds N]
 *         [--stop-at STEP --stop-frame N]
 *   read PATH FRAMES [--loan] [--all] [--naive] [--awaited] [--seconds N] [--hold SECONDS]
 * </pre>
 *
 * The writer flags its last frame as the end of the stream; the reader ends with it, after FRAMES
 * frames (0: any number) or after --seconds, and prints one line of JSON. It says {@code ready}
 * when it begins to look, and exits with 1 if a frame was wrong. {@code --stop-at} stops the writer
 * for ever at a step of the protocol, to be killed there; {@code --hold} keeps the first loan so
 * long and looks at each byte again at its end.
 */
public final class RingPeer {

  private RingPeer() {}

  public static void main(String[] words) {
    int status = 2;
    try {
      Arguments arguments = new Arguments(words);
      status =
          switch (arguments.at(0)) {
            case "write" -> WritingPeer.run(arguments);
            case "read" -> ReadingPeer.run(arguments);
            default ->
                throw new IllegalArgumentException(
                    "expected write or read, found '" + arguments.at(0) + "'");
          };
    } catch (Exception e) {
      System.err.println("RingPeer: " + e);
    }
    System.exit(status);
  }
}
