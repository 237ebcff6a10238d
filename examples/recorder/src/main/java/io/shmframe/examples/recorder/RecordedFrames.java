// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The frames of a part, one after another. For one thread. */
interface RecordedFrames extends AutoCloseable {

  /** What is known of the next frame; empty at the end. */
  Optional<IndexEntry> next() throws IOException;

  /**
   * The payload of that frame, until the next one is asked for; empty if it is damaged, which has
   * been counted.
   */
  Optional<ByteBuffer> payload() throws IOException;

  /** Within a session the times at which frames arrived are of one clock. */
  long session();

  /** Whether the part was closed in good order; known at its end. */
  boolean closed();

  @Override
  void close() throws IOException;
}
