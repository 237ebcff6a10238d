// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameSource;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the frames that pass while the consumer's thread is in the route. A header without a frame
 * counter leaves no other way to know. Sleeps while the consumer is waiting for frames itself.
 */
final class MissedWatcher implements Runnable {

  /**
   * How many idle rounds it stays awake after an exchange, so that a stream of short ones does not
   * wake it each time.
   */
  private static final int LINGER = 2;

  private final FrameSource reader;
  private final long intervalNanos;
  private volatile boolean routing;
  private volatile boolean asleep;
  private volatile boolean stopped;
  private volatile Thread thread;

  MissedWatcher(FrameSource reader, long intervalNanos) {
    this.reader = reader;
    this.intervalNanos = intervalNanos;
  }

  /** The consumer's thread enters the route. */
  void enter() {
    // Both volatile: either this thread sees asleep, or the watcher sees routing before it sleeps.
    routing = true;
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  /** The consumer's thread is back. */
  void leave() {
    routing = false;
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    int idle = 0;
    while (!stopped) {
      if (routing) {
        idle = 0;
        LockSupport.parkNanos(intervalNanos);
        if (routing) {
          reader.observe();
        }
      } else if (idle++ < LINGER) {
        LockSupport.parkNanos(intervalNanos);
      } else {
        sleep();
      }
      if (Thread.interrupted()) {
        return;
      }
    }
  }

  private void sleep() {
    asleep = true;
    if (!routing && !stopped) {
      LockSupport.park(this);
    }
    asleep = false;
  }
}
