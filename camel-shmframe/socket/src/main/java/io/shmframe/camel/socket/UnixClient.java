// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.component.netty.DefaultServerInitializerFactory;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.NettyServerBootstrapConfiguration;
import org.apache.camel.component.netty.NettyServerBootstrapFactory;
import org.apache.camel.component.netty.NettyWorkerPoolBuilder;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(UnixClient.class);

  private CamelContext context;
  private Attempts attempts;

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
    attempts = new Attempts(consumer);
    attempts.begin();
  }

  @Override
  protected void doStop() {
    if (attempts != null) {
      attempts.end();
      attempts = null;
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

  /** One run of the route. */
  private static final class Attempts {

    private final NettyConfiguration options;
    private final EventLoopGroup own;
    private final Bootstrap bootstrap = new Bootstrap();
    private volatile boolean ended;
    private volatile Channel channel;
    private boolean said;

    Attempts(NettyConsumer consumer) {
      options = consumer.getConfiguration();
      EventLoopGroup given = options.getWorkerGroup();
      if (given != null && !(given instanceof EpollEventLoopGroup)) {
        throw new IllegalArgumentException(
            "workerGroup: an EpollEventLoopGroup for a Unix socket, not a "
                + given.getClass().getName());
      }
      own =
          given != null
              ? null
              : new NettyWorkerPoolBuilder()
                  .withNativeTransport(true)
                  .withWorkerCount(1)
                  .withName("NettyUnixClient")
                  .build();
      ServerInitializerFactory handlers = options.getServerInitializerFactory();
      bootstrap
          .group(own != null ? own : given)
          .channel(EpollDomainSocketChannel.class)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, options.getConnectTimeout())
          .remoteAddress(
              new DomainSocketAddress(
                  Path.of(options.getUnixDomainSocketPath()).toAbsolutePath().toFile()))
          .handler(
              handlers != null
                  ? handlers.createPipelineFactory(consumer)
                  : new DefaultServerInitializerFactory(consumer));
    }

    /** Without reconnect the first attempt decides, so whoever starts the route waits for it. */
    void begin() throws ConnectException {
      ChannelFuture first = connect();
      if (!options.isReconnect() && !first.awaitUninterruptibly().isSuccess()) {
        end();
        ConnectException failed = new ConnectException("Cannot connect to " + path());
        failed.initCause(first.cause());
        throw failed;
      }
    }

    void end() {
      ended = true;
      Channel last = channel;
      if (last != null) {
        ChannelFuture closed = last.close();
        if (!last.eventLoop().inEventLoop()) {
          closed.awaitUninterruptibly(options.getShutdownTimeout());
        }
      }
      if (own != null) {
        own.shutdownGracefully(0, options.getShutdownTimeout(), TimeUnit.MILLISECONDS);
      }
    }

    private ChannelFuture connect() {
      ChannelFuture attempt = bootstrap.connect();
      channel = attempt.channel();
      attempt.addListener(done -> attempted(attempt));
      return attempt;
    }

    /** In the event loop. */
    private void attempted(ChannelFuture attempt) {
      if (attempt.isSuccess()) {
        said = false;
        LOG.info("Connected to {}", path());
      } else if (!said && !ended && options.isReconnect()) {
        said = true;
        LOG.warn(
            "Cannot connect to {}, will try every {} ms: {}",
            path(),
            options.getReconnectInterval(),
            attempt.cause().toString());
      }
      if (ended) {
        attempt.channel().close();
      } else if (options.isReconnect()) {
        // Of an attempt that failed, too, the channel is closed.
        attempt.channel().closeFuture().addListener(closed -> later(attempt.channel()));
      }
    }

    private void later(Channel closed) {
      if (!ended) {
        closed
            .eventLoop()
            .schedule(
                () -> {
                  if (!ended) {
                    connect();
                  }
                },
                options.getReconnectInterval(),
                TimeUnit.MILLISECONDS);
      }
    }

    private String path() {
      return options.getUnixDomainSocketPath();
    }
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
