// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

/** The kinds of files, with their names and limits. */
enum PictureKind {
  /** The longest side is that of libjpeg ({@code JPEG_MAX_DIMENSION}). */
  JPEG("jpeg", "image/jpeg", 65_500),
  /** The longest side is that of libpng ({@code PNG_USER_WIDTH_MAX}). */
  PNG("png", "image/png", 1_000_000);

  private final String text;
  private final String contentType;
  private final int longestSide;

  PictureKind(String text, String contentType, int longestSide) {
    this.text = text;
    this.contentType = contentType;
    this.longestSide = longestSide;
  }

  /**
   * What the file says of itself, which is whole.
   *
   * @throws PictureException if it is not, or is none of this kind
   */
  PictureFile read(byte[] bytes) {
    return this == JPEG ? JpegFiles.read(bytes) : PngFiles.read(bytes);
  }

  /** As the message header {@code CamelShmFrameEncoding} and ImageIO have it. */
  String text() {
    return text;
  }

  /** The name's ending, with its dot. */
  String ending() {
    return this == JPEG ? ".jpg" : ".png";
  }

  String contentType() {
    return contentType;
  }

  /** In pixels. */
  int longestSide() {
    return longestSide;
  }
}
