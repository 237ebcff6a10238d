// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameConstants;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Arrays of float32 and the answers to them with {@code layout=status}: a C++ program in role A, a
 * Python program in role B, and every element looked at on both sides.
 */
@Timeout(300)
class StatusPeersTest {

  private static final int ROUNDS = 1_000;
  private static final int ONE_WAY_ROUNDS = 200;

  /**
   * The arrays of all rounds, as status.hpp and status_server.py have them: windows on one long row
   * of floats, T[i] = (i * 40503 mod 2^20) * 0.25, from place r * 7 mod 65521 on in round r. The
   * answer is 2 * x + 1 of each element.
   */
  private static final class Arrays2d {

    private static final int STARTS = 65_521;

    private final int elements;
    private final float[] row;

    Arrays2d(int rows, int columns) {
      elements = rows * columns;
      row = new float[elements + STARTS];
      for (int i = 0; i < row.length; i++) {
        row[i] = i * 40_503L % (1 << 20) * 0.25F;
      }
    }

    float[] array(int round) {
      int start = (int) (round * 7L % STARTS);
      return Arrays.copyOfRange(row, start, start + elements);
    }

    float[] answer(int round) {
      return answerTo(array(round));
    }

    static float[] answerTo(float[] array) {
      float[] answer = new float[array.length];
      for (int i = 0; i < answer.length; i++) {
        answer[i] = 2 * array[i] + 1;
      }
      return answer;
    }
  }

  @Test
  void shouldAnswerACppProgram() {
    Arrays2d arrays = new Arrays2d(512, 512);
    AtomicInteger rounds = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    try (Segment segment = new Segment();
        Routes route =
            Routes.consuming(
                uri(segment, "&bodyType=array&exchangePattern=InOut"),
                exchange -> {
                  float[] array = (float[]) exchange.getIn().getBody();
                  if (!Arrays.equals(array, arrays.array(rounds.incrementAndGet()))) {
                    wrong.incrementAndGet();
                  }
                  exchange.getMessage().setBody(Arrays2d.answerTo(array));
                });
        Peer client = client(segment, ROUNDS)) {
      assertThat(client.exitCode()).as(client.output()).isZero();
      assertThat(client.lastLine()).isEqualTo("rounds=" + ROUNDS + " wrong=0");
      assertThat(route.consumer().counters().delivered()).isEqualTo(ROUNDS);
    }
    assertThat(rounds).hasValue(ROUNDS);
    assertThat(wrong).hasValue(0);
  }

  @Test
  void shouldTakeEveryArrayOfACppProgramThatAwaitsNoAnswer() {
    Arrays2d arrays = new Arrays2d(512, 512);
    AtomicInteger rounds = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    try (Segment segment = new Segment();
        Routes route =
            Routes.consuming(
                uri(segment, "&bodyType=array"),
                exchange -> {
                  Object shape = exchange.getIn().getHeader(ShmFrameConstants.SHAPE);
                  float[] expected = arrays.array(rounds.incrementAndGet());
                  if (!"512x512".equals(shape)
                      || !Arrays.equals((float[]) exchange.getIn().getBody(), expected)) {
                    wrong.incrementAndGet();
                  }
                });
        Peer client = client(segment, ONE_WAY_ROUNDS, "--one-way")) {
      assertThat(client.exitCode()).as(client.output()).isZero();
      // The consumer stores 0 when it has copied the array: the client may end before the last
      // exchange does, for which the route's stop waits.
      assertThat(route.consumer()).isNotNull();
    }
    assertThat(rounds).hasValue(ONE_WAY_ROUNDS);
    assertThat(wrong).hasValue(0);
  }

  @Test
  void shouldGetTheAnswersOfAPythonProgram() {
    Arrays2d arrays = new Arrays2d(512, 512);
    try (Segment segment = new Segment();
        Peer server = server(segment, "--rounds", "" + ROUNDS);
        Routes route =
            Routes.producing(uri(segment, "&shape=512x512&bodyType=array&requestTimeout=10s"))) {
      ProducerTemplate template = route.template();
      for (int round = 1; round <= ROUNDS; round++) {
        float[] answer = request(template, arrays.array(round));
        assertThat(Arrays.mismatch(answer, arrays.answer(round)))
            .as("first wrong element of round %d; the peer said: %s", round, server.output())
            .isEqualTo(-1);
      }
      assertThat(server.exitCode()).as(server.output()).isZero();
      assertThat(server.lastLine()).isEqualTo("rounds=" + ROUNDS + " wrong=0");
    }
  }

  /** The shape from a message header, and no answer wanted. */
  @Test
  void shouldWriteEveryArrayThatAPythonProgramTakes() {
    Arrays2d arrays = new Arrays2d(64, 48);
    try (Segment segment = new Segment();
        Peer server = server(segment, "--rounds", "" + ONE_WAY_ROUNDS, "--one-way");
        Routes route = Routes.producing(uri(segment, "&requestTimeout=10s"))) {
      ProducerTemplate template = route.template();
      for (int round = 1; round <= ONE_WAY_ROUNDS; round++) {
        template.sendBodyAndHeader(
            "direct:frames", arrays.array(round), ShmFrameConstants.SHAPE, "64x48");
      }
      assertThat(server.exitCode()).as(server.output()).isZero();
      assertThat(server.lastLine()).isEqualTo("rounds=" + ONE_WAY_ROUNDS + " wrong=0");
    }
  }

  /** It dies with the array read and not yet taken: the status is 1, and nobody will change it. */
  @Test
  void shouldGoOnWithTheNextPeerAfterOneThatDiedInTheMiddle() {
    Arrays2d arrays = new Arrays2d(64, 48);
    try (Segment segment = new Segment();
        Routes route =
            Routes.producing(uri(segment, "&shape=64x48&bodyType=array&requestTimeout=5s"))) {
      ProducerTemplate template = route.template();
      try (Peer first = server(segment, "--die-after", "3")) {
        assertThat(request(template, arrays.array(1))).isEqualTo(arrays.answer(1));
        assertThat(request(template, arrays.array(2))).isEqualTo(arrays.answer(2));
        assertThatThrownBy(() -> request(template, arrays.array(3)))
            .hasStackTraceContaining("status 1");
        assertThat(first.exitCode()).as(first.output()).isEqualTo(9);
      }
      // It goes on with what it finds, the request that failed or the one after it.
      try (Peer second = server(segment, "--first", "0")) {
        second.awaitLine("ready");
        for (int round = 4; round <= 20; round++) {
          assertThat(Arrays.mismatch(request(template, arrays.array(round)), arrays.answer(round)))
              .as("first wrong element of round %d; the peer said: %s", round, second.output())
              .isEqualTo(-1);
        }
        assertThat(second.output()).doesNotContain("wrong");
      }
    }
  }

  private static String uri(Segment segment, String more) {
    return "shmframe:" + segment.name() + "?layout=status" + more;
  }

  private static float[] request(ProducerTemplate template, float[] array) {
    return template.requestBody("direct:frames", array, float[].class);
  }

  private static Peer client(Segment segment, int rounds, String... more) {
    String[] arguments = {
      segment.name(), "--rounds", "" + rounds, "--rows", "512", "--cols", "512"
    };
    return Peer.cpp("status_client", with(arguments, more));
  }

  private static Peer server(Segment segment, String... more) {
    return Peer.python(
        "status_server", with(new String[] {segment.name(), "--seconds", "120"}, more));
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }
}
