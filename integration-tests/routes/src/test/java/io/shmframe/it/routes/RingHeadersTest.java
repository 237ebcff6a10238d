// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.camel.ShmFrameConstants.FIELD_PREFIX;
import static io.shmframe.camel.ShmFrameConstants.FLAGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameTags;
import io.shmframe.frame.FrameView;
import io.shmframe.frame.RingWriter;
import io.shmframe.frame.RingWriterOptions;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Message headers that travel in a frame's metadata. */
class RingHeadersTest extends RingRouteTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void shouldCarryMessageHeaders() throws Exception {
    ProducerTemplate producer = link("", "");

    producer.sendBodyAndHeaders(
        "direct:in",
        picture(1),
        sized(
            "traceparent",
            TRACE,
            "exposure",
            12,
            "frames",
            1L << 40,
            "gain",
            1.5,
            "night",
            true,
            "lut",
            new byte[] {1, 2},
            "place",
            "Hof Süd",
            FIELD_PREFIX + "gps",
            "52.5 13.4"));

    untilGot(1);
    assertThat(got.get(0).headers())
        .containsEntry("traceparent", TRACE)
        .containsEntry("exposure", 12L)
        .containsEntry("frames", 1L << 40)
        .containsEntry("gain", 1.5)
        .containsEntry("night", true)
        .containsEntry("lut", new byte[] {1, 2})
        .containsEntry("place", "Hof Süd")
        .containsEntry(FIELD_PREFIX + "gps", "52.5 13.4");
  }

  @Test
  void shouldLeaveOutWhatIsCamelsOwnAndWhatHasNoPlace() throws Exception {
    ProducerTemplate producer = link("", "");

    producer.sendBodyAndHeaders(
        "direct:in",
        picture(1),
        sized(
            "CamelFileName",
            "x",
            "camelHttpUri",
            "x",
            "when",
            new Date(0),
            "kept",
            "yes",
            "Authorization",
            "Basic x",
            "cookie",
            "x",
            "field:gps",
            "x"));

    untilGot(1);
    assertThat(got.get(0).headers())
        .containsEntry("kept", "yes")
        .doesNotContainKeys(
            "CamelFileName", "camelHttpUri", "when", "Authorization", "cookie", "field:gps")
        .doesNotContainKey(FIELD_PREFIX + "gps");
  }

  @Test
  void shouldNotLetAPeerSteerTheRoute() throws Exception {
    try (RingWriter peer = new RingWriter(path(), RingWriterOptions.defaults())) {
      peer.publish(
          FrameView.of(FrameGeometry.bytes(1), ByteBuffer.wrap(new byte[1])),
          new FrameTags(1, Map.of("CamelHttpUri", "http://elsewhere", "mine", "yes")));
      consumeRing("");

      untilGot(1);
      assertThat(got.get(0).headers())
          .containsEntry("mine", "yes")
          .doesNotContainKey("CamelHttpUri");
    }
  }

  @Test
  void shouldLeaveOutWhatDoesNotFitButNotTheFrameOrItsTrace() throws Exception {
    ProducerTemplate producer = link("", "");

    producer.sendBodyAndHeaders(
        "direct:in",
        picture(1),
        sized("aLong", "x".repeat(3000), "small", "yes", "traceparent", TRACE));

    untilGot(1);
    assertThat(got.get(0).headers())
        .containsEntry("small", "yes")
        .containsEntry("traceparent", TRACE)
        .doesNotContainKey("aLong");
  }

  @Test
  void shouldFilterAsTheApplicationSays() throws Exception {
    DefaultHeaderFilterStrategy filter = new DefaultHeaderFilterStrategy();
    filter.getOutFilter().add("secret");
    context.getRegistry().bind("mine", filter);
    ProducerTemplate producer = link("headerFilterStrategy=#mine", "");

    producer.sendBodyAndHeaders("direct:in", picture(1), sized("secret", "x", "open", "y"));

    untilGot(1);
    assertThat(got.get(0).headers()).containsEntry("open", "y").doesNotContainKey("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"discontinuity", "corrupt", "endOfStream", "corrupt,endOfStream"})
  void shouldCarryFlags(String flags) throws Exception {
    ProducerTemplate producer = link("", "delivery=all");
    send(producer, 1);

    producer.sendBodyAndHeaders("direct:in", picture(2), sized(FLAGS, flags));

    untilGot(2);
    assertThat(got.get(1).header(FLAGS)).isEqualTo(flags);
  }

  @Test
  void shouldNameTheHeaderWhoseFlagIsNone() throws Exception {
    ProducerTemplate producer = link("", "");

    assertThatThrownBy(
            () -> producer.sendBodyAndHeaders("direct:in", picture(2), sized(FLAGS, "lost")))
        .hasStackTraceContaining(FLAGS)
        .hasStackTraceContaining("lost")
        .hasStackTraceContaining("discontinuity");
  }

  @Test
  void shouldAskTheFilterForFieldsByTheirOwnNames() throws Exception {
    DefaultHeaderFilterStrategy filter = new DefaultHeaderFilterStrategy();
    filter.getInFilter().add("gps");
    context.getRegistry().bind("mine", filter);
    ProducerTemplate producer = link("", "headerFilterStrategy=#mine");

    producer.sendBodyAndHeaders(
        "direct:in", picture(1), sized(FIELD_PREFIX + "gps", "x", FIELD_PREFIX + "gain", "y"));

    untilGot(1);
    assertThat(got.get(0).headers())
        .containsEntry(FIELD_PREFIX + "gain", "y")
        .doesNotContainKey(FIELD_PREFIX + "gps");
  }

  @Test
  void shouldNotLetAPeerOverruleWhatTheFrameIs() throws Exception {
    context.getRegistry().bind("all", new DefaultHeaderFilterStrategy());
    ProducerTemplate producer = link("headerFilterStrategy=#all", "headerFilterStrategy=#all");

    producer.sendBodyAndHeaders("direct:in", picture(1), sized("CamelShmFrameMissed", 99));

    untilGot(1);
    assertThat(got.get(0).header("CamelShmFrameMissed")).isEqualTo(0L);
  }

  private void consumeRing(String options) throws Exception {
    start(
        new org.apache.camel.builder.RouteBuilder() {
          @Override
          public void configure() {
            from(ring(options)).process(RingHeadersTest.this::keep);
          }
        });
  }
}
