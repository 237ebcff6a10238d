// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;

/** A part that is being written. For one thread. */
interface PartOutput extends AutoCloseable {

  /** Whether a frame can go into this part, rather than the next one. */
  boolean takes(CapturedFrame frame) throws IOException;

  /**
   * Writes a frame.
   *
   * @return false if it was torn, and has left nothing
   * @throws IOException if it could not be written; the part can only be closed then
   */
  boolean append(CapturedFrame frame) throws IOException;

  /** Bytes of the part with one more frame, as far as that can be known before. */
  long bytesWith(CapturedFrame frame);

  /** Frames of the part so far. */
  long frames();

  /** Ends the part; one without a frame is removed. */
  @Override
  void close() throws IOException;
}
