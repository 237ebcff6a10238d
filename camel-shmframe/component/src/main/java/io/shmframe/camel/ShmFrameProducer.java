// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.camel.FrameBodyFactory.FrameBody;
import io.shmframe.frame.FrameClaim;
import io.shmframe.frame.FrameInfo;
import io.shmframe.frame.FrameSink;
import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.FrameWriter;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.LayoutException;
import java.io.EOFException;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;

/**
 * Writes message bodies into a segment as frames, and with {@code InOut} waits for what the other
 * side makes of them where the layout has a place for that. Any thread may process; frames are
 * written one after another.
 */
@ManagedResource(description = "Producer of shared-memory frames")
public class ShmFrameProducer extends ManagedFrameProducer {

  private final ShmFrameEndpoint endpoint;
  private final OutgoingFrames frames;
  private final FrameHeaders headers;
  private final Optional<FrameBodyFactory> answers;
  private final boolean straight;
  private final int copies;
  private FrameSink writer;
  private String id = "";
  private Optional<ShmFrameHealthCheck> check = Optional.empty();

  /** Made by the endpoint; it opens nothing before it is started. */
  public ShmFrameProducer(ShmFrameEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
    ShmFrameConfiguration configuration = endpoint.getConfiguration();
    this.frames = new OutgoingFrames(configuration);
    this.headers = new FrameHeaders(configuration);
    this.answers =
        configuration.hasPlaceForAnswers()
            ? Optional.of(FrameBodies.factory(endpoint))
            : Optional.empty();
    this.straight = configuration.takesFilesStraight();
    this.copies = configuration.copies();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    writer = endpoint.acquireWriter();
    try {
      observe();
    } catch (Error e) {
      // Camel stops what did not start for an exception, but not for an error.
      doStop();
      throw e;
    }
  }

  private void observe() {
    CamelContext context = endpoint.getCamelContext();
    ShmFrameComponent component = endpoint.getComponent();
    ProducerState state = new ProducerState(endpoint, getRouteId());
    show(state);
    String wish = (state.route().isEmpty() ? "" : state.route() + "-") + state.segment();
    id = component.observations().add(context, "shmframe-producer-" + wish, state);
    checks()
        .ifPresent(
            checks -> {
              ShmFrameHealthCheck mine = new ShmFrameHealthCheck(id, state, Optional::empty);
              mine.setEnabled(component.isHealthCheckProducerEnabled());
              check = Optional.of(mine);
              checks.addHealthCheck(mine);
            });
  }

  /** There where the application has switched on the health of producers. */
  private Optional<WritableHealthCheckRepository> checks() {
    return Optional.ofNullable(
        HealthCheckHelper.getHealthCheckRepository(
            endpoint.getCamelContext(), "producers", WritableHealthCheckRepository.class));
  }

  @Override
  protected void doStop() throws Exception {
    endpoint.getComponent().observations().remove(id);
    id = "";
    check.ifPresent(mine -> checks().ifPresent(checks -> checks.removeHealthCheck(mine)));
    check = Optional.empty();
    if (writer != null) {
      writer = null;
      endpoint.releaseWriter();
    }
    super.doStop();
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    try {
      long bytes = send(exchange);
      state().tally().frame(bytes, 0);
    } catch (LayoutException e) {
      LayoutException told =
          new LayoutException(
              "Segment " + endpoint.getConfiguration().path() + ": " + e.getMessage(), e);
      state().tally().failed(told);
      throw told;
    } catch (Exception | Error e) {
      // A library that is missing is an Error, and no less a frame that was not written.
      state().tally().failed(e);
      throw e;
    }
  }

  /**
   * Nothing here is asynchronous; but a producer that Camel has to wrap is told no route and shows
   * no figures in JMX.
   */
  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    try {
      process(exchange);
    } catch (Throwable e) {
      exchange.setException(e);
    }
    callback.done(true);
    return true;
  }

  /** Bytes of the payload. */
  private long send(Exchange exchange) throws Exception {
    Message message = exchange.getIn();
    boolean asking = answers.isPresent() && exchange.getPattern().isOutCapable();
    if (straight && !asking && OutgoingFrames.body(message) instanceof File file) {
      return write(exchange, file);
    }
    FrameView frame = frames.frame(exchange, message);
    FrameTags tags = headers.tags(message, frame.timestampNanos());
    if (asking) {
      request(exchange, frame, tags);
    } else {
      writer.publish(frame, tags);
    }
    return frame.geometry().bytes();
  }

  private void request(Exchange exchange, FrameView frame, FrameTags tags) throws Exception {
    AtomicReference<FrameBody> answer = new AtomicReference<>();
    FrameInfo info;
    try {
      info =
          // Only layouts of a described header have a place for answers.
          ((FrameWriter) writer)
              .request(frame, tags, answerGeometry(frame), geometry -> memory(answer, geometry));
    } catch (Exception e) {
      release(answer);
      throw e;
    }
    Message message = exchange.getMessage();
    message.setBody(answer.get().body());
    headers.replace(message, info, copies);
    FrameBodies.releaseWhenComplete(exchange, answer.get());
  }

  private ByteBuffer memory(AtomicReference<FrameBody> answer, FrameGeometry geometry) {
    release(answer);
    answer.set(answers.orElseThrow().create(geometry));
    return answer.get().memory();
  }

  private static void release(AtomicReference<FrameBody> answer) {
    FrameBody unused = answer.getAndSet(null);
    if (unused != null) {
      unused.release();
    }
  }

  private Optional<FrameGeometry> answerGeometry(FrameView frame) {
    FrameGeometry asked = frame.geometry();
    return Optional.ofNullable(endpoint.getConfiguration().getAnswerType())
        .map(type -> new FrameGeometry(asked.width(), asked.height(), type));
  }

  /** From the file straight into the segment. */
  private long write(Exchange exchange, File file) throws Exception {
    try (FileChannel channel = FileChannel.open(file.toPath(), StandardOpenOption.READ)) {
      Message message = exchange.getIn();
      FrameGeometry geometry = frames.geometry(exchange, message, channel.size());
      try (FrameClaim claim = writer.claim(geometry, headers.tags(message, 0))) {
        ByteBuffer pixels = claim.pixels();
        while (pixels.hasRemaining()) {
          if (channel.read(pixels) < 0) {
            throw new EOFException("File " + file + " became shorter while it was being read");
          }
        }
        claim.commit();
      }
      return geometry.bytes();
    }
  }
}
