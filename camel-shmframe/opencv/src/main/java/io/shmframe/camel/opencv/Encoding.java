// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

/**
 * How a frame becomes a file.
 *
 * @param strength of a JPEG the quality, 1 to 100; of a PNG the compression, 0 to 9
 * @param subsampling of a JPEG
 */
record Encoding(PictureKind kind, boolean grey, int strength, Subsampling subsampling) {}
