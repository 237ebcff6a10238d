// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.HOGDescriptor;

/**
 * People, upright and whole, by OpenCV's histograms of oriented gradients, which need no model
 * file. One thread at a time.
 */
@Singleton
final class PeopleDetector {

  private static final int MAX_SCALE = 4;

  /** Pixels between two places that are looked at. */
  private static final int STEP = 8;

  /** Of one size of people to the next. */
  private static final double GROWTH = 1.05;

  /** How many hits beside each other make a person, and one more. */
  private static final double NEIGHBOURS = 2;

  private final double scale;
  private final double threshold;
  private final Size step;
  private final HOGDescriptor hog;

  @Inject
  PeopleDetector(EdgeConfig config) {
    this(config.detector().scale(), config.detector().threshold());
  }

  PeopleDetector(double scale, double threshold) {
    if (!(scale > 0 && scale <= MAX_SCALE)) {
      throw new IllegalArgumentException(
          "edge.detector.scale=" + scale + ": expected a number above 0, at most " + MAX_SCALE);
    }
    if (!(threshold >= 0)) {
      throw new IllegalArgumentException(
          "edge.detector.threshold=" + threshold + ": expected 0 or more");
    }
    this.scale = scale;
    this.threshold = threshold;
    step = new Size(STEP, STEP);
    hog = new HOGDescriptor();
    try (FloatPointer people = HOGDescriptor.getDefaultPeopleDetector();
        Mat detector = new Mat(people)) {
      hog.setSVMDetector(detector);
    }
  }

  /** Those in a picture of 8-bit pixels, grey or colour. */
  List<Person> find(Mat picture) {
    if (scale == 1) {
      return detect(picture, 1);
    }
    try (Mat small = new Mat();
        Size any = new Size()) {
      opencv_imgproc.resize(picture, small, any, scale, scale, opencv_imgproc.INTER_LINEAR);
      return detect(small, 1 / scale);
    }
  }

  private List<Person> detect(Mat picture, double enlarged) {
    if (picture.cols() < hog.winSize().width() || picture.rows() < hog.winSize().height()) {
      return List.of();
    }
    try (RectVector found = new RectVector();
        DoublePointer weights = new DoublePointer()) {
      hog.detectMultiScale(
          picture, found, weights, threshold, step, step, GROWTH, NEIGHBOURS, false);
      List<Person> people = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        try (Rect box = found.get(i)) {
          people.add(person(box, weights.get(i), enlarged));
        }
      }
      return people;
    }
  }

  private static Person person(Rect box, double weight, double enlarged) {
    return new Person(
        (int) Math.round(box.x() * enlarged),
        (int) Math.round(box.y() * enlarged),
        (int) Math.round(box.width() * enlarged),
        (int) Math.round(box.height() * enlarged),
        weight);
  }
}
