// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

/** The libraries for graphics cards, which OpenCV's presets look for. */
final class Cuda {

  /** Names the build of OpenCV, such as {@code -gpu}; without it the presets try that of CUDA. */
  private static final String BUILD = "org.bytedeco.javacpp.platform.extension";

  private Cuda() {}

  /**
   * Says that there are none, unless the user names a build. Otherwise JavaCPP looks for two dozen
   * libraries under many names each, which takes tenths of a second on the JVM and 15 to 40 seconds
   * in a native executable. Before the first class of OpenCV is used.
   */
  static void leaveOut() {
    if (System.getProperty(BUILD) == null) {
      System.setProperty(BUILD, "");
    }
  }
}
