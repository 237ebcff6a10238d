// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.apache.camel.Message;

/**
 * A whole frame, in memory of its own that nobody writes to any more.
 *
 * @param number of the frame since the wall found its camera, from 1
 * @param sequence the number that its writer gave it; -1 where there is none
 * @param stampNanos when it was taken, in nanoseconds since 1970; 0 unknown
 * @param geometry its size and type
 * @param encoding {@code raw}, or what a picture is encoded as
 * @param pixels rows without gaps
 */
record FrameCopy(
    long number,
    long sequence,
    long stampNanos,
    FrameGeometry geometry,
    String encoding,
    byte[] pixels) {

  /**
   * Copies the frame that a message lends.
   *
   * @throws TornFrameException if it was overwritten meanwhile
   */
  static FrameCopy of(long number, Message message) throws TornFrameException {
    FrameView view = message.getBody(FrameView.class);
    byte[] pixels = new byte[Math.toIntExact(view.geometry().bytes())];
    view.copyTo(ByteBuffer.wrap(pixels));
    return new FrameCopy(
        number,
        message.getHeader(ShmFrameConstants.SEQUENCE, -1L, Long.class),
        view.timestampNanos(),
        view.geometry(),
        message.getHeader(ShmFrameConstants.ENCODING, "raw", String.class),
        pixels);
  }

  /** Whether its bytes are the values of pixels. */
  boolean raw() {
    return geometry.isPicture() && encoding.equals("raw");
  }

  /** Two checksums of all bytes in one number: frames that differ in it differ. */
  long fingerprint() {
    CRC32 one = new CRC32();
    one.update(pixels);
    CRC32C other = new CRC32C();
    other.update(pixels);
    return one.getValue() << 32 | other.getValue();
  }
}
