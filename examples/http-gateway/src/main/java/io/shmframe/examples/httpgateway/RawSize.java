// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

/**
 * Of pixels without a header, 8 bits a value.
 *
 * @param channels 1 (grey), 3 (BGR) or 4 (BGRA)
 */
record RawSize(int width, int height, int channels) {

  private static final int LONGEST_SIDE = 65_535;

  /**
   * What the query of a request says.
   *
   * @param capacity bytes that a picture may have
   * @throws Problem 400 if it says too little or what cannot be, 422 if that is too large
   */
  static RawSize of(Query query, int capacity) {
    RawSize size =
        new RawSize(
            query.required("width", 1, LONGEST_SIDE),
            query.required("height", 1, LONGEST_SIDE),
            query.required("channels", 1, 4));
    if (size.channels == 2) {
      throw Problem.of(400, "Parameter channels: expected 1, 3 or 4, found '2'");
    }
    if (size.bytes() > capacity) {
      throw Problem.of(
          422,
          "A picture of "
              + size
              + " has "
              + size.bytes()
              + " bytes: expected at most gateway.uploads.capacity="
              + capacity);
    }
    return size;
  }

  long bytes() {
    return (long) width * height * channels;
  }

  @Override
  public String toString() {
    return width + "x" + height + "x" + channels;
  }
}
