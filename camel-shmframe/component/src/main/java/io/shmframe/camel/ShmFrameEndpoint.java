// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import io.shmframe.frame.FrameSink;
import io.shmframe.frame.FrameView;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;

/** Read and write video frames in shared memory, together with C++ and Python programs. */
@ManagedResource(description = "Shared-memory frames")
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "shmframe",
    title = "Shared-Memory Frames",
    syntax = "shmframe:name",
    category = {Category.IOT, Category.FILE},
    headersClass = ShmFrameConstants.class)
public class ShmFrameEndpoint extends DefaultEndpoint implements EndpointServiceLocation {

  @UriParam private final ShmFrameConfiguration configuration;

  private FrameSink writer;
  private int producers;

  public ShmFrameEndpoint(
      String uri, ShmFrameComponent component, ShmFrameConfiguration configuration) {
    super(uri, component);
    this.configuration = configuration;
  }

  @Override
  public Producer createProducer() throws Exception {
    return new ShmFrameProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    ShmFrameConsumer consumer = new ShmFrameConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  /** A consumer that takes the newest frame at each call, rather than what a queue has kept. */
  @Override
  public PollingConsumer createPollingConsumer() throws Exception {
    ShmFramePollingConsumer consumer = new ShmFramePollingConsumer(this);
    configurePollingConsumer(consumer);
    return consumer;
  }

  @Override
  public ShmFrameComponent getComponent() {
    return (ShmFrameComponent) super.getComponent();
  }

  @ManagedAttribute(description = "The segment's file")
  public String getSegment() {
    return configuration.path().toString();
  }

  @ManagedAttribute(description = "How the segment's header is laid out")
  public String getHeaderFields() {
    return configuration.layoutText();
  }

  public ShmFrameConfiguration getConfiguration() {
    return configuration;
  }

  @Override
  public String getServiceUrl() {
    return configuration.path().toString();
  }

  @Override
  public String getServiceProtocol() {
    return "shm";
  }

  /**
   * A copy of the frame that is in the segment or, where none can be taken at the moment, of the
   * next one: for a person who wants to see what passes here. It is taken by a reader of its own,
   * which lets go of the segment before this returns; consumers and producers do not notice, and
   * nothing is counted. Safe from any thread.
   *
   * @param patience how long a frame is waited for
   * @return empty if none could be taken, and where two programs take turns ({@code sync=status}),
   *     since to take a frame would be a turn
   */
  public Optional<FrameView> glance(Duration patience) {
    return Glance.at(configuration, patience);
  }

  /**
   * The one writer that all producers of this endpoint share: a ring takes one at a time, and in a
   * stream of one slot two would tear each other.
   */
  synchronized FrameSink acquireWriter() {
    if (writer == null) {
      writer = configuration.openWriter();
    }
    producers++;
    return writer;
  }

  /** The last producer closes the writer and, if it was asked to, removes the segment. */
  synchronized void releaseWriter() {
    if (--producers > 0) {
      return;
    }
    FrameSink last = writer;
    writer = null;
    try (last) {
      if (configuration.isUnlinkOnStop()) {
        last.unlink();
      }
    }
  }
}
