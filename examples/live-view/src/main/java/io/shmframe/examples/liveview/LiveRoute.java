// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import io.shmframe.camel.ShmFrameConstants;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Reads the segment, gives each picture to the page, and writes one to a folder now and then. */
final class LiveRoute extends RouteBuilder {

  static final String ID = "live";

  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final DemoOptions options;
  private final Ages ages;
  private final LatestPicture picture;
  private final AtomicLong snapshots = new AtomicLong();
  private final long snapshotNanos;
  private volatile String lastSnapshot = "";
  private volatile long lastStamp;
  private long nextSnapshot = System.nanoTime();

  LiveRoute(DemoOptions options, Ages ages, LatestPicture picture) {
    this.options = options;
    this.ages = ages;
    this.picture = picture;
    this.snapshotNanos = TimeUnit.SECONDS.toNanos(options.snapshotSeconds());
  }

  @Override
  public void configure() {
    from(options.endpoint())
        .routeId(ID)
        .process(this::measure)
        .process(this::show)
        .filter(exchange -> snapshotIsDue())
        .process(this::snapshot)
        .to("file:" + options.snapshots());
  }

  long snapshots() {
    return snapshots.get();
  }

  String lastSnapshot() {
    return lastSnapshot;
  }

  /** The stamp of the newest frame, in milliseconds since 1970. */
  long lastStamp() {
    return lastStamp;
  }

  private void measure(Exchange exchange) {
    long stamp = exchange.getIn().getHeader(ShmFrameConstants.TIMESTAMP, Long.class);
    lastStamp = stamp;
    ages.add(Clock.millis() - stamp);
  }

  private void show(Exchange exchange) {
    if (picture.wanted()) {
      picture.show(jpeg(exchange));
    }
  }

  private boolean snapshotIsDue() {
    if (System.nanoTime() - nextSnapshot < 0) {
      return false;
    }
    nextSnapshot = System.nanoTime() + snapshotNanos;
    return true;
  }

  private void snapshot(Exchange exchange) {
    byte[] jpeg = jpeg(exchange);
    String name = options.segment() + "-" + LocalDateTime.now().format(NAME) + ".jpg";
    exchange.getIn().setBody(jpeg);
    exchange.getIn().setHeader(Exchange.FILE_NAME, name);
    lastSnapshot = name;
    snapshots.incrementAndGet();
  }

  private static byte[] jpeg(Exchange exchange) {
    Mat mat = exchange.getIn().getBody(Mat.class);
    try (BytePointer encoded = new BytePointer()) {
      if (!opencv_imgcodecs.imencode(".jpg", mat, encoded)) {
        throw new IllegalStateException("OpenCV cannot encode " + mat);
      }
      byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(bytes);
      return bytes;
    }
  }
}
