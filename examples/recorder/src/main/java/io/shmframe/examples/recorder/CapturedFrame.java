// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * A frame on its way into a recording.
 *
 * @param description what it is
 * @param payload from position to limit; may be the segment itself
 * @param intact whether what was read of the payload so far is one whole frame
 * @param arrived by the recorder's monotonic clock, nanoseconds
 * @param arrivedAt nanoseconds since 1970
 */
record CapturedFrame(
    FrameDescription description,
    ByteBuffer payload,
    BooleanSupplier intact,
    long arrived,
    long arrivedAt) {}
