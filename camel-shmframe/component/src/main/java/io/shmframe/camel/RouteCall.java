// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Sends exchanges through a route, one after the other, and waits for the end of each. As {@link
 * AsyncProcessor#process(Exchange)} does it, but that makes what a waiting takes for each exchange,
 * and most never wait. Used by one thread.
 */
final class RouteCall {

  private Completion completion = new Completion();

  void process(AsyncProcessor route, Exchange exchange) throws Exception {
    Completion mine = completion;
    mine.begin();
    // What it returns says how it ended, not whether.
    route.process(exchange, mine);
    if (!mine.ended()) {
      // The next exchange gets another: this one may end late, if the waiting is given up.
      completion = new Completion();
      mine.process(exchange);
    }
  }

  /** The end of an exchange, and for Camel's await manager a step that ends when that does. */
  private static final class Completion extends AsyncProcessorSupport implements AsyncCallback {

    private final AtomicReference<AsyncCallback> waiting = new AtomicReference<>(Mark.NOBODY);

    void begin() {
      waiting.set(Mark.NOBODY);
    }

    boolean ended() {
      return waiting.get() == Mark.ENDED;
    }

    @Override
    public void done(boolean doneSync) {
      waiting.getAndSet(Mark.ENDED).done(false);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      if (waiting.compareAndSet(Mark.NOBODY, callback)) {
        return false;
      }
      callback.done(true);
      return true;
    }
  }

  /** In place of whoever waits. */
  private enum Mark implements AsyncCallback {
    NOBODY,
    ENDED;

    @Override
    public void done(boolean doneSync) {
      // Nobody to tell.
    }
  }
}
