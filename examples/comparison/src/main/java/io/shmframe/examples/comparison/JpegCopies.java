// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;

/** What is copied about encoding and decoding, besides what is worked out. */
final class JpegCopies {

  private JpegCopies() {}

  static List<Copy> encoding() {
    return List.of(
        Copy.user("the sender's array into OpenCV's matrix"),
        Copy.user("OpenCV's file into memory of JavaCPP").ofJpeg(),
        Copy.user("that memory into an array").ofJpeg(),
        Copy.user("the array into Camel's marshalling stream").ofJpeg(),
        Copy.user("the stream into the message's array").ofJpeg());
  }

  static List<Copy> pickling() {
    return List.of(
        Copy.user("the file into the pickle's stream").ofJpeg(),
        Copy.user("the stream into the message's array").ofJpeg());
  }

  static List<Copy> unpickling() {
    return List.of(Copy.user("the file out of the pickle").ofJpeg());
  }

  static List<Copy> decoding() {
    return List.of(
        Copy.user("the file into memory of JavaCPP").ofJpeg(),
        Copy.user("OpenCV's matrix into the route's array"));
  }
}
