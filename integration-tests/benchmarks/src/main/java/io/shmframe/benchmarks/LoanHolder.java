// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.Look;
import io.shmframe.frame.RingReader;
import io.shmframe.frame.RingReaderOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A reader in a process of its own that lends a frame and keeps it for as long as it is told. */
public final class LoanHolder {

  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private LoanHolder() {}

  /**
   * Takes the ring's file. Each line on its standard input is answered by one: the first lends a
   * frame, the next ends the loan and says whether the frame was the same to its end, and so on.
   */
  public static void main(String[] args) throws Exception {
    BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (RingReader reader = new RingReader(Path.of(args[0]), RingReaderOptions.defaults())) {
      while (told.readLine() != null) {
        try (FrameView frame = lent(reader)) {
          long before = sum(frame);
          System.out.println("lent");
          if (told.readLine() == null) {
            return;
          }
          System.out.println(frame.intact() && sum(frame) == before ? "same" : "changed");
        }
      }
    }
  }

  private static FrameView lent(RingReader reader) throws Exception {
    Look found = reader.awaitInPlace(PATIENCE_NANOS);
    if (found != Look.FRAME) {
      throw new IllegalStateException("Found " + found + ", expected a frame");
    }
    FrameView frame = reader.loan();
    if (!frame.shared()) {
      throw new IllegalStateException("The frame was copied, expected a loan");
    }
    return frame;
  }

  private static long sum(FrameView frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame.pixels().duplicate().rewind());
    return crc.getValue();
  }
}
