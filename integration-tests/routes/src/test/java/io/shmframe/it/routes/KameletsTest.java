// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static io.shmframe.camel.ShmFrameConstants.CHANNELS;
import static io.shmframe.camel.ShmFrameConstants.HEIGHT;
import static io.shmframe.camel.ShmFrameConstants.MISSED;
import static io.shmframe.camel.ShmFrameConstants.SEGMENT;
import static io.shmframe.camel.ShmFrameConstants.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shmframe.camel.ShmFrameComponent;
import io.shmframe.frame.OverrunException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelets of the component's jar, in routes: each property does what it says. */
class KameletsTest extends RingRouteTest {

  private String kamelet(String kind, String options) {
    return "kamelet:shmframe-"
        + kind
        + "?segment="
        + name
        + "&directory="
        + folder
        + (options.isEmpty() ? "" : "&" + options);
  }

  /** From {@code direct:in} into the sink. */
  private ProducerTemplate sink(String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").errorHandler(noErrorHandler()).to(kamelet("sink", options));
          }
        });
    return context.createProducerTemplate();
  }

  /** From {@code direct:in} into the sink, and from the source to what is kept. */
  private ProducerTemplate through(String writing, String reading) throws Exception {
    source(reading);
    return sink(writing);
  }

  private void source(String options) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(kamelet("source", options)).process(KameletsTest.this::keep);
          }
        });
  }

  @Test
  void shouldCarryAFrameWithItsHeadersByTheRing() throws Exception {
    ProducerTemplate producer = through("", "");

    send(producer, 7);
    untilGot(1);

    assertThat(last().bytes()).isEqualTo(picture(7));
    assertThat(last().headers())
        .containsEntry(SEGMENT, name)
        .containsEntry(WIDTH, 8)
        .containsEntry(HEIGHT, 4)
        .containsEntry(CHANNELS, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frameheader",
        "width:i32,height:i32,channels:i32,timestampMs:i64,valid:i32",
      })
  void shouldTakeALayoutOfOthers(String layout) throws Exception {
    ProducerTemplate producer = through("layout=" + layout, "layout=" + layout);

    send(producer, 7);
    untilGot(1);

    assertThat(RawSegment.pixels(path())).isEqualTo(picture(7));
    assertThat(last().bytes()).isEqualTo(picture(7));
  }

  @Test
  void shouldReadWhatASegmentWithoutAHeaderDoesNotSay() throws Exception {
    byte[] two = new byte[2 * 96];
    System.arraycopy(picture(9), 0, two, 0, 96);
    Files.write(path(), two);

    source("layout=raw&width=8&height=4&channels=3");
    untilGot(1);

    assertThat(last().bytes()).isEqualTo(picture(9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"width=9", "height=5", "channels=1"})
  void shouldRefuseInTheSourceAPictureThatIsNotAsExpected(String option) throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").to(ring(""));
            from(kamelet("source", option)).process(KameletsTest.this::keep);
          }
        });

    send(context.createProducerTemplate(), 1);

    // A Kamelet's errors are its own: the log and the component's figures have them.
    until(() -> trouble().contains(option.replaceFirst("=.*", "")));
    assertThat(got).isEmpty();
  }

  private String trouble() {
    return context.getComponent("shmframe", ShmFrameComponent.class).figures().stream()
        .filter(figures -> "consumer".equals(figures.get("direction")))
        .map(figures -> String.valueOf(figures.get("message")))
        .findFirst()
        .orElse("");
  }

  @ParameterizedTest
  @CsvSource({"delivery=all, 4", "delivery=latest, 2", "'', 2"})
  void shouldGiveEachFrameInTurnOrTheNewest(String option, int frames) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").to(ring("slots=8"));
            from(kamelet("source", option))
                .process(KameletsTest.this::keep)
                .process(e -> assertThat(go.await(60, TimeUnit.SECONDS)).isTrue());
          }
        });
    ProducerTemplate producer = context.createProducerTemplate();
    send(producer, 1);
    untilGot(1);

    for (int i = 2; i <= 4; i++) {
      send(producer, i);
    }
    go.countDown();

    untilGot(frames);
    assertThat(last().bytes()).isEqualTo(picture(4));
    assertThat(last().header(MISSED)).isEqualTo(4L - frames);
  }

  @Test
  void shouldWriteABareBodyAsThePropertiesSay() throws Exception {
    ProducerTemplate producer = through("width=8&height=4&channels=3", "");

    producer.sendBody("direct:in", picture(5));
    untilGot(1);

    assertThat(last().headers())
        .containsEntry(WIDTH, 8)
        .containsEntry(HEIGHT, 4)
        .containsEntry(CHANNELS, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"width=9", "height=5", "channels=1"})
  void shouldRefuseInTheSinkAPictureThatIsNotAsExpected(String option) throws Exception {
    ProducerTemplate producer = sink("layout=frameheader&" + option);

    assertThatThrownBy(() -> send(producer, 1)).hasStackTraceContaining(option);
    assertThat(path()).doesNotExist();
  }

  @Test
  void shouldMakeNoSegmentWhereThatIsForbidden() throws Exception {
    ProducerTemplate producer = sink("create=never");

    assertThatThrownBy(() -> send(producer, 1))
        .hasStackTraceContaining(path().toString())
        .hasStackTraceContaining("does not exist");
  }

  @Test
  void shouldReplaceTheSegmentWhereThatIsAskedFor() throws Exception {
    Files.write(path(), new byte[5000]);
    ProducerTemplate producer = through("create=replace", "");

    send(producer, 3);
    untilGot(1);

    assertThat(last().bytes()).isEqualTo(picture(3));
  }

  @Test
  void shouldLeaveASegmentThatIsNoRingAsItIs() throws Exception {
    Files.write(path(), new byte[5000]);
    ProducerTemplate producer = sink("");

    assertThatThrownBy(() -> send(producer, 1)).hasStackTraceContaining("SHMFRING");
    assertThat(Files.readAllBytes(path())).isEqualTo(new byte[5000]);
  }

  @Test
  void shouldHaveAsManySlotsAsAskedFor() throws Exception {
    ProducerTemplate producer = sink("slots=6");

    send(producer, 1);

    // docs/spec/ring.md: a page, descriptors of 2048 bytes in whole pages, slots of whole pages.
    assertThat(Files.size(path())).isEqualTo(4096 + 12_288 + 6 * 4096);
  }

  @Test
  void shouldGoOnWithTheSlotsThatARingHas() throws Exception {
    ProducerTemplate producer = sink("slots=6");
    send(producer, 1);
    Object file = Files.getAttribute(path(), "unix:ino");
    context.stop();
    CamelContext later = new DefaultCamelContext();
    try {
      later.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:in").errorHandler(noErrorHandler()).to(kamelet("sink", ""));
            }
          });
      later.start();

      send(later.createProducerTemplate(), 2);
    } finally {
      later.stop();
    }

    assertThat(Files.getAttribute(path(), "unix:ino")).isEqualTo(file);
  }

  @Test
  void shouldFailWhereAReaderOfAllFramesIsBehindAndThatIsAskedFor() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(kamelet("source", "delivery=all"))
                .process(KameletsTest.this::keep)
                .process(e -> assertThat(go.await(60, TimeUnit.SECONDS)).isTrue());
          }
        });
    ProducerTemplate producer = sink("overflow=fail");
    send(producer, 0);
    untilGot(1);

    assertThatThrownBy(
            () -> {
              for (int i = 1; i <= 20; i++) {
                send(producer, i);
              }
            })
        .hasRootCauseInstanceOf(OverrunException.class);
    go.countDown();
  }

  @Test
  void shouldGiveThePermissionsThatWereAskedFor() throws Exception {
    ProducerTemplate producer = sink("permissions=rw-r-----");

    send(producer, 1);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-r-----");
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "sink"})
  void shouldNameTheSegmentWhereItIsMissing(String kind) {
    RouteBuilder routes =
        new RouteBuilder() {
          @Override
          public void configure() {
            String kamelet = "kamelet:shmframe-" + kind;
            if ("sink".equals(kind)) {
              from("direct:in").to(kamelet);
            } else {
              from(kamelet).to("mock:out");
            }
          }
        };

    assertThatThrownBy(() -> start(routes))
        .hasStackTraceContaining("shmframe-" + kind)
        .hasStackTraceContaining("segment");
  }

  @ParameterizedTest
  @CsvSource({
    "source, delivery=some, some",
    "sink, create=perhaps, perhaps",
    "sink, overflow=wait, wait",
    "sink, slots=2, Option slots",
    "sink, permissions=all, permissions",
    "source, layout=nonsense, layout"
  })
  void shouldNameAPropertyThatIsWrong(String kind, String option, String named) {
    RouteBuilder routes =
        new RouteBuilder() {
          @Override
          public void configure() {
            if ("sink".equals(kind)) {
              from("direct:in").to(kamelet(kind, option));
            } else {
              from(kamelet(kind, option)).to("mock:out");
            }
          }
        };

    assertThatThrownBy(() -> start(routes)).hasStackTraceContaining(named);
  }
}
