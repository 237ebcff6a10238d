// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

import io.shmframe.layout.FieldType;
import io.shmframe.layout.HeaderImage;
import io.shmframe.layout.HeaderLayout;
import io.shmframe.layout.HeaderLayout.Slot;
import io.shmframe.layout.Synchronisation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a header has to tell one frame from the next: stamps, a counter. Immutable; any thread may
 * use it.
 */
final class Stamps {

  /** A field that holds a time, and how many nanoseconds its unit has. */
  private record Stamp(Slot slot, long unit) {}

  private final Synchronisation kind;
  private final List<Stamp> stamps = new ArrayList<>();
  private final Optional<Slot> sequence;
  private final int counterBits;
  private final long unit;

  Stamps(HeaderLayout layout) {
    kind = layout.synchronisation();
    // The most exact one first: it is the one that is read.
    add(layout, "timestampNs", 1);
    add(layout, "timestampUs", TimeUnit.MICROSECONDS.toNanos(1));
    add(layout, "timestampMs", TimeUnit.MILLISECONDS.toNanos(1));
    add(layout, "timestampS", TimeUnit.SECONDS.toNanos(1));
    sequence = layout.slot("sequence");
    counterBits =
        kind == Synchronisation.SEQLOCK
            // It grows by two for each frame.
            ? layout.syncField().orElseThrow().bytes() * Byte.SIZE - 1
            : sequence.map(slot -> slot.field().bytes() * Byte.SIZE).orElse(Long.SIZE);
    unit = stamps.isEmpty() ? 1 : stamps.get(0).unit();
  }

  private void add(HeaderLayout layout, String name, long nanos) {
    layout.slot(name).ifPresent(slot -> stamps.add(new Stamp(slot, nanos)));
  }

  /** Whether the header has anything by which a frame differs from the one before. */
  boolean tellsFrames() {
    return !stamps.isEmpty() || countsFrames();
  }

  /** Whether it has a counter. */
  boolean countsFrames() {
    return sequence.isPresent() || kind == Synchronisation.SEQLOCK;
  }

  /** Whether it has a time. */
  boolean tellsTime() {
    return !stamps.isEmpty();
  }

  /**
   * Different for two frames of which the header says that they are two; of a header with one stamp
   * alone, that stamp.
   *
   * @param seen the field that guards the others
   */
  long mark(HeaderImage header, long seen) {
    long mark =
        kind == Synchronisation.SEQUENCE || kind == Synchronisation.SEQLOCK
            ? seen
            : sequence.isPresent() ? header.integer(sequence.get()) : 0;
    for (Stamp stamp : stamps) {
      boolean whole = stamp.slot().field().type().integer();
      long value =
          whole
              ? header.integer(stamp.slot())
              : Double.doubleToRawLongBits(header.real(stamp.slot()));
      mark = mark == 0 ? value : mark * 0x9E3779B97F4A7C15L + value;
    }
    return mark;
  }

  /** The number of a frame, of a header that has one; else -1. */
  long sequence(HeaderImage header, long seen) {
    return switch (kind) {
      case SEQUENCE -> signed(seen);
      case SEQLOCK -> seen >>> 1;
      default -> sequence.isPresent() ? header.integer(sequence.get()) : -1;
    };
  }

  /** As a program with a counter of that type would print it. */
  private long signed(long seen) {
    boolean unsigned = sequence.isEmpty() || sequence.get().field().type().unsigned();
    int unused = Long.SIZE - counterBits;
    return unsigned ? seen : seen << unused >> unused;
  }

  /** How many frames lie between two numbers; 0 where the second is not behind the first. */
  long between(long from, long to) {
    int unused = Long.SIZE - counterBits;
    // The counter may have begun anew behind its largest value.
    long distance = (to - from) << unused >> unused;
    return Math.max(0, distance - 1);
  }

  /** When the frame was taken, in nanoseconds since 1970; 0 if the header does not say. */
  long nanos(HeaderImage header) {
    if (stamps.isEmpty()) {
      return 0;
    }
    Stamp stamp = stamps.get(0);
    boolean integer = stamp.slot().field().type().integer();
    // Whole and rest apart, since a double has too few digits for the nanoseconds of half a
    // century.
    double real = integer ? 0 : header.real(stamp.slot());
    long whole = integer ? header.integer(stamp.slot()) : (long) Math.floor(real);
    long rest = integer ? 0 : Math.round((real - Math.floor(real)) * stamp.unit());
    long most = Long.MAX_VALUE / stamp.unit() - 1;
    if (whole > most) {
      return Long.MAX_VALUE;
    }
    return whole < -most ? Long.MIN_VALUE : whole * stamp.unit() + rest;
  }

  /** The least time behind {@code last} that the header shows as another. */
  long next(long last) {
    return stamps.isEmpty() ? last : Math.floorDiv(last, unit) * unit + unit;
  }

  /** Writes the time into every field that holds one; one that is too narrow gets its low bits. */
  void write(HeaderImage header, long nanos) {
    for (Stamp stamp : stamps) {
      FieldType type = stamp.slot().field().type();
      if (type.integer()) {
        header.putWrapped(stamp.slot(), nanos / stamp.unit());
      } else {
        header.putReal(stamp.slot(), (double) nanos / stamp.unit());
      }
    }
  }

  /** Counts on from what the header has, where the guard does not do that. */
  void count(HeaderImage header) {
    if (kind != Synchronisation.SEQUENCE) {
      sequence.ifPresent(slot -> header.putWrapped(slot, header.integer(slot) + 1));
    }
  }
}
