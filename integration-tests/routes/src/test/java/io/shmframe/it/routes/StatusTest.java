// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.HandshakeTimeoutException;
import io.shmframe.memory.SegmentException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code layout=status}, both roles and both patterns, the other side being played by the test. */
class StatusTest extends RouteTest {

  private static final int FREE = 0;
  private static final int WRITTEN = 1;
  private static final int ANSWERED = 2;
  private static final int DATA = 16;

  /** What a route got for answers, whatever its bodies are. */
  private final List<float[]> answers = new CopyOnWriteArrayList<>();

  private String status(String options) {
    return "shmframe:"
        + name
        + "?layout=status&directory="
        + folder
        + "&reattachInterval=20ms"
        + (options.isEmpty() ? "" : "&" + options);
  }

  private SharedBytes shared() {
    return new SharedBytes(path(), DATA + 4096);
  }

  /** What A does: an array of 2 x 3, and its turn is over. */
  private static void write(SharedBytes segment, float first) {
    segment.putInt(4, 2).putInt(8, 2).putInt(12, 3);
    segment.putFloats(DATA, first, first + 1, first + 2, first + 3, first + 4, first + 5);
    segment.putInt(0, WRITTEN);
  }

  private void consume(String options, Processor step) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(Exception.class).process(StatusTest.this::keepError);
            from(status("bridgeErrorHandler=true" + (options.isEmpty() ? "" : "&" + options)))
                .routeId("frames")
                .process(step);
          }
        });
  }

  private ProducerTemplate ask(String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in")
                .to(status(options))
                .process(StatusTest.this::keep)
                // Now, as a Mat is freed when its exchange completes.
                .process(exchange -> answers.add(values(exchange)));
          }
        });
    return context.createProducerTemplate();
  }

  private static void awaitStatus(SharedBytes segment, int wanted) {
    until(() -> segment.getInt(0) == wanted);
  }

  @Test
  void shouldTakeWhatAWroteAndHandTheStreamBack() throws Exception {
    try (SharedBytes segment = shared()) {
      consume("bodyType=array", this::keep);
      for (int round = 1; round <= 3; round++) {
        write(segment, round);
        untilGot(round);
        awaitStatus(segment, FREE);
        assertThat((float[]) last().body())
            .containsExactly(round, round + 1, round + 2, round + 3, round + 4, round + 5);
      }
    }
    assertThat(last().header("CamelShmFrameShape")).isEqualTo("2x3");
    assertThat(last().header("CamelShmFrameDtype")).isEqualTo("float32");
    assertThat(last().headers()).doesNotContainKeys("CamelShmFrameWidth", "CamelShmFrameTimestamp");
  }

  @Test
  void shouldTakeTheSameContentTwiceAsItWasWrittenTwice() throws Exception {
    try (SharedBytes segment = shared()) {
      consume("", this::keep);
      for (int round = 1; round <= 3; round++) {
        write(segment, 7);
        untilGot(round);
        awaitStatus(segment, FREE);
      }
    }
    assertThat(got).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {FREE, ANSWERED, 3, -1})
  void shouldTouchNothingThatIsNotItsTurn(int state) throws Exception {
    try (SharedBytes segment = shared()) {
      write(segment, 7);
      segment.putInt(0, state);
      consume("", this::keep);
      TimeUnit.MILLISECONDS.sleep(100);

      assertThat(got).isEmpty();
      assertThat(segment.getInt(0)).isEqualTo(state);
      write(segment, 8);
      untilGot(1);
    }
  }

  @Test
  void shouldHandTheStreamBackOnlyWhenTheLoanEnds() throws Exception {
    CompletableFuture<Integer> during = new CompletableFuture<>();
    try (SharedBytes segment = shared()) {
      consume(
          "bodyType=frame",
          exchange -> {
            TimeUnit.MILLISECONDS.sleep(50);
            FrameView loan = (FrameView) exchange.getIn().getBody();
            assertThat(loan.pixels().order(ByteOrder.LITTLE_ENDIAN).getFloat(0)).isEqualTo(7f);
            assertThat(loan.intact()).isTrue();
            during.complete(segment.getInt(0));
          });
      write(segment, 7);

      assertThat(during.get(30, TimeUnit.SECONDS)).isEqualTo(WRITTEN);
      awaitStatus(segment, FREE);
    }
  }

  @Test
  void shouldReportAHeaderThatCannotBeTrueAndHandTheStreamBack() throws Exception {
    try (SharedBytes segment = shared()) {
      consume("", this::keep);
      segment.putInt(4, 7);
      segment.putInt(0, WRITTEN);
      awaitStatus(segment, FREE);
      until(() -> errors.size() == 1);
      assertThat(errors.get(0)).hasMessageContaining("ndim=7").hasMessageContaining(name);

      write(segment, 7);
      untilGot(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "array", "frame", "mat"})
  void shouldAnswerWithWhatTheRouteMakesOfIt(String body) throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "exchangePattern=InOut&bodyType=" + body,
          exchange -> {
            float[] values = values(exchange);
            for (int i = 0; i < values.length; i++) {
              values[i] *= 2;
            }
            exchange.getMessage().setBody(values);
          });
      for (int round = 1; round <= 3; round++) {
        write(segment, round);
        awaitStatus(segment, ANSWERED);
        assertThat(segment.floats(DATA, 6))
            .containsExactly(
                2 * round,
                2 * round + 2,
                2 * round + 4,
                2 * round + 6,
                2 * round + 8,
                2 * round + 10);
        segment.putInt(0, FREE);
      }
    }
    assertThat(errors).isEmpty();
  }

  private static float[] values(Exchange exchange) {
    if (exchange.getIn().getBody() == null
        || exchange.getIn().getHeader("CamelShmFrameShape") == null) {
      return new float[0];
    }
    if (exchange.getIn().getBody() instanceof Mat mat) {
      float[] values = new float[6];
      java.nio.FloatBuffer memory = mat.createBuffer();
      memory.get(values);
      return values;
    }
    return exchange.getIn().getBody(float[].class);
  }

  @Test
  void shouldAnswerWithTheMatThatItLent() throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "exchangePattern=InOut&bodyType=mat",
          exchange -> {
            Mat mat = exchange.getIn().getBody(Mat.class);
            opencv_core.add(mat, new Mat(mat.rows(), mat.cols(), mat.type(), Scalar.all(100)), mat);
          });
      write(segment, 1);
      awaitStatus(segment, ANSWERED);

      assertThat(segment.floats(DATA, 6)).containsExactly(101, 102, 103, 104, 105, 106);
    }
  }

  @Test
  void shouldAnswerWithTheLoanItself() throws Exception {
    try (SharedBytes segment = shared()) {
      consume("exchangePattern=InOut&bodyType=frame", exchange -> {});
      write(segment, 1);
      awaitStatus(segment, ANSWERED);

      assertThat(segment.floats(DATA, 6)).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void shouldAnswerWithPooledExchanges() throws Exception {
    context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
    try (SharedBytes segment = shared()) {
      consume("exchangePattern=InOut&bodyType=frame", exchange -> {});
      for (int round = 1; round <= 5; round++) {
        write(segment, round);
        awaitStatus(segment, ANSWERED);
        assertThat(segment.floats(DATA, 2)).containsExactly(round, round + 1);
        segment.putInt(0, FREE);
      }
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldSayInTheHeaderWhatTheAnswerIs() throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "exchangePattern=InOut",
          exchange -> {
            exchange.getMessage().setBody(new float[] {5, 6, 7, 8});
            exchange.getMessage().setHeader("CamelShmFrameShape", "1x4");
          });
      write(segment, 1);
      awaitStatus(segment, ANSWERED);

      assertThat(segment.getInt(4)).isEqualTo(2);
      assertThat(segment.getInt(8)).isEqualTo(1);
      assertThat(segment.getInt(12)).isEqualTo(4);
      assertThat(segment.floats(DATA, 4)).containsExactly(5, 6, 7, 8);
    }
  }

  @Test
  void shouldNotAnswerWhereTheRouteFailed() throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "exchangePattern=InOut",
          exchange -> {
            throw new IllegalStateException("no answer to that");
          });
      write(segment, 1);
      until(() -> !errors.isEmpty());
      TimeUnit.MILLISECONDS.sleep(50);

      assertThat(errors.get(0)).hasMessage("no answer to that");
      assertThat(segment.getInt(0)).isEqualTo(FREE);
    }
  }

  @Test
  void shouldTellOfAnAnswerThatTheLayoutCannotHold() throws Exception {
    try (SharedBytes segment = shared()) {
      consume("exchangePattern=InOut", exchange -> exchange.getMessage().setBody(new double[6]));
      write(segment, 1);
      until(() -> errors.size() == 1);

      assertThat(errors.get(0)).hasStackTraceContaining("double[]");
      assertThat(segment.getInt(0)).isEqualTo(FREE);
      write(segment, 2);
      until(() -> errors.size() == 2);
    }
  }

  @Test
  void shouldDropAnAnswerToARequestThatWasGivenUp() throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "exchangePattern=InOut&bodyType=array",
          exchange -> {
            keep(exchange);
            if (got.size() == 1) {
              // A has lost its patience, and asks for something else.
              write(segment, 50);
            }
          });
      write(segment, 1);
      awaitStatus(segment, ANSWERED);

      assertThat(segment.floats(DATA, 2)).containsExactly(50, 51);
      assertThat(errors).hasSize(1);
      assertThat(errors.get(0))
          .isInstanceOf(HandshakeTimeoutException.class)
          .hasMessageContaining("too late")
          .hasMessageContaining("status 1");
    }
  }

  @Test
  void shouldSayThatItsTurnToAnswerNeverCame() throws Exception {
    try (SharedBytes segment = shared()) {
      consume(
          "exchangePattern=InOut&requestTimeout=100ms",
          exchange -> {
            keep(exchange);
            if (got.size() == 1) {
              segment.putInt(0, ANSWERED);
            }
          });
      write(segment, 1);
      until(() -> errors.size() == 1);

      assertThat(errors.get(0))
          .isInstanceOf(HandshakeTimeoutException.class)
          .hasMessageContaining("100 ms (requestTimeout)")
          .hasMessageContaining("status 2");
      write(segment, 2);
      awaitStatus(segment, ANSWERED);
    }
  }

  @Test
  void shouldWriteAndNotWaitWhereNobodyWantsAnAnswer() throws Exception {
    ProducerTemplate template = ask("shape=2x3&capacity=4096");
    template.sendBody("direct:in", new float[] {1, 2, 3, 4, 5, 6});

    try (SharedBytes segment = shared()) {
      assertThat(segment.getInt(0)).isEqualTo(WRITTEN);
      assertThat(segment.getInt(4)).isEqualTo(2);
      assertThat(segment.getInt(8)).isEqualTo(2);
      assertThat(segment.getInt(12)).isEqualTo(3);
      assertThat(segment.floats(DATA, 6)).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void shouldWaitForItsTurnToWrite() throws Exception {
    ProducerTemplate template = ask("shape=2x3&capacity=4096");
    template.sendBody("direct:in", new float[6]);
    try (SharedBytes segment = shared()) {
      CompletableFuture<Object> second =
          template.asyncSendBody("direct:in", new float[] {1, 2, 3, 4, 5, 6});
      TimeUnit.MILLISECONDS.sleep(50);
      assertThat(second).isNotDone();
      assertThat(segment.floats(DATA, 2)).containsExactly(0, 0);
      segment.putInt(0, FREE);
      second.get(30, TimeUnit.SECONDS);

      assertThat(segment.floats(DATA, 2)).containsExactly(1, 2);
    }
  }

  @Test
  void shouldNotOverwriteWhatNobodyHasTaken() throws Exception {
    ProducerTemplate template = ask("shape=2x3&capacity=4096&requestTimeout=50ms");
    template.sendBody("direct:in", new float[] {1, 2, 3, 4, 5, 6});

    assertThatThrownBy(() -> template.sendBody("direct:in", new float[6]))
        .hasRootCauseInstanceOf(HandshakeTimeoutException.class)
        .rootCause()
        .hasMessageContaining("50 ms (requestTimeout)")
        .hasMessageContaining("status 1")
        .hasMessageContaining(name);
    try (SharedBytes segment = shared()) {
      assertThat(segment.floats(DATA, 2)).containsExactly(1, 2);
      segment.putInt(0, FREE);
      template.sendBody("direct:in", new float[6]);
    }
  }

  /** What B does with the next request: twice the values. */
  private static void answer(SharedBytes segment) {
    awaitStatus(segment, WRITTEN);
    float[] values = segment.floats(DATA, 6);
    segment.putInt(0, FREE);
    for (int i = 0; i < values.length; i++) {
      values[i] *= 2;
    }
    segment.putFloats(DATA, values);
    segment.putInt(0, ANSWERED);
  }

  @ParameterizedTest
  @CsvSource({"bytes, 1", "array, 2", "frame, 1", "mat, 1"})
  void shouldGetTheAnswer(String body, int copies) throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("shape=2x3&bodyType=" + body);
      for (int round = 1; round <= 3; round++) {
        CompletableFuture<Void> peer = CompletableFuture.runAsync(() -> answer(segment));
        float[] request = {round, 2, 3, 4, 5, 6};
        Exchange answered =
            template.request(
                "direct:in",
                exchange -> {
                  exchange.getIn().setBody(request);
                  exchange.getIn().setHeader("CamelShmFrameWidth", 17);
                });
        peer.get(30, TimeUnit.SECONDS);

        assertThat(answered.getException()).isNull();
        assertThat(segment.getInt(0)).isEqualTo(FREE);
        assertThat(got).hasSize(round);
      }
    }
    assertThat(answers).hasSize(3);
    assertThat(answers.get(2)).containsExactly(6, 4, 6, 8, 10, 12);
    assertThat(last().header("CamelShmFrameShape")).isEqualTo("2x3");
    assertThat(last().header("CamelShmFrameDtype")).isEqualTo("float32");
    assertThat(last().header("CamelShmFrameCopies")).isEqualTo(copies);
    assertThat(last().headers()).doesNotContainKey("CamelShmFrameWidth");
  }

  @Test
  void shouldWithdrawARequestThatNobodyTook() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("shape=2x3&bodyType=array&requestTimeout=100ms");

      assertThatThrownBy(() -> template.requestBody("direct:in", new float[6]))
          .hasRootCauseInstanceOf(HandshakeTimeoutException.class)
          .rootCause()
          .hasMessageContaining("for status 2 (answered)")
          .hasMessageContaining("status 1")
          .extracting(e -> ((HandshakeTimeoutException) e).state())
          .asString()
          .startsWith("1 ");
      assertThat(segment.getInt(0)).isEqualTo(FREE);
      assertAnswered(segment, template);
    }
  }

  @Test
  void shouldDropAnAnswerThatComesAfterItsTime() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("shape=2x3&bodyType=array&requestTimeout=300ms");
      CompletableFuture<Void> taken =
          CompletableFuture.runAsync(
              () -> {
                awaitStatus(segment, WRITTEN);
                segment.putInt(0, FREE);
              });
      assertThatThrownBy(() -> template.requestBody("direct:in", new float[6]))
          .rootCause()
          .hasMessageContaining("status 0 (free)");
      taken.get(30, TimeUnit.SECONDS);

      segment.putFloats(DATA, 666, 666);
      segment.putInt(0, ANSWERED);
      assertAnswered(segment, template);
    }
  }

  /** B is slow to read, so that its 0 and its answer come when the question was withdrawn. */
  @Test
  void shouldNotTakeTheAnswerToAWithdrawnRequestForItsOwn() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("shape=2x3&bodyType=array&requestTimeout=1s");
      assertThatThrownBy(() -> template.requestBody("direct:in", new float[6]))
          .rootCause()
          .hasMessageContaining("status 1");
      CompletableFuture<float[]> second =
          CompletableFuture.supplyAsync(
              () ->
                  template.requestBody("direct:in", new float[] {1, 2, 3, 4, 5, 6}, float[].class));
      TimeUnit.MILLISECONDS.sleep(200);
      segment.putInt(0, FREE);
      segment.putFloats(DATA, 666, 666, 666, 666, 666, 666);
      segment.putInt(0, ANSWERED);
      answer(segment);

      assertThat(second.get(30, TimeUnit.SECONDS)).containsExactly(2, 4, 6, 8, 10, 12);
    }
  }

  @Test
  void shouldNotWaitForEverForAPeerThatDiedWithTheRequest() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("shape=2x3&bodyType=array&requestTimeout=200ms");
      CompletableFuture<Void> died =
          CompletableFuture.runAsync(
              () -> {
                awaitStatus(segment, WRITTEN);
                segment.putInt(0, FREE);
              });
      assertThatThrownBy(() -> template.requestBody("direct:in", new float[6]))
          .isInstanceOf(CamelExecutionException.class);
      died.get(30, TimeUnit.SECONDS);

      assertAnswered(segment, template);
    }
  }

  private static void assertAnswered(SharedBytes segment, ProducerTemplate template)
      throws Exception {
    CompletableFuture<Void> peer = CompletableFuture.runAsync(() -> answer(segment));
    float[] answer =
        template.requestBody("direct:in", new float[] {1, 2, 3, 4, 5, 6}, float[].class);
    peer.get(30, TimeUnit.SECONDS);
    assertThat(answer).containsExactly(2, 4, 6, 8, 10, 12);
  }

  @Test
  void shouldTellWhereTheAnswersHeaderCannotBeTrueAndGoOn() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("shape=2x3&bodyType=array");
      CompletableFuture<Void> peer =
          CompletableFuture.runAsync(
              () -> {
                awaitStatus(segment, WRITTEN);
                segment.putInt(0, FREE);
                segment.putInt(8, -1);
                segment.putInt(0, ANSWERED);
              });
      assertThatThrownBy(() -> template.requestBody("direct:in", new float[6]))
          .hasStackTraceContaining("shape[0]=-1");
      peer.get(30, TimeUnit.SECONDS);
      assertThat(segment.getInt(0)).isEqualTo(FREE);
      assertAnswered(segment, template);
    }
  }

  @Test
  void shouldSurviveASegmentThatIsCutWhileItWaitsForTheAnswer() throws Exception {
    try (SharedBytes segment = shared()) {
      ProducerTemplate template = ask("shape=2x3&bodyType=array");
      CompletableFuture<Void> peer =
          CompletableFuture.runAsync(
              () -> {
                awaitStatus(segment, WRITTEN);
                segment.truncate(0);
              });
      assertThatThrownBy(() -> template.requestBody("direct:in", new float[6]))
          .hasRootCauseInstanceOf(InternalError.class)
          .hasStackTraceContaining(SegmentException.class.getName());
      peer.get(30, TimeUnit.SECONDS);
    }
    try (SharedBytes segment = shared()) {
      assertAnswered(segment, context.createProducerTemplate());
    }
  }

  @Test
  void shouldGiveTheFrameToAPollingConsumerAndHandTheStreamBack() throws Exception {
    context.start();
    try (SharedBytes segment = shared()) {
      write(segment, 7);
      float[] values =
          context
              .createConsumerTemplate()
              .receiveBody(status("bodyType=array"), 30_000, float[].class);

      assertThat(values).startsWith(7, 8);
      assertThat(segment.getInt(0)).isEqualTo(FREE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"valid:u8,status:u16,size:u32", "status:u8,size:u32", "_:3,status:i64,size:u32"})
  void shouldGoByAStatusOfAnySizeAndPlace(String description) throws Exception {
    String uri =
        "shmframe:"
            + name
            + "?layout="
            + description
            + "&sync=status&directory="
            + folder
            + "&capacity=64";
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").to(uri);
            from(uri + "&exchangePattern=InOut")
                .process(
                    exchange -> {
                      byte[] bytes = exchange.getIn().getBody(byte[].class);
                      bytes[0]++;
                      exchange.getMessage().setBody(bytes);
                    });
          }
        });
    for (int i = 0; i < 3; i++) {
      byte[] answer =
          context
              .createProducerTemplate()
              .requestBody("direct:in", new byte[] {(byte) (i * 10), 5}, byte[].class);
      assertThat(answer).containsExactly(i * 10 + 1, 5);
    }
  }
}
