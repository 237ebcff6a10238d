// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.Epoll;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.NettyServerBootstrapConfiguration;
import org.apache.camel.component.netty.NettyServerBootstrapFactory;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Connects a {@code netty:} consumer to the Unix socket of another program, which Camel's own
 * {@code clientMode} cannot, and connects again while the route runs. A bean of the registry, one
 * for each route:
 *
 * <pre>
 * netty:tcp://localhost:0?clientMode=true&amp;unixDomainSocketPath=/run/camera.sock
 *     &amp;nettyServerBootstrapFactory=#unixClient&amp;decoders=#receiver
 * </pre>
 *
 * <p>{@code connectTimeout}, {@code reconnect} and {@code reconnectInterval} mean what they mean
 * for TCP. Host and port are not used. It needs Linux and {@code netty-transport-native-epoll}.
 */
public final class UnixClient extends ServiceSupport
    implements NettyServerBootstrapFactory, CamelContextAware {

  private CamelContext context;
  private UnixConnection connection;

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  protected void doStart() throws Exception {
    NettyConsumer consumer = consumer();
    NettyConfiguration options = consumer.getConfiguration();
    if (options.getUnixDomainSocketPath() == null) {
      throw new IllegalArgumentException("a UnixClient needs the option unixDomainSocketPath");
    }
    if (!options.isClientMode()) {
      throw new IllegalArgumentException("a UnixClient needs clientMode=true");
    }
    if (!Epoll.isAvailable()) {
      throw new IllegalStateException(
          "a UnixClient needs Linux and netty-transport-native-epoll on the class path",
          Epoll.unavailabilityCause());
    }
    connection = new UnixConnection(consumer);
    connection.begin();
  }

  @Override
  protected void doStop() {
    if (connection != null) {
      connection.end();
      connection = null;
    }
  }

  /** Camel does not say whose factory this is. */
  private NettyConsumer consumer() {
    if (context == null) {
      throw new IllegalStateException("a UnixClient must be bound to Camel's registry");
    }
    List<NettyConsumer> consumers =
        context.getRoutes().stream()
            .map(Route::getConsumer)
            .filter(NettyConsumer.class::isInstance)
            .map(NettyConsumer.class::cast)
            .filter(consumer -> consumer.getNettyServerBootstrapFactory() == this)
            .toList();
    if (consumers.size() != 1) {
      throw new IllegalStateException(
          "a UnixClient serves one route, not " + consumers.size() + ": give each its own");
    }
    return consumers.get(0);
  }

  @Override
  public void init(
      CamelContext camelContext,
      NettyServerBootstrapConfiguration configuration,
      ChannelInitializer<Channel> pipelineFactory) {
    // Camel calls it only for factories that it made itself.
  }

  @Override
  public void init(
      ThreadFactory threadFactory,
      NettyServerBootstrapConfiguration configuration,
      ChannelInitializer<Channel> pipelineFactory) {
    // Camel calls it only for factories that it made itself.
  }

  @Override
  public void addChannel(Channel channel) {
    // There is one channel, and it is known.
  }

  @Override
  public void removeChannel(Channel channel) {
    // There is one channel, and it is known.
  }

  @Override
  public void addConsumer(NettyConsumer consumer) {
    // Camel does not call it.
  }

  @Override
  public void removeConsumer(NettyConsumer consumer) {
    // Camel does not call it.
  }
}
