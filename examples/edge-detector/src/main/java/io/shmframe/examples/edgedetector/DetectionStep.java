// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.shmframe.camel.ShmFrameConstants;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/** The step of the route: looks for people in the body and draws a box around each. */
@Singleton
final class DetectionStep implements Processor {

  /** The property of the exchange that says what was found. */
  static final String FOUND = "edge.found";

  private static final int THICKNESS = 3;

  private final PeopleDetector detector;
  private final Detections detections;
  private final Scalar colour = new Scalar(64, 220, 64, 255);
  private long number;

  DetectionStep(PeopleDetector detector, Detections detections) {
    this.detector = detector;
    this.detections = detections;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Mat picture = message.getMandatoryBody(Mat.class);
    long start = System.nanoTime();
    List<Person> people = detector.find(picture);
    double millis = (System.nanoTime() - start) / 1e6;
    people.forEach(person -> draw(picture, person));
    number++;
    Detection found =
        new Detection(
            message.getHeader(ShmFrameConstants.SEGMENT, "", String.class),
            number,
            message.getHeader(ShmFrameConstants.TIMESTAMP, 0L, Long.class),
            message.getHeader(ShmFrameConstants.MISSED, 0L, Long.class),
            picture.cols(),
            picture.rows(),
            people,
            millis);
    detections.add(found);
    exchange.setProperty(FOUND, found);
  }

  private void draw(Mat picture, Person person) {
    try (Point upperLeft = new Point(person.x(), person.y());
        Point lowerRight =
            new Point(person.x() + person.width() - 1, person.y() + person.height() - 1)) {
      opencv_imgproc.rectangle(
          picture, upperLeft, lowerRight, colour, THICKNESS, opencv_imgproc.LINE_8, 0);
    }
  }
}
