// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.HandshakeTimeoutException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code layout=raw}: two pictures behind each other and nothing else, the original first. */
class RawTest extends RouteTest {

  /** 8 x 4 pixels of 3 bytes. */
  private static final int IMAGE = 96;

  private String raw(String more) {
    return "shmframe:"
        + name
        + "?layout=raw&width=8&height=4&channels=3&directory="
        + folder
        + "&reattachInterval=20ms"
        + more;
  }

  private SharedBytes shared() {
    return new SharedBytes(path(), 2 * IMAGE);
  }

  private void consume(String more, Processor step) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).handled(true).process(RawTest.this::keepError);
            from(raw("&bridgeErrorHandler=true" + more)).routeId("frames").process(step);
          }
        });
  }

  private ProducerTemplate ask(String more) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").to(raw(more));
            from("direct:patient").to(raw("&requestTimeout=20s"));
          }
        });
    return context.createProducerTemplate();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldReadTheRegionThatIsAskedFor(int region) throws Exception {
    try (SharedBytes segment = shared()) {
      consume("&region=" + region, this::keep);
      segment.put(0, filled(IMAGE, 1)).put(IMAGE, filled(IMAGE, 2));
      untilGot(1);
    }
    assertThat(last().bytes()).hasSize(IMAGE).containsOnly(1 + region);
    assertThat(last().header("CamelShmFramePixelFormat")).isEqualTo("BGR24");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldWriteTheRegionThatIsAskedFor(int region) throws Exception {
    try (SharedBytes segment = shared()) {
      ask("&region=" + region).sendBody("direct:in", filled(IMAGE, 7));

      assertThat(segment.bytes(region * IMAGE, IMAGE)).containsOnly(7);
      assertThat(segment.bytes((1 - region) * IMAGE, IMAGE)).containsOnly(0);
    }
  }

  @Test
  void shouldMakeRoomForBothRegions() throws Exception {
    ask("").sendBody("direct:in", filled(IMAGE, 7));

    assertThat(path()).hasSize(2 * IMAGE);
  }

  @Test
  void shouldPutTheAnswerIntoTheSecondRegion() throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "&exchangePattern=InOut",
          exchange -> {
            byte[] picture = exchange.getIn().getBody(byte[].class);
            picture[0] = 100;
            exchange.getMessage().setBody(picture);
          });
      segment.put(0, filled(IMAGE, 1));
      until(() -> segment.bytes(IMAGE, 1)[0] == 100);

      assertThat(segment.bytes(IMAGE + 1, IMAGE - 1)).containsOnly(1);
      assertThat(segment.bytes(0, IMAGE)).containsOnly(1);
    }
  }

  /** As plain bytes, as bytes with a header that says so, and as a picture that knows it itself. */
  @ParameterizedTest
  @ValueSource(strings = {"bytes", "header", "image"})
  void shouldPutAGreyAnswerIntoTheFirstThirdOfTheSecondRegion(String kind) throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "&exchangePattern=InOut",
          exchange -> {
            byte[] grey = filled(IMAGE / 3, 50);
            if ("header".equals(kind)) {
              exchange.getMessage().setHeader("CamelShmFrameChannels", 1);
              exchange.getMessage().setHeader("CamelShmFrameType", 0);
            }
            Object answer = grey;
            if ("image".equals(kind)) {
              BufferedImage image = new BufferedImage(8, 4, BufferedImage.TYPE_BYTE_GRAY);
              byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
              System.arraycopy(grey, 0, pixels, 0, grey.length);
              answer = image;
            }
            exchange.getMessage().setBody(answer);
          });
      segment.put(0, filled(IMAGE, 1));
      until(() -> segment.bytes(IMAGE, 1)[0] == 50);

      assertThat(segment.bytes(IMAGE, IMAGE / 3)).containsOnly(50);
      assertThat(segment.bytes(IMAGE + IMAGE / 3, IMAGE - IMAGE / 3)).containsOnly(0);
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldTellOfAnAnswerThatDoesNotFitTheRegion() throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "&exchangePattern=InOut",
          exchange ->
              exchange.getMessage().setBody(new BufferedImage(8, 5, BufferedImage.TYPE_3BYTE_BGR)));
      segment.put(0, filled(IMAGE, 1));
      until(() -> !errors.isEmpty());

      assertThat(errors.get(0)).hasMessageContaining("120 bytes").hasMessageContaining("96");
      assertThat(segment.bytes(IMAGE, IMAGE)).containsOnly(0);
    }
  }

  private static CompletableFuture<Void> answering(
      SharedBytes segment, int request, byte[] answer) {
    return CompletableFuture.runAsync(
        () -> {
          until(() -> segment.bytes(0, 1)[0] == request);
          segment.put(IMAGE, answer);
        });
  }

  @Test
  void shouldWaitForTheAnswerInTheSecondRegion() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("");
      for (int round = 1; round <= 5; round++) {
        CompletableFuture<Void> peer = answering(segment, round, filled(IMAGE, round + 100));
        byte[] answer = template.requestBody("direct:in", filled(IMAGE, round), byte[].class);
        peer.get(30, TimeUnit.SECONDS);

        assertThat(answer).hasSize(IMAGE).containsOnly(round + 100);
      }
    }
  }

  @Test
  void shouldTakeAGreyAnswer() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("&answerType=0");
      CompletableFuture<Void> peer = answering(segment, 7, filled(IMAGE / 3, 50));
      Message answer =
          template
              .request("direct:in", exchange -> exchange.getIn().setBody(filled(IMAGE, 7)))
              .getMessage();
      peer.get(30, TimeUnit.SECONDS);

      assertThat((byte[]) answer.getBody()).hasSize(IMAGE / 3).containsOnly(50);
      assertThat(answer.getHeaders())
          .containsEntry("CamelShmFrameChannels", 1)
          .containsEntry("CamelShmFrameWidth", 8)
          .containsEntry("CamelShmFramePixelFormat", "GRAY8");
    }
  }

  @Test
  void shouldSayThatNoAnswerCameAndGoOn() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("&requestTimeout=100ms");
      assertThatThrownBy(() -> template.requestBody("direct:in", filled(IMAGE, 1)))
          .rootCause()
          .isInstanceOf(HandshakeTimeoutException.class)
          .hasMessageContaining("100 ms (requestTimeout)")
          .hasMessageContaining("region 1")
          .hasMessageContaining(name);

      assertThat(segment.bytes(0, IMAGE)).containsOnly(1);
    }
    try (SharedBytes segment = shared()) {
      CompletableFuture<Void> peer = answering(segment, 2, filled(IMAGE, 20));
      CompletableFuture<Object> answer =
          context.createProducerTemplate().asyncRequestBody("direct:patient", filled(IMAGE, 2));
      peer.get(30, TimeUnit.SECONDS);

      assertThat((byte[]) answer.get(30, TimeUnit.SECONDS)).containsOnly(20);
    }
  }

  @Test
  void shouldWriteAndNotWaitWhereNobodyWantsAnAnswer() throws Exception {
    ask("").sendBody("direct:in", filled(IMAGE, 7));

    try (SharedBytes segment = shared()) {
      assertThat(segment.bytes(0, IMAGE)).containsOnly(7);
    }
  }

  @Test
  void shouldSayWhatIsMissingWhereNothingSaysTheSize() {
    assertThatThrownBy(() -> context.getEndpoint("shmframe:x?layout=raw&width=8&height=4"))
        .hasStackTraceContaining("Option layout")
        .hasStackTraceContaining("does not say how large a frame is");
  }
}
