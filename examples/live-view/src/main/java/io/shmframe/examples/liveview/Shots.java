// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A camera's JPEGs, made only when somebody asked for one, and once for all who ask for the same
 * quality and size. Viewers ask and go on; they never keep the route waiting. Safe from any thread.
 */
final class Shots {

  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(3);

  /**
   * What a viewer may ask for.
   *
   * @param quality of the JPEG, 1 to 100
   * @param width the widest that it may be; 0 for the frame's own
   */
  record Variant(int quality, int width) {}

  /**
   * A picture, and what it shows.
   *
   * @param frame without which nobody could say what is seen
   * @param jpeg its picture
   */
  record Shot(FrameCopy frame, byte[] jpeg) {}

  private static final class Place {
    private volatile Optional<Shot> shot = Optional.empty();
    private volatile boolean wanted;
    private volatile long askedNanos = System.nanoTime();
  }

  private final Map<Variant, Place> places = new ConcurrentHashMap<>();
  private volatile String trouble = "";

  /** A picture behind a frame's number, if there is one; else the route is asked to make it. */
  Optional<Shot> after(Variant variant, long number) {
    Place place = places.computeIfAbsent(variant, it -> new Place());
    place.askedNanos = System.nanoTime();
    Optional<Shot> newer = place.shot.filter(shot -> shot.frame().number() > number);
    if (newer.isEmpty()) {
      place.wanted = true;
    }
    return newer;
  }

  /** Whether anybody waits for a picture; forgets what nobody asks for any more. */
  boolean wanted() {
    long now = System.nanoTime();
    places.values().removeIf(place -> now - place.askedNanos > FORGOTTEN_NANOS);
    return places.values().stream().anyMatch(place -> place.wanted);
  }

  /** Makes the pictures that are waited for. */
  void make(FrameCopy frame) {
    places.forEach(
        (variant, place) -> {
          if (place.wanted) {
            place.wanted = false;
            make(frame, variant).ifPresent(shot -> place.shot = Optional.of(shot));
          }
        });
  }

  private Optional<Shot> make(FrameCopy frame, Variant variant) {
    try {
      Shot shot = new Shot(frame, Jpegs.of(frame, variant.quality(), variant.width()));
      trouble = "";
      return Optional.of(shot);
    } catch (RuntimeException e) {
      trouble = e.getMessage() == null ? e.toString() : e.getMessage();
      return Optional.empty();
    }
  }

  /** Why there is no picture of the newest frame; empty where there is one. */
  String trouble() {
    return trouble;
  }
}
