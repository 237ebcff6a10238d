// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.socketfallback;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.bytedeco.opencv.opencv_core.Mat;

/** The step that every frame reaches, whichever way it took: counts what is really a picture. */
final class Tally implements Processor {

  /** The exchange property that says which way it took. */
  static final String WAY = "way";

  private final Map<String, AtomicLong> frames = new ConcurrentHashMap<>();

  @Override
  public void process(Exchange exchange) throws Exception {
    Mat picture = exchange.getIn().getMandatoryBody(Mat.class);
    if (picture.cols() == Camera.WIDTH && picture.rows() == Camera.HEIGHT) {
      counter(exchange.getProperty(WAY, String.class)).incrementAndGet();
    }
  }

  long frames(String way) {
    return counter(way).get();
  }

  private AtomicLong counter(String way) {
    return frames.computeIfAbsent(way, any -> new AtomicLong());
  }
}
