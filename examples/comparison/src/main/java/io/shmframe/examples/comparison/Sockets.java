// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.ArrayList;
import java.util.List;

/** What the rows on sockets have in common. */
final class Sockets {

  /**
   * Both buffers of a socket. Camel's own 64 KiB would be a handicap; Linux gives as much of this
   * as {@code net.core.wmem_max} and {@code rmem_max} allow.
   */
  static final String BUFFERS = "&sendBufferSize=4194304&receiveBufferSize=4194304";

  static final int LARGEST_FRAME = 64 << 20;

  private static final List<Copy> COPIES =
      List.of(
          Copy.user("the message's array into Netty's memory outside the heap"),
          Copy.kernel("that memory into the socket (write)"),
          Copy.kernel("the socket into Netty's memory (read)"),
          Copy.user("each read behind those before it"),
          Copy.user("those into larger memory as they become more, about once in all"),
          Copy.user("the whole into an array"));

  private Sockets() {}

  /** From a message's array to a message's array. */
  static List<Copy> raw() {
    return COPIES;
  }

  static List<Copy> jpeg(boolean pickled) {
    List<Copy> copies = new ArrayList<>(JpegCopies.encoding());
    if (pickled) {
      copies.addAll(JpegCopies.pickling());
    }
    COPIES.forEach(copy -> copies.add(copy.ofJpeg()));
    if (pickled) {
      copies.addAll(JpegCopies.unpickling());
    }
    copies.addAll(JpegCopies.decoding());
    return List.copyOf(copies);
  }
}
