// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.frame.FrameInfo;
import io.shmframe.frame.Look;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import io.shmframe.frame.TornFrameException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an earlier life of the receiving side published last: the ring itself remembers it, in the
 * metadata of its newest frame.
 */
final class Recovery {

  /** The metadata of a frame on the receiving side, which its readers see too. */
  static final String EPOCH = "bridge.epoch";

  static final String SEQUENCE = "bridge.sequence";
  static final String ATTEMPT = "bridge.attempt";

  private Recovery() {}

  /** What the ring of a camera says; where there is none, that nothing was published. */
  static Position of(String camera, Path ring) {
    try (RingReader reader = new RingReader(ring, RingReaderOptions.defaults().withLoans(0))) {
      Look found = reader.look(geometry -> ByteBuffer.allocate(Math.toIntExact(geometry.bytes())));
      return found == Look.FRAME ? position(camera, reader.info()) : new Position();
    } catch (TornFrameException e) {
      return new Position();
    }
  }

  private static Position position(String camera, FrameInfo info) {
    Map<String, Object> metadata = info.fields();
    if (metadata.get(EPOCH) instanceof Long epoch
        && metadata.get(SEQUENCE) instanceof Long sequence
        && metadata.get(ATTEMPT) instanceof Long attempt) {
      return new Position(new FrameId(camera, epoch, sequence, attempt), info.timestampNanos());
    }
    return new Position();
  }
}
