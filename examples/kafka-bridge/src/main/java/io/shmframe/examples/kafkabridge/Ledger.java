// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/**
 * The fate of each frame, a line each: camera, epoch, sequence, attempt, fate. For who wants to
 * settle accounts; a line is in the file's hands when the call returns, so that a killed process
 * leaves it too. Any thread may write.
 */
final class Ledger implements AutoCloseable {

  private final Optional<BufferedWriter> out;

  Ledger(Optional<Path> file) throws IOException {
    out =
        file.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Files.newBufferedWriter(
                    file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  synchronized void note(FrameId frame, Enum<?> fate) {
    if (out.isEmpty()) {
      return;
    }
    try {
      BufferedWriter file = out.get();
      file.write(
          String.join(
              " ",
              frame.camera(),
              Long.toString(frame.epoch()),
              Long.toString(frame.sequence()),
              Long.toString(frame.attempt()),
              fate.name().toLowerCase(Locale.ROOT)));
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("bridge.ledger: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (out.isPresent()) {
      out.get().close();
    }
  }
}
