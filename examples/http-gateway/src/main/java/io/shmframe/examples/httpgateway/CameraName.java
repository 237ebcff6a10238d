// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import java.util.regex.Pattern;

/** The names that the component takes, so that nothing else ever gets into a URI or a path. */
final class CameraName {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  private CameraName() {}

  static boolean valid(String name) {
    return NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
  }

  /**
   * @throws Problem 400 if it is none
   */
  static String require(String name) {
    if (!valid(name)) {
      throw Problem.of(
          400,
          "Name of a camera: expected 1 to 200 letters, digits, '.', '_' or '-', and neither '.' nor"
              + " '..', found '"
              + name
              + "'");
    }
    return name;
  }
}
