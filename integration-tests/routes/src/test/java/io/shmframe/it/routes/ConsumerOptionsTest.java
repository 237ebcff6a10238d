// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.camel.ShmFrameConsumer;
import io.shmframe.frame.TornFrameException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerOptionsTest extends RouteTest {

  @ParameterizedTest
  @CsvSource({
    "width=9, width=8, width=9",
    "height=5, height=4, height=5",
    "channels=1, channels=3, channels=1",
    "type=0, channels=3, channels=1"
  })
  void shouldTellTheErrorHandlerWhereHeaderAndOptionDiffer(
      String option, String header, String said) throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      consume(option);
      until(() -> !errors.isEmpty());

      assertThat(errors.get(0))
          .hasMessageContaining(header)
          .hasMessageContaining(said)
          .hasMessageContaining(path().toString());
      assertThat(got).isEmpty();
    }
  }

  @Test
  void shouldDeliverWhereHeaderAndOptionsAgree() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      consume("width=8&height=4&channels=3&type=16");
      untilGot(1);
    }
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "none", "stamp", "compare"})
  void shouldDeliverWithEveryCheck(String verify) throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      consume("verify=" + verify);
      untilGot(1);
    }
    assertThat(last().bytes()).containsOnly(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "spin", "yield", "backoff", "sleep"})
  void shouldDeliverWithEveryWaitStrategy(String wait) throws Exception {
    try (RawSegment segment = segment()) {
      consume("waitStrategy=" + wait + "&pollInterval=2ms");
      for (int i = 1; i <= 3; i++) {
        segment.frame(8, 4, 3, i, i);
        untilGot(i);
      }
    }
    assertThat(last().bytes()).containsOnly(3);
  }

  @Test
  void shouldStopAtOnceHoweverLongThePollInterval() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      consume("waitStrategy=sleep&pollInterval=1h");
      untilGot(1);
      context.getRouteController().stopRoute("frames");

      assertThat(context.getRouteController().getRouteStatus("frames").isStopped()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry", "skip", "fail"})
  void shouldDealWithTornFramesAsTold(String onTorn) throws Exception {
    int bytes = 4096 * 2048;
    AtomicBoolean stop = new AtomicBoolean();
    try (RawSegment segment = new RawSegment(path(), bytes)) {
      byte[] pixels = filled(bytes, 1);
      segment.frame(4096, 2048, 1, 1, pixels);
      Thread writer =
          new Thread(
              () -> {
                for (long stamp = 2; !stop.get(); stamp++) {
                  segment.frame(4096, 2048, 1, stamp, pixels);
                  long pause = System.nanoTime() + 1_000_000;
                  while (System.nanoTime() < pause) {
                    Thread.onSpinWait();
                  }
                }
              });
      writer.start();
      try {
        consume("waitStrategy=spin&onTorn=" + onTorn);
        ShmFrameConsumer consumer = (ShmFrameConsumer) context.getRoute("frames").getConsumer();
        until(() -> consumer.counters().torn() >= 3);
        if ("fail".equals(onTorn)) {
          until(() -> errors.size() >= 3);
          assertThat(errors).allMatch(e -> e instanceof TornFrameException);
          assertThat(errors.get(0)).hasMessageContaining("onTorn=fail");
        } else {
          assertThat(errors).isEmpty();
        }
      } finally {
        stop.set(true);
        writer.join();
      }
    }
  }

  @Test
  void shouldFollowAReplacedSegment() throws Exception {
    try (RawSegment old = segment()) {
      old.frame(8, 4, 3, 10, 1);
      consume("");
      untilGot(1);
    }
    Files.delete(path());
    try (RawSegment fresh = segment()) {
      fresh.frame(8, 4, 3, 11, 2);
      untilGot(2);
    }

    assertThat(last().bytes()).containsOnly(2);
    ShmFrameConsumer consumer = (ShmFrameConsumer) context.getRoute("frames").getConsumer();
    assertThat(consumer.counters().reattached()).isEqualTo(1);
  }

  @Test
  void shouldShowTheHeaderAsItIs() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 10, 1);
      consume("");
      untilGot(1);
      segment.header(-1, 2, 3, 4, 0);
      ShmFrameConsumer consumer = (ShmFrameConsumer) context.getRoute("frames").getConsumer();

      assertThat(consumer.header().orElseThrow())
          .containsEntry("width", -1)
          .containsEntry("timestampMs", 4L)
          .containsEntry("valid", 0);
    }
  }

  @Test
  void shouldTakeANameWithALeadingSlash() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      start(
          new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
              from(uri("/" + name, "")).process(ConsumerOptionsTest.this::keep);
            }
          });
      untilGot(1);
    }
    assertThat(last().header("CamelShmFrameSegment")).isEqualTo(name);
  }
}
