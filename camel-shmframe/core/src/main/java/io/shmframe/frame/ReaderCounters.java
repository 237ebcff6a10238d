// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/**
 * What a reader has done since it was opened.
 *
 * @param delivered frames that were taken
 * @param missed frames that passed without being taken
 * @param torn looks that were rejected, because the writer wrote in the meantime
 * @param unfinished frames that were seen while the writer was at work on them; may have been taken
 *     later
 * @param invalid frames whose header could not be true
 * @param reattached how often it followed the name to another file
 */
public record ReaderCounters(
    long delivered, long missed, long torn, long unfinished, long invalid, long reattached) {}
