// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import org.apache.camel.CamelContext;

/** Where frames are told besides: Micrometer, where that is there. */
interface FrameMeters extends AutoCloseable {

  /**
   * Whether Micrometer, which is optional, is there. A constant rather than a caught error, so that
   * a native executable without Micrometer is built without the class that knows it: the builder
   * links what can be reached, and would fail.
   */
  boolean MICROMETER =
      FrameMeters.class.getResource("/io/micrometer/core/instrument/MeterRegistry.class") != null;

  /** Nowhere. */
  FrameMeters NONE =
      new FrameMeters() {
        @Override
        public void frame(long bytes, long ageNanos) {
          // Nobody wants to know.
        }

        @Override
        public void close() {
          // Nothing was registered.
        }
      };

  /**
   * A frame has passed.
   *
   * @param ageNanos negative if unknown
   */
  void frame(long bytes, long ageNanos);

  /** Removes the meters. */
  @Override
  void close();

  /**
   * The meters of one consumer or producer in the context's registry; none where there is no
   * Micrometer on the class path, or no meter registry in the context's.
   *
   * @param id of its own
   */
  static FrameMeters open(CamelContext context, String id, Observed observed) {
    return MICROMETER ? MicrometerMeters.open(context, id, observed) : NONE;
  }
}
