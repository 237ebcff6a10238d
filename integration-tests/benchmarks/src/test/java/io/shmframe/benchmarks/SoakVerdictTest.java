// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SoakVerdictTest {

  private static final double SECONDS = 1800;

  private static final int FPS = 1;

  private final SoakSeries writer = series("writer", "files", at -> 10);

  @Test
  void shouldFindNothingWhereNothingChanges() {
    assertThat(faults("files", at -> 10)).isEmpty();
  }

  @Test
  void shouldFindALostFrame() {
    assertThat(faults("lost", at -> at < SECONDS ? 0 : 1))
        .containsExactly(
            "reader: 1 frames lost", "reader: the headers told of 0 lost frames, the numbers of 1");
  }

  @Test
  void shouldFindAWrongFrame() {
    assertThat(faults("wrong", at -> 3)).containsExactly("reader: 3 frames wrong");
  }

  @Test
  void shouldFindAFrameThatNeverCame() {
    assertThat(faults("frames", at -> at - 1))
        .containsExactly("reader: 1799 frames taken, 1800 published");
  }

  @Test
  void shouldFindAFileThatIsLeftOpen() {
    assertThat(faults("files", at -> at < 900 ? 10 : 11))
        .containsExactly("reader: files: 10 behind the start, 11 at the end");
  }

  @Test
  void shouldNotCountWhatHappensInTheFirstMinute() {
    assertThat(faults("files", at -> at < 60 ? 5 : 10)).isEmpty();
  }

  @Test
  void shouldFindMemoryThatGrowsByAFrameAndMore() {
    assertThat(faults("anonymous", at -> 300 + at / 1200 * 6.5))
        .singleElement()
        .asString()
        .startsWith("reader: anonymous: grows by 3.2");
  }

  @Test
  void shouldBearMemoryThatGrowsByLessThanAFrame() {
    assertThat(faults("anonymous", at -> 300 + at / 1200 * 5)).isEmpty();
  }

  @Test
  void shouldFindThatTheWriterHasStopped() {
    SoakSeries stopped = series("writer", "frames", at -> Math.min(at, 900));
    SoakSeries reader = series("reader", "frames", at -> Math.min(at, 900));
    assertThat(SoakVerdict.faults(stopped, List.of(reader), SECONDS, FPS))
        .containsExactly("writer: 900 frames published, expected 1710 of 1800 at least");
  }

  @Test
  void shouldFindThatSamplesAreMissing() {
    SoakSeries empty = new SoakSeries("reader");
    assertThat(SoakVerdict.faults(writer, List.of(empty), SECONDS, FPS)).isNotEmpty();
  }

  private List<String> faults(String value, DoubleUnaryOperator of) {
    return SoakVerdict.faults(writer, List.of(series("reader", value, of)), SECONDS, FPS);
  }

  private static SoakSeries series(String name, String value, DoubleUnaryOperator of) {
    SoakSeries series = new SoakSeries(name);
    for (double at = 10; at <= SECONDS; at += 10) {
      Map<String, Double> values = new HashMap<>();
      for (String steady : List.of("files", "segments", "mappings", "threads", "heap")) {
        values.put(steady, 10.0);
      }
      values.put("anonymous", 300.0);
      for (String none : List.of("lost", "told", "wrong")) {
        values.put(none, 0.0);
      }
      values.put("frames", at);
      values.put(value, of.applyAsDouble(at));
      series.add(new SoakSeries.Sample(at, values));
    }
    return series;
  }
}
