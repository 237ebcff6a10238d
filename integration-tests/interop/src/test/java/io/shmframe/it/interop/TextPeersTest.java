// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strings with {@code layout=text}, from a C++ program and for a Python program. */
@Timeout(120)
class TextPeersTest {

  private static final int BYTES = 4_096;
  private static final int TEXTS = 40;

  @Test
  void shouldReadWhatACppProgramWrites() {
    List<Object> texts = new CopyOnWriteArrayList<>();
    try (Segment segment = new Segment();
        Peer writer =
            Peer.cpp("text_writer", segment.name(), "--bytes", "" + BYTES, "--every-ms", "20")) {
      writer.awaitLine("ready");
      try (Routes route =
          Routes.consuming(uri(segment, ""), exchange -> texts.add(exchange.getIn().getBody()))) {
        await()
            .atMost(Duration.ofSeconds(60))
            .failFast("the writer must live", writer::requireAlive)
            .until(() -> texts.size() >= TEXTS);
        assertThat(route.consumer().counters().delivered()).isGreaterThanOrEqualTo(TEXTS);
      }
    }
    assertThat(texts).hasOnlyElementsOfType(String.class).doesNotHaveDuplicates();
    assertThat(texts).allSatisfy(text -> assertThat(text).isEqualTo(text(number("" + text))));
  }

  @Test
  void shouldWriteWhatAPythonProgramReads() {
    try (Segment segment = new Segment();
        Peer reader =
            Peer.python("text_reader", segment.name(), "--count", "" + TEXTS, "--seconds", "60")) {
      try (Routes route = Routes.producing(uri(segment, "&capacity=" + BYTES))) {
        ProducerTemplate template = route.template();
        for (long number = 1; reader.alive(); number++) {
          template.sendBody("direct:frames", text(number));
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
      }
      assertThat(reader.exitCode()).as(reader.output()).isZero();
      assertThat(reader.lastLine()).isEqualTo("texts=" + TEXTS);
      List<String> texts =
          reader.output().lines().filter(line -> line.startsWith("text ")).toList();
      assertThat(texts).hasSize(TEXTS).doesNotHaveDuplicates();
      assertThat(texts).allSatisfy(text -> assertThat(text).isEqualTo(text(number(text))));
    }
  }

  private static String uri(Segment segment, String more) {
    return "shmframe:" + segment.name() + "?layout=text" + more;
  }

  private static long number(String text) {
    return Long.parseLong(text.split(" ")[1]);
  }

  /** As text_writer.cpp has it: letters beyond ASCII, and a length of its own. */
  private static String text(long number) {
    StringBuilder text = new StringBuilder("text " + number + " \u00e4\u00f6\u00fc\u20ac ");
    long letters = number * 37 % (BYTES / 2);
    for (long i = 0; i < letters; i++) {
      text.append((char) ('a' + (number + i) % 26));
    }
    return text.toString();
  }
}
