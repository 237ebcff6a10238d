// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/** Aeron's publications between processes of one machine, which lie in shared memory. */
final class AeronIpc implements Transport {

  private static final String CHANNEL = "aeron:ipc";
  private static final int STREAM = 1;
  private static final int SMALLEST_TERM = 16 << 20;

  /** A message is an eighth of a term at most. */
  private static final int MESSAGES = 8;

  @Override
  public String name() {
    return "aeron";
  }

  @Override
  public String title() {
    return "Aeron IPC";
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
        Copy.user("the sender's array into the term buffer, in pieces"),
        Copy.user("the term buffer into the route's array, piece by piece"));
  }

  @Override
  public List<String> jvmOptions() {
    return List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED");
  }

  @Override
  public Optional<Third> third() {
    return Optional.of(new Third("driver", AeronDriver.class));
  }

  static String folder(Link link) {
    return link.memory().resolve("aeron").toString();
  }

  /** A power of two with room for eight frames and their headers. */
  static int termLength(Size size) {
    return Math.max(SMALLEST_TERM, Integer.highestOneBit(size.bytes() * MESSAGES) * 2);
  }

  @Override
  public void send(RouteDefinition camera, Side side) {
    Aeron aeron = aeron(side);
    ExclusivePublication publication = aeron.addExclusivePublication(CHANNEL, STREAM);
    camera
        .process(side.parts().begin("send"))
        .process(exchange -> offer(publication, exchange))
        .process(side.parts().end("send"));
  }

  private static void offer(ExclusivePublication publication, Exchange exchange) {
    DirectBuffer frame = new UnsafeBuffer(exchange.getIn().getBody(byte[].class));
    IdleStrategy idle = new BackoffIdleStrategy();
    long result;
    while ((result = publication.offer(frame)) < 0) {
      if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
        throw new IllegalStateException("Aeron: " + Publication.errorString(result));
      }
      idle.idle();
    }
  }

  @Override
  public RouteDefinition receive(RouteBuilder routes, Side side) throws Exception {
    return Pump.from(
        routes, side, new Frames(aeron(side).addSubscription(CHANNEL, STREAM), side.link().size()));
  }

  private static Aeron aeron(Side side) {
    return Aeron.connect(new Aeron.Context().aeronDirectoryName(folder(side.link())));
  }

  /** Puts the pieces of a frame together right in the array that the route gets. */
  private static final class Frames implements Pump.Source, ControlledFragmentHandler {

    private static final int PIECES = 256;

    private final Subscription subscription;
    private final Size size;
    private byte[] frame = new byte[0];
    private int filled;
    private boolean complete;

    Frames(Subscription subscription, Size size) {
      this.subscription = subscription;
      this.size = size;
    }

    @Override
    public byte[] poll() {
      complete = false;
      while (!complete) {
        if (subscription.controlledPoll(this, PIECES) == 0) {
          return null;
        }
      }
      return frame;
    }

    @Override
    public Action onFragment(DirectBuffer buffer, int offset, int length, Header header) {
      if ((header.flags() & FrameDescriptor.BEGIN_FRAG_FLAG) != 0) {
        frame = new byte[size.bytes()];
        filled = 0;
      }
      buffer.getBytes(offset, frame, filled, length);
      filled += length;
      complete = (header.flags() & FrameDescriptor.END_FRAG_FLAG) != 0;
      return complete ? Action.BREAK : Action.CONTINUE;
    }
  }
}
