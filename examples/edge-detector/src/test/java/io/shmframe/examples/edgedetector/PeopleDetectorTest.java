// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of the detector do. */
@Timeout(60)
class PeopleDetectorTest {

  private static Mat people() throws Exception {
    Picture picture = Picture.ofPeople();
    Mat mat =
        new Mat(picture.geometry().height(), picture.geometry().width(), picture.geometry().type());
    mat.data().put(picture.pixels());
    return mat;
  }

  private static boolean around(List<Person> people, int x, int y) {
    return people.stream()
        .anyMatch(
            it -> it.x() < x && it.y() < y && it.x() + it.width() > x && it.y() + it.height() > y);
  }

  @Test
  void shouldSayWhereSomebodyIsInALargePictureThatItMadeSmall() throws Exception {
    try (Mat picture = people();
        Mat large = new Mat();
        Size twice = new Size(2 * picture.cols(), 2 * picture.rows())) {
      opencv_imgproc.resize(picture, large, twice);

      List<Person> found = new PeopleDetector(0.5, 0.5).find(large);
      assertThat(around(found, 2 * Picture.MAN_X, 2 * Picture.MAN_Y)).as("%s", found).isTrue();
    }
  }

  @Test
  void shouldLeaveOutThoseBelowTheThreshold() throws Exception {
    try (Mat picture = people()) {
      assertThat(new PeopleDetector(1, 0.5).find(picture)).isNotEmpty();
      assertThat(new PeopleDetector(1, 100).find(picture)).isEmpty();
    }
  }

  @Test
  void shouldFindNobodyInAPictureThatIsTooSmallForPeople() {
    try (Mat tiny = new Mat(10, 10, 16)) {
      assertThat(new PeopleDetector(1, 0).find(tiny)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 4.5, Double.NaN})
  void shouldRefuseAScaleThatIsNone(double scale) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeopleDetector(scale, 0))
        .withMessageStartingWith("edge.detector.scale=" + scale + ": expected");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, Double.NaN})
  void shouldRefuseAThresholdThatIsNone(double threshold) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeopleDetector(1, threshold))
        .withMessageStartingWith("edge.detector.threshold=" + threshold + ": expected");
  }
}
