// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameReader;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.ReaderOptions;
import io.shmframe.frame.TornFrameException;
import io.shmframe.frame.TornPolicy;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.Synchronisation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Takes one frame beside whoever reads and writes a segment, and leaves no trace there. */
final class Glance {

  private Glance() {}

  static Optional<FrameView> at(ShmFrameConfiguration configuration, Duration patience) {
    HeaderLayout layout = configuration.headerLayout();
    if (layout.synchronisation() == Synchronisation.STATUS) {
      return Optional.empty();
    }
    // Whoever looks is in no hurry, whatever the consumer was told.
    ReaderOptions options =
        configuration
            .readerOptions()
            .withOnTorn(TornPolicy.RETRY)
            .withWaiting(ReaderOptions.defaults().waiting());
    try (FrameReader reader = new FrameReader(configuration.path(), layout, options)) {
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
