// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.NettyEndpoint;
import org.apache.camel.component.netty.handlers.ClientChannelHandler;

/**
 * Where in Camel a codec stands, and whether the endpoint's options let it work there. A channel
 * does not tell its endpoint's options, so they are looked up by the codec.
 */
final class Role {

  private final SocketCodec codec;

  Role(SocketCodec codec) {
    this.codec = codec;
  }

  /** Camel puts its own handler behind the codec, so ask only when the channel is open. */
  static boolean inProducer(Channel channel) {
    return channel.pipeline().get(ClientChannelHandler.class) != null;
  }

  /** What is wrong with the endpoint, if it can be told. */
  Optional<Throwable> misuse(Channel channel) {
    if (!inProducer(channel)) {
      return consumers().flatMap(this::consumerFault).map(IllegalStateException::new);
    }
    if (!codec.sends()) {
      return Optional.of(
          new IllegalStateException("a receiver does not send: give the producer a sender"));
    }
    return producerFault().map(IllegalStateException::new);
  }

  private Optional<List<NettyConsumer>> consumers() {
    return codec
        .context()
        .map(
            context ->
                context.getRoutes().stream()
                    .map(Route::getConsumer)
                    .filter(NettyConsumer.class::isInstance)
                    .map(NettyConsumer.class::cast)
                    .filter(consumer -> uses(consumer.getConfiguration()))
                    .toList());
  }

  private Optional<String> consumerFault(List<NettyConsumer> consumers) {
    return fault(consumers, NettyConfiguration::isSync, "sync=false")
        .or(
            () ->
                fault(
                    consumers,
                    NettyConfiguration::isDisconnectOnNoReply,
                    "disconnectOnNoReply=false"));
  }

  private static Optional<String> fault(
      List<NettyConsumer> consumers, Predicate<NettyConfiguration> right, String option) {
    return consumers.stream()
        .filter(consumer -> !right.test(consumer.getConfiguration()))
        .map(
            consumer ->
                option
                    + " at "
                    + consumer.getEndpoint()
                    + ": the codec would never hear that the route is done with a frame")
        .findFirst();
  }

  /** One bean may serve several producers, so only what is wrong with all of them is known. */
  private Optional<String> producerFault() {
    List<NettyEndpoint> endpoints = codec.context().map(this::producers).orElse(List.of());
    boolean right =
        endpoints.stream().anyMatch(e -> e.getConfiguration().isSync() == codec.answered());
    return right || endpoints.isEmpty()
        ? Optional.empty()
        : Optional.of(
            codec.answered()
                ? "sync=false at " + endpoints.get(0) + ": the answer would not be waited for"
                : "sync=true at " + endpoints.get(0) + ": an answer would be waited for for ever");
  }

  private List<NettyEndpoint> producers(CamelContext context) {
    List<NettyEndpoint> taken =
        consumers().orElse(List.of()).stream().map(NettyConsumer::getEndpoint).toList();
    return context.getEndpoints().stream()
        .filter(NettyEndpoint.class::isInstance)
        .map(NettyEndpoint.class::cast)
        .filter(endpoint -> uses(endpoint.getConfiguration()) && !taken.contains(endpoint))
        .toList();
  }

  private boolean uses(NettyConfiguration configuration) {
    return configuration.getDecodersAsList().contains(codec)
        || configuration.getEncodersAsList().contains(codec);
  }
}
