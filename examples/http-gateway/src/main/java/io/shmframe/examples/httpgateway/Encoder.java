// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.shmframe.camel.opencv.JpegDataFormat;
import io.shmframe.camel.opencv.PictureException;
import io.shmframe.frame.FrameView;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/**
 * Makes JPEGs on threads of its own, so that neither a route nor the network waits for one. Safe
 * from any thread.
 */
@Singleton
final class Encoder implements Picture.Encoding {

  /** Pictures that wait for a thread; beyond that whoever asks is told to come later. */
  private static final int WAITING = 64;

  private final CamelContext context;
  private final ThreadPoolExecutor threads;
  private final AtomicLong encoded = new AtomicLong();

  /** One for each quality, 100 at the most: a data format's options are set before it starts. */
  private final Map<Integer, JpegDataFormat> formats = new ConcurrentHashMap<>();

  Encoder(CamelContext context, GatewayConfig config) {
    this.context = context;
    if (config.encoders() < 1) {
      throw new IllegalArgumentException(
          "gateway.encoders=" + config.encoders() + ": expected 1 or more");
    }
    threads =
        new ThreadPoolExecutor(
            config.encoders(),
            config.encoders(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "encoder");
              thread.setDaemon(true);
              return thread;
            });
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }

  /** How many JPEGs were made. */
  long encoded() {
    return encoded.get();
  }

  /**
   * @return fails with a {@link Problem}: 503 where there is too much to do, 406 of a frame that is
   *     no picture
   */
  @Override
  public CompletableFuture<byte[]> encode(FrameView frame, Rendition rendition) {
    CompletableFuture<byte[]> jpeg = new CompletableFuture<>();
    try {
      threads.execute(() -> complete(jpeg, frame, rendition));
    } catch (RejectedExecutionException e) {
      jpeg.completeExceptionally(
          Problem.later(
              "The encoders are busy: expected at most "
                  + WAITING
                  + " pictures to wait for them, found more"));
    }
    return jpeg;
  }

  private void complete(CompletableFuture<byte[]> jpeg, FrameView frame, Rendition rendition) {
    try {
      jpeg.complete(jpeg(frame, rendition));
    } catch (PictureException e) {
      jpeg.completeExceptionally(Problem.of(406, e.getMessage()));
    } catch (Exception | Error e) {
      // Whoever waits must hear of it, be it a lack of memory.
      jpeg.completeExceptionally(e);
    }
  }

  private byte[] jpeg(FrameView frame, Rendition rendition) throws Exception {
    JpegDataFormat format = formats.computeIfAbsent(rendition.quality(), this::format);
    Exchange exchange = new DefaultExchange(context);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Scaled picture = Scaled.of(frame, rendition.width())) {
      exchange.getMessage().setBody(picture.frame());
      format.marshal(exchange, picture.frame(), bytes);
    }
    encoded.incrementAndGet();
    return bytes.toByteArray();
  }

  private JpegDataFormat format(int quality) {
    JpegDataFormat format = new JpegDataFormat().quality(quality);
    format.setCamelContext(context);
    format.start();
    return format;
  }
}
