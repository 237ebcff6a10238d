// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.shmframe.frame.FrameView;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A frame of a camera, and the JPEGs that were made of it so far: each is made once, whoever asks,
 * and goes when the frame does. Safe from any thread.
 */
final class Picture {

  /** One who asks for ever other sizes of a picture that stands still must not fill the memory. */
  private static final int MOST_KEPT = 16;

  private final FrameView frame;
  private final Facts facts;
  private final long arrivedNanos = System.nanoTime();
  private final Map<Rendition, CompletableFuture<byte[]>> jpegs = new ConcurrentHashMap<>();

  /**
   * What is known of it besides its pixels.
   *
   * @param incarnation which of the segments that had the camera's name it is from, as a word
   * @param sequence the number that its writer gave it
   * @param stampMillis when it was taken, since 1970; 0 if nobody said
   * @param number how many frames the gateway has taken of the camera
   */
  record Facts(String incarnation, OptionalLong sequence, long stampMillis, long number) {}

  /** Makes a JPEG, sooner or later. */
  @FunctionalInterface
  interface Encoding {
    CompletableFuture<byte[]> encode(FrameView frame, Rendition rendition);
  }

  Picture(FrameView frame, Facts facts) {
    this.frame = frame;
    this.facts = facts;
  }

  FrameView frame() {
    return frame;
  }

  /**
   * @throws Problem 406 if it cannot be a JPEG
   */
  void requireColours() {
    if (frame.geometry().format().isEmpty()) {
      throw Problem.of(
          406,
          "A frame of "
              + frame.geometry()
              + " cannot be shown: expected a picture of 8-bit values");
    }
  }

  OptionalLong sequence() {
    return facts.sequence();
  }

  /** Since it was taken or, where nobody said when that was, since it came. */
  long ageMillis() {
    return facts.stampMillis() > 0
        ? Math.max(0, System.currentTimeMillis() - facts.stampMillis())
        : sinceArrivalMillis();
  }

  /** Since the gateway got it. */
  long sinceArrivalMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrivedNanos);
  }

  /** An entity tag, which no other picture of the camera has. */
  String tag(Rendition rendition) {
    return '"'
        + facts.incarnation()
        + '.'
        + (facts.sequence().isPresent() ? "s" + facts.sequence().getAsLong() : "n" + facts.number())
        + '.'
        + Long.toString(facts.stampMillis(), Character.MAX_RADIX)
        + ".q"
        + rendition.quality()
        + ".w"
        + rendition.width()
        + '"';
  }

  /** The picture as a JPEG, which must not be changed. */
  CompletableFuture<byte[]> jpeg(Rendition rendition, Encoding encoding) {
    CompletableFuture<byte[]> known = jpegs.get(rendition);
    if (known != null) {
      return known;
    }
    if (jpegs.size() >= MOST_KEPT) {
      return encoding.encode(frame, rendition);
    }
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> before = jpegs.putIfAbsent(rendition, mine);
    if (before != null) {
      return before;
    }
    encoding
        .encode(frame, rendition)
        .whenComplete(
            (jpeg, failure) -> {
              if (failure == null) {
                mine.complete(jpeg);
              } else {
                // The next one who asks may find the encoders less busy.
                jpegs.remove(rendition, mine);
                mine.completeExceptionally(failure);
              }
            });
    return mine;
  }
}
