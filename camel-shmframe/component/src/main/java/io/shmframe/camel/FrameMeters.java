// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import org.apache.camel.CamelContext;

/** Where frames are told besides: Micrometer, where that is there. */
interface FrameMeters extends AutoCloseable {

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
    try {
      return MicrometerMeters.open(context, id, observed);
    } catch (NoClassDefFoundError absent) {
      // Nothing but that class knows of Micrometer, which is optional.
      return NONE;
    }
  }
}
