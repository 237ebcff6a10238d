// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

/**
 * A process that a transport needs besides its two ends. It prints {@link #READY} when the others
 * may begin, and ends with its standard input.
 *
 * @param name what it is called in the tables
 * @param main its main class, which takes the arguments of a {@link Link}
 */
record Third(String name, Class<?> main) {

  static final String READY = "{\"ready\":true}";
}
