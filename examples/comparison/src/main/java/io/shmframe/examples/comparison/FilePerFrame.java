// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/** A file for each frame in shared memory, by Camel's file component. */
final class FilePerFrame implements Transport {

  @Override
  public String name() {
    return "file-per-frame";
  }

  @Override
  public String title() {
    return "A file per frame in /dev/shm";
  }

  @Override
  public Optional<String> missing(Site site) {
    return site.sharedMemory();
  }

  @Override
  public Flow flow() {
    return Flow.WINDOW;
  }

  @Override
  public List<Copy> copies() {
    return List.of(
        Copy.user("the sender's array into the buffer of Camel's file operations"),
        Copy.user("that buffer into the JDK's memory outside the heap"),
        Copy.kernel("that memory into the file (write)"),
        Copy.kernel("the file into the JDK's memory outside the heap (read)"),
        Copy.user("that memory into the route's array"));
  }

  @Override
  public void send(RouteDefinition camera, Side side) {
    camera
        .process(
            exchange -> {
              Integer number = exchange.getProperty(Sender.NUMBER, Integer.class);
              exchange
                  .getIn()
                  .setHeader(Exchange.FILE_NAME, String.format("frame-%010d.bgr", number));
            })
        .process(side.parts().begin("send"))
        // Written under another name and renamed, so that no half of a frame is read.
        .to("file:" + folder(side) + "?tempPrefix=.writing-&fileExist=Override")
        .process(side.parts().end("send"));
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) {
    return routes
        .from(
            "file:"
                + folder(side)
                // One millisecond is the shortest delay between two looks at the folder that finds
                // nothing.
                + "?delete=true&initialDelay=0&delay=1&greedy=true&sortBy=file:name&readLock=none"
                + "&include=frame-.*&idempotent=false")
        .process(side.parts().begin("read"))
        .convertBodyTo(byte[].class)
        .process(side.parts().end("read"));
  }

  private static String folder(Side side) {
    return side.link().memory().resolve("frames").toString();
  }
}
