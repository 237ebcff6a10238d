// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.camel.ShmFrameConstants;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * What a reader on the receiving host sees of a camera: each picture is looked at, with its number,
 * its order and its age. One thread gives it frames; any may ask for the line.
 */
final class Verdict implements Processor {

  private static final double MILLI = 1000;

  private final String camera;
  private final int index;
  private final boolean exact;
  private final Ledger ledger;
  private final byte[] expected = new byte[TestPicture.BYTES];
  private final Set<String> seen = new HashSet<>();
  private final Histogram ages = new Histogram(TimeUnit.HOURS.toMicros(1), 3);
  private long frames;
  private long disorder;
  private long twice;
  private long wrong;
  private long missed;
  private long epoch;
  private long last;
  private long lastStamp;

  private enum Fate {
    SEEN
  }

  /**
   * @param index of the camera in its process, which its pictures show
   * @param exact whether pictures must be the same byte for byte
   */
  Verdict(String camera, int index, boolean exact, Ledger ledger) {
    this.camera = camera;
    this.index = index;
    this.exact = exact;
    this.ledger = ledger;
  }

  @Override
  public synchronized void process(Exchange exchange) {
    Message message = exchange.getMessage();
    long itsEpoch = message.getHeader(Recovery.EPOCH, 0L, Long.class);
    long sequence = message.getHeader(Recovery.SEQUENCE, 0L, Long.class);
    long stamp = message.getHeader(ShmFrameConstants.TIMESTAMP_NANOS, 0L, Long.class);
    ages.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(Age.of(stamp).toNanos())));
    frames++;
    missed += message.getHeader(ShmFrameConstants.MISSED, 0L, Long.class);
    if (itsEpoch == epoch && sequence <= last || stamp <= lastStamp) {
      disorder++;
    }
    if (!seen.add(itsEpoch + " " + sequence)) {
      twice++;
    }
    if (!right(ByteBuffer.wrap(message.getBody(byte[].class)), sequence)) {
      wrong++;
    }
    epoch = itsEpoch;
    last = sequence;
    lastStamp = stamp;
    ledger.note(new FrameId(camera, itsEpoch, sequence, 0), Fate.SEEN);
  }

  /** The camera's numbers are those of its ring, and its pictures show them. */
  private boolean right(ByteBuffer pixels, long sequence) {
    if (pixels.remaining() != TestPicture.BYTES
        || TestPicture.number(pixels) != sequence
        || TestPicture.camera(pixels) != index) {
      return false;
    }
    TestPicture.draw(expected, index, sequence);
    return exact ? TestPicture.same(pixels, expected) : TestPicture.alike(pixels, expected);
  }

  synchronized long frames() {
    return frames;
  }

  /** Whether all that came was right, in order, and came once. */
  synchronized boolean good() {
    return frames > 0 && disorder == 0 && twice == 0 && wrong == 0;
  }

  @Override
  public synchronized String toString() {
    return String.format(
        Locale.ROOT,
        "camera=%s frames=%d disorder=%d twice=%d wrong=%d missed=%d age_p50_ms=%.1f age_p99_ms=%.1f age_max_ms=%.1f",
        camera,
        frames,
        disorder,
        twice,
        wrong,
        missed,
        ages.getValueAtPercentile(50) / MILLI,
        ages.getValueAtPercentile(99) / MILLI,
        ages.getMaxValue() / MILLI);
  }
}
