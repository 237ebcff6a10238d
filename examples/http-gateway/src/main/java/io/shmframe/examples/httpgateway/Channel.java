// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All who look at one camera in one rendition. A picture is encoded if one of them takes it, and
 * once for all of them; while it is being encoded the newest of those that come waits, the others
 * are dropped. Nobody who calls waits for anything. Safe from any thread.
 */
final class Channel {

  private final Rendition rendition;
  private final Picture.Encoding encoding;
  private final List<Viewer> viewers = new ArrayList<>();
  private Optional<Picture> next = Optional.empty();
  private boolean busy;

  Channel(Rendition rendition, Picture.Encoding encoding) {
    this.rendition = rendition;
    this.encoding = encoding;
  }

  synchronized void add(Viewer viewer) {
    viewers.add(viewer);
  }

  synchronized void remove(Viewer viewer) {
    viewers.remove(viewer);
  }

  synchronized int size() {
    return viewers.size();
  }

  synchronized void end() {
    viewers.forEach(Viewer::end);
  }

  synchronized void offer(Picture picture) {
    if (busy) {
      next = Optional.of(picture);
      return;
    }
    List<Viewer> takers = viewers.stream().filter(viewer -> viewer.takes(picture)).toList();
    if (takers.isEmpty()) {
      return;
    }
    busy = true;
    picture
        .jpeg(rendition, encoding)
        .thenApply(Channel::part)
        .whenComplete((part, failure) -> sent(takers, failure == null ? part : Buffer.buffer()));
  }

  private static Buffer part(byte[] jpeg) {
    return Buffer.buffer(jpeg.length + Viewer.PART.length() + 2)
        .appendBytes(jpeg)
        .appendString("\r\n" + Viewer.PART);
  }

  private synchronized void sent(List<Viewer> takers, Buffer part) {
    takers.forEach(viewer -> viewer.send(part));
    busy = false;
    Optional<Picture> waited = next;
    next = Optional.empty();
    waited.ifPresent(this::offer);
  }
}
