// SPDX-License-Identifier: Apache-2.0
package io.shmframe.frame;

/** How a reader tells a fresh frame from the one that it has delivered. */
public enum Freshness {
  /** By the header where it has a stamp or a counter, else by the content. */
  AUTO,
  /** By the header's stamps and counters alone. */
  HEADER,
  /** By the content alone: a frame that is the same byte for byte is the same frame. */
  CONTENT,
  /** Not at all: what is there is delivered again and again, at the interval of the options. */
  NONE
}
