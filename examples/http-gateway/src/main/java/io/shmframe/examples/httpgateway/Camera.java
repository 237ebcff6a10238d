// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.shmframe.camel.MessageFrames;
import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.camel.ShmFrameConsumer;
import io.shmframe.frame.FrameView;
import io.shmframe.layout.FrameGeometry;
import io.shmframe.layout.PixelFormat;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Route;

/**
 * A camera: the end of its route, which keeps the newest picture and offers it to those who look,
 * and no more, so that it is as fast with a hundred of them as with none. Safe from any thread.
 */
final class Camera implements Processor {

  /** The 9th of September 2001: what is before that is no time of day. */
  private static final long FIRST_STAMP = 1_000_000_000_000L;

  /** Tags of another run of the gateway are never taken for those of this one. */
  private static final String RUN = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  private final String name;
  private final CameraSource source;
  private final CamelContext context;
  private final Map<Rendition, Channel> channels = new ConcurrentHashMap<>();
  private volatile Optional<Picture> newest = Optional.empty();
  private volatile Optional<String> failure = Optional.empty();
  private long number;

  Camera(String name, CameraSource source, CamelContext context) {
    this.name = name;
    this.source = source;
    this.context = context;
  }

  String name() {
    return name;
  }

  CameraSource source() {
    return source;
  }

  String routeId() {
    return "camera-" + name;
  }

  /** Of its route's thread. */
  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Long sequence = message.getHeader(ShmFrameConstants.SEQUENCE, Long.class);
    long stamp = message.getHeader(ShmFrameConstants.TIMESTAMP, 0L, Long.class);
    number++;
    Picture.Facts facts =
        new Picture.Facts(
            RUN + "." + consumer().map(it -> it.counters().reattached()).orElse(0L),
            sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence),
            stamp < FIRST_STAMP ? 0 : stamp,
            number);
    Picture picture = new Picture(frame(exchange, message), facts);
    newest = Optional.of(picture);
    failure = Optional.empty();
    channels.values().forEach(channel -> channel.offer(picture));
  }

  /** A ring may hold anything; bytes that nobody calls a picture are none. */
  private FrameView frame(Exchange exchange, Message message) throws Exception {
    boolean described =
        message.getHeader(ShmFrameConstants.WIDTH) != null
            || message.getHeader(ShmFrameConstants.SHAPE) != null;
    return message.getBody() instanceof byte[] bytes && !described
        ? FrameView.of(FrameGeometry.bytes(bytes.length), ByteBuffer.wrap(bytes))
        : MessageFrames.of(exchange, message, "Camera " + name);
  }

  /** Of its route's thread, when a frame could not be used: the next one may be better. */
  void failed(Exchange exchange) {
    Exception why = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    failure = Optional.of("a frame could not be used: " + why.getMessage());
  }

  /**
   * The newest picture.
   *
   * @throws Problem 503 if there is none that came within {@code staleAfter}
   */
  Picture fresh(Duration staleAfter) {
    Optional<Picture> picture = newest;
    if (picture.isEmpty()) {
      throw Problem.later(expected(staleAfter) + "found none so far" + trouble());
    }
    long silence = picture.get().sinceArrivalMillis();
    if (silence > staleAfter.toMillis()) {
      throw Problem.later(
          expected(staleAfter) + "found the last one " + silence + " ms old" + trouble());
    }
    return picture.get();
  }

  private String expected(Duration staleAfter) {
    return "Camera '" + name + "': expected a frame within " + staleAfter.toMillis() + " ms, ";
  }

  private String trouble() {
    return message().map(it -> "; " + it).orElse("");
  }

  /** What keeps pictures from coming. */
  private Optional<String> message() {
    return consumer().flatMap(ShmFrameConsumer::trouble).or(() -> failure);
  }

  /** Whether there ever was a picture. */
  boolean hasShown() {
    return newest.isPresent();
  }

  /** One more who looks, beginning with what there is. */
  void join(Rendition rendition, Viewer viewer, Picture.Encoding encoding) {
    Channel joined =
        channels.compute(
            rendition,
            (key, known) -> {
              Channel channel = known == null ? new Channel(key, encoding) : known;
              channel.add(viewer);
              return channel;
            });
    newest.ifPresent(joined::offer);
  }

  void leave(Rendition rendition, Viewer viewer) {
    channels.computeIfPresent(
        rendition,
        (key, channel) -> {
          channel.remove(viewer);
          return channel.size() == 0 ? null : channel;
        });
  }

  /** The camera is no more: its streams end. */
  void end() {
    channels.values().forEach(Channel::end);
  }

  int clients() {
    return channels.values().stream().mapToInt(Channel::size).sum();
  }

  /** How it is doing; what is not known is left out. */
  JsonObject json() {
    JsonObject json = new JsonObject().put("name", name).put("source", source.word());
    consumer().ifPresent(it -> describe(json, it));
    newest.ifPresent(it -> describe(json, it));
    message().ifPresent(it -> json.put("message", it));
    return json.put("clients", clients());
  }

  private static void describe(JsonObject json, ShmFrameConsumer consumer) {
    json.put("layout", consumer.getEndpoint().getHeaderFields())
        .put("state", consumer.getFrameState())
        .put("framesPerSecond", Math.round(consumer.getFramesPerSecond() * 10) / 10.0)
        .put("frames", consumer.getFramesDelivered())
        .put("missed", consumer.getFramesMissed())
        .put("torn", consumer.getLooksTorn());
  }

  private static void describe(JsonObject json, Picture picture) {
    FrameGeometry geometry = picture.frame().geometry();
    if (geometry.isPicture()) {
      json.put("width", geometry.width()).put("height", geometry.height());
      json.put("channels", geometry.channels());
    }
    geometry.format().map(PixelFormat::name).ifPresent(it -> json.put("pixelFormat", it));
    picture.sequence().ifPresent(it -> json.put("sequence", it));
    json.put("ageMs", picture.ageMillis());
  }

  /** None before the route has started, and when it has ended. */
  private Optional<ShmFrameConsumer> consumer() {
    Route route = context.getRoute(routeId());
    boolean started =
        route != null && context.getRouteController().getRouteStatus(routeId()).isStarted();
    return started ? Optional.of((ShmFrameConsumer) route.getConsumer()) : Optional.empty();
  }
}
