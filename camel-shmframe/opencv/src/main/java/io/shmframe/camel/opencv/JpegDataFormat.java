// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import org.apache.camel.spi.Configurer;

/**
 * The data format {@code shmframeJpeg}: frames to JPEG files and back.
 *
 * <p>Pictures of one component are decoded to one channel, all others to BGR; the orientation that
 * a camera noted in the file (EXIF) is not applied.
 */
@Configurer
public final class JpegDataFormat extends PictureDataFormat<JpegDataFormat> {

  private static final int DEFAULT_QUALITY = 90;

  private int quality = DEFAULT_QUALITY;
  private Subsampling subsampling = Subsampling.S420;

  /** With the default options. */
  public JpegDataFormat() {
    super(PictureKind.JPEG);
  }

  @Override
  JpegDataFormat self() {
    return this;
  }

  @Override
  Encoding encoding() {
    return new Encoding(PictureKind.JPEG, isGrey(), quality, subsampling);
  }

  @Override
  public String getDataFormatName() {
    return "shmframeJpeg";
  }

  /** See {@link #setQuality}. */
  public int getQuality() {
    return quality;
  }

  /**
   * The quality of encoded pictures, 1 to 100. Default: 90.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public void setQuality(int quality) {
    this.quality = inRange("quality", quality, 1, 100);
  }

  /** See {@link #setQuality}. */
  public JpegDataFormat quality(int quality) {
    setQuality(quality);
    return this;
  }

  /** See {@link #setSubsampling}. */
  public String getSubsampling() {
    return subsampling.text();
  }

  /**
   * How much coarser the colours of encoded pictures are than their brightness: {@code 4:2:0},
   * {@code 4:2:2}, {@code 4:4:4}, {@code 4:4:0} or {@code 4:1:1}. Default: 4:2:0.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public void setSubsampling(String subsampling) {
    this.subsampling = Subsampling.of(subsampling);
  }

  /** See {@link #setSubsampling}. */
  public JpegDataFormat subsampling(String subsampling) {
    setSubsampling(subsampling);
    return this;
  }
}
