// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

/** The newest JPEG, for viewers that wait for it; a viewer that is slower than the camera skips. */
final class LatestPicture {

  private byte[] jpeg = {};
  private long number;
  private int viewers;

  synchronized void show(byte[] newest) {
    jpeg = newest;
    number++;
    notifyAll();
  }

  /** The first picture behind a number, or an empty array when none has come in time. */
  synchronized byte[] after(long seen, long millis) throws InterruptedException {
    if (number <= seen) {
      wait(millis);
    }
    return number > seen ? jpeg : new byte[0];
  }

  synchronized long number() {
    return number;
  }

  synchronized void viewerCame() {
    viewers++;
  }

  synchronized void viewerWent() {
    viewers--;
  }

  /** Whether it is worth while to make pictures. */
  synchronized boolean wanted() {
    return viewers > 0;
  }
}
