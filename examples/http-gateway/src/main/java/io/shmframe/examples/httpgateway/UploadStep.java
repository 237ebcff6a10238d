// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.shmframe.camel.ShmFrameConstants;
import io.shmframe.camel.opencv.PictureException;
import io.shmframe.layout.LayoutException;
import io.shmframe.memory.SegmentException;
import io.shmframe.memory.SegmentException.Reason;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.util.ObjectHelper;

/** Sends what was uploaded through its route, and says what became of it. */
@Singleton
final class UploadStep {

  private final Cameras cameras;
  private final ProducerTemplate producer;

  UploadStep(CamelContext context, Cameras cameras) {
    this.cameras = cameras;
    this.producer = context.createProducerTemplate();
  }

  @PreDestroy
  void stop() throws IOException {
    producer.close();
  }

  /**
   * Writes a picture, and makes its ring a camera.
   *
   * @return what the picture is, by names for JSON
   * @throws Problem if it is none (422), is not as long as it says (422), its segment belongs to
   *     somebody else (409) or has no room (507)
   */
  Map<String, Object> write(String name, Upload upload) throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put(GatewayRoutes.NAME, name);
    headers.put(Exchange.CONTENT_TYPE, upload.type());
    if (upload.size().isPresent()) {
      RawSize size = upload.size().get();
      requireLength(size, upload.bytes().length);
      headers.put(ShmFrameConstants.WIDTH, size.width());
      headers.put(ShmFrameConstants.HEIGHT, size.height());
      headers.put(ShmFrameConstants.CHANNELS, size.channels());
    }
    boolean created = !cameras.has(name);
    Exchange done =
        producer.send(
            GatewayRoutes.UPLOAD,
            exchange -> {
              exchange.getIn().setBody(upload.bytes());
              exchange.getIn().setHeaders(headers);
            });
    if (done.getException() != null) {
      throw problem(name, done.getException());
    }
    cameras.add(name, CameraSource.UPLOADED);
    return describe(name, done, created);
  }

  private static void requireLength(RawSize size, int found) {
    if (found != size.bytes()) {
      throw Problem.of(
          422,
          "Body: expected "
              + size.bytes()
              + " bytes for a picture of "
              + size
              + ", found "
              + found);
    }
  }

  private static Map<String, Object> describe(String name, Exchange done, boolean created) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("name", name);
    written.put("created", created);
    written.put("width", done.getMessage().getHeader(ShmFrameConstants.WIDTH));
    written.put("height", done.getMessage().getHeader(ShmFrameConstants.HEIGHT));
    written.put("channels", done.getMessage().getHeader(ShmFrameConstants.CHANNELS));
    return written;
  }

  private static Exception problem(String name, Exception failure) {
    SegmentException segment = ObjectHelper.getException(SegmentException.class, failure);
    if (segment != null) {
      boolean full = segment.reason() == Reason.NO_SPACE;
      return Problem.of(full ? 507 : 409, "Camera '" + name + "': " + segment.getMessage());
    }
    PictureException picture = ObjectHelper.getException(PictureException.class, failure);
    if (picture != null) {
      return Problem.of(422, picture.getMessage());
    }
    LayoutException layout = ObjectHelper.getException(LayoutException.class, failure);
    return layout == null ? failure : Problem.of(409, layout.getMessage());
  }
}
