// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.netty.DefaultServerInitializerFactory;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.NettyWorkerPoolBuilder;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a {@link UnixClient} in one run of its route. Attempts and their ends are
 * handled in the event loop, which never waits; {@link #begin} and {@link #end} belong to whoever
 * starts and stops the route.
 */
final class UnixConnection {

  private static final Logger LOG = LoggerFactory.getLogger(UnixClient.class);

  private final NettyConfiguration options;
  private final EventLoopGroup own;
  private final Bootstrap bootstrap = new Bootstrap();
  private volatile boolean ended;
  private volatile Channel channel;
  private boolean said;

  UnixConnection(NettyConsumer consumer) {
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
      // Not at once: Camel's handler, in a thread of its own, is taken out of the pipeline first.
      own.shutdownGracefully();
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
