// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import org.apache.camel.spi.Configurer;

/**
 * The data format {@code shmframePng}: frames to PNG files and back, without a loss.
 *
 * <p>Grey pictures are decoded to one channel, those of colours or a palette to BGR, those that are
 * transparent in parts to BGRA; 16 bits stay 16 bits.
 */
@Configurer
public final class PngDataFormat extends PictureDataFormat<PngDataFormat> {

  private static final int DEFAULT_COMPRESSION = 1;

  private int compression = DEFAULT_COMPRESSION;

  /** With the default options. */
  public PngDataFormat() {
    super(PictureKind.PNG);
  }

  @Override
  PngDataFormat self() {
    return this;
  }

  @Override
  Encoding encoding() {
    return new Encoding(PictureKind.PNG, isGrey(), compression, Subsampling.S444);
  }

  @Override
  public String getDataFormatName() {
    return "shmframePng";
  }

  /** See {@link #setCompression}. */
  public int getCompression() {
    return compression;
  }

  /**
   * How hard encoded pictures are compressed, 0 (not at all) to 9 (slowly). Default: 1.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public void setCompression(int compression) {
    this.compression = inRange("compression", compression, 0, 9);
  }

  /** See {@link #setCompression}. */
  public PngDataFormat compression(int compression) {
    setCompression(compression);
    return this;
  }
}
