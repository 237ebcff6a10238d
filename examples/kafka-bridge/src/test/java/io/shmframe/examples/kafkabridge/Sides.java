// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.impl.DefaultCamelContext;

/** A side without a broker, and a camera to go with it. */
final class Sides {

  static final int WIDTH = 48;
  static final int HEIGHT = 32;
  static final String KAFKA = "mock:kafka";
  static final String RECORDS = "direct:records-in";

  private Sides() {}

  static BridgeOptions options(Path directory, String... said) {
    Properties all = new Properties();
    all.setProperty("bridge.cameras", "cam?reattachInterval=10ms");
    all.setProperty("bridge.directory", directory.toString());
    for (int i = 0; i < said.length; i += 2) {
      all.setProperty("bridge." + said[i], said[i + 1]);
    }
    return BridgeOptions.from(all::getProperty);
  }

  /** The sending side, whose records go to {@link #KAFKA}. */
  static CamelContext sender(SenderRoutes routes) throws Exception {
    DefaultCamelContext context = context(routes);
    AdviceWith.adviceWith(
        context, SenderRoutes.RECORDS, route -> route.weaveByToUri("kafka:*").replace().to(KAFKA));
    context.start();
    return context;
  }

  /** The receiving side, whose records come from {@link #RECORDS}. */
  static CamelContext receiver(ReceiverRoutes routes) throws Exception {
    DefaultCamelContext context = context(routes);
    AdviceWith.adviceWith(context, ReceiverRoutes.RECORDS, route -> route.replaceFromWith(RECORDS));
    context.start();
    return context;
  }

  private static DefaultCamelContext context(RoutesBuilder routes) throws Exception {
    DefaultCamelContext context = new DefaultCamelContext();
    context.getShutdownStrategy().setTimeout(2);
    context.addRoutes(routes);
    return context;
  }

  /** A camera's ring. */
  static RingWriter ring(Path directory) {
    return new RingWriter(directory.resolve("cam"), RingWriterOptions.defaults().withSlots(8));
  }

  /** A grey picture whose every value is the same. */
  static void publish(RingWriter camera, int value, long stampNanos) throws Exception {
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    Arrays.fill(pixels, (byte) value);
    camera.publish(
        FrameView.of(FrameGeometry.of8Bit(WIDTH, HEIGHT, 3), ByteBuffer.wrap(pixels)),
        new FrameTags(stampNanos, Map.of()));
  }

  /** A picture that JPEG finds hard. */
  static void publishNoise(RingWriter camera) throws Exception {
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    new Random(1).nextBytes(pixels);
    camera.publish(
        FrameView.of(FrameGeometry.of8Bit(WIDTH, HEIGHT, 3), ByteBuffer.wrap(pixels)),
        new FrameTags(Age.now(), Map.of()));
  }

  /** Bytes that are coded in a way that has a name. */
  static void publishEncoded(RingWriter camera, byte[] bytes, String encoding) throws Exception {
    camera.publish(
        FrameView.of(FrameGeometry.bytes(bytes.length), ByteBuffer.wrap(bytes)),
        new FrameTags(Age.now(), Map.of(), encoding, Set.of()));
  }
}
