// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameSource;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.TornFrameException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Takes one frame beside whoever reads and writes a segment, and leaves no trace there. */
final class Glance {

  private Glance() {}

  static Optional<FrameView> at(ShmFrameConfiguration configuration, Duration patience) {
    Optional<FrameSource> source = configuration.openToGlance();
    if (source.isEmpty()) {
      return Optional.empty();
    }
    try (FrameSource reader = source.get()) {
      ByteBuffer[] memory = {ByteBuffer.allocate(0)};
      Look found =
          reader.await(
              geometry -> memory[0] = ByteBuffer.allocate(Math.toIntExact(geometry.bytes())),
              patience.toNanos());
      return found == Look.FRAME
          ? Optional.of(FrameView.of(reader.info().geometry(), memory[0].rewind()))
          : Optional.empty();
    } catch (TornFrameException e) {
      // Not with this policy.
      return Optional.empty();
    }
  }
}
