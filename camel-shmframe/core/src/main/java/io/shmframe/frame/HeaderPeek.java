// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/**
 * A header as it was read, checked by nobody.
 *
 * @param width as stored
 * @param height as stored
 * @param channels as stored
 * @param timestampMillis as stored
 * @param valid as stored: 0 while the writer writes, 1 when the frame is complete
 */
public record HeaderPeek(int width, int height, int channels, long timestampMillis, int valid) {}
