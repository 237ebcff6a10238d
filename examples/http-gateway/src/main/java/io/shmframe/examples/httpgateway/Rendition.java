// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

/**
 * How a picture is to be shown. All who ask for the same one get the same bytes.
 *
 * @param quality of the JPEG, 1 to 100
 * @param width in pixels, at which a picture that is wider is scaled down; {@link #OWN} for its own
 */
record Rendition(int quality, int width) {

  /** The width that the picture has. */
  static final int OWN = 0;

  private static final int LEAST_WIDTH = 16;
  private static final int MOST_WIDTH = 65_500;

  /**
   * What the query of a request says.
   *
   * @throws Problem 400 if it says what cannot be
   */
  static Rendition of(Query query, int usualQuality) {
    return new Rendition(
        query.integer("quality", 1, 100).orElse(usualQuality),
        query.integer("width", LEAST_WIDTH, MOST_WIDTH).orElse(OWN));
  }
}
