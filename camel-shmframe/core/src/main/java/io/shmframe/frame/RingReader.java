// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads frames of a ring. */
public final class RingReader implements FrameSource {

  /** Opens nothing yet: the first look does. */
  public RingReader(Path path, RingReaderOptions options) {
    throw new UnsupportedOperationException("Not built yet: " + path + options);
  }

  @Override
  public Look look(FrameTarget target) throws TornFrameException {
    return Look.NOTHING;
  }

  @Override
  public Look lookInPlace() throws TornFrameException {
    return Look.NOTHING;
  }

  @Override
  public Look await(FrameTarget target, long nanos) throws TornFrameException {
    return Look.NOTHING;
  }

  @Override
  public Look awaitInPlace(long nanos) throws TornFrameException {
    return Look.NOTHING;
  }

  @Override
  public FrameInfo info() {
    throw new IllegalStateException("No frame has been taken yet");
  }

  @Override
  public FrameView loan() {
    throw new IllegalStateException("No frame is on loan");
  }

  @Override
  public Optional<Exception> problem() {
    return Optional.empty();
  }

  @Override
  public boolean attached() {
    return false;
  }

  @Override
  public ReaderCounters counters() {
    return new ReaderCounters(0, 0, 0, 0, 0, 0);
  }

  @Override
  public void observe() {}

  @Override
  public Optional<Map<String, Object>> peek() {
    return Optional.empty();
  }

  @Override
  public void wakeUp() {}

  @Override
  public void close() {}
}
