// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

class ConsoleTest extends RouteTest {

  private DevConsole console() {
    return PluginHelper.getDevConsoleResolver(context).resolveDevConsole("shmframe");
  }

  private String text() {
    return (String) console().call(MediaType.TEXT);
  }

  /** As it arrives at the other end of HTTP. */
  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> endpoints() throws Exception {
    String json = ((JsonObject) console().call(MediaType.JSON)).toJson();
    return (List<Map<String, Object>>) ((JsonObject) Jsoner.deserialize(json)).get("endpoints");
  }

  private Map<String, Object> endpoint(String direction) throws Exception {
    return endpoints().stream()
        .filter(endpoint -> direction.equals(endpoint.get("direction")))
        .findFirst()
        .orElseThrow();
  }

  private ProducerTemplate throughASegment() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("in").to(uri("width=8&height=4&channels=3"));
            from(uri("staleAfter=1h")).routeId("out").process(ConsoleTest.this::keep);
          }
        });
    ProducerTemplate template = context.createProducerTemplate();
    template.sendBody("direct:in", filled(96, 1));
    untilGot(1);
    return template;
  }

  @Test
  void shouldShowAConsumerInJson() throws Exception {
    throughASegment();
    until(() -> "live".equals(endpoint("consumer").get("state")));

    Map<String, Object> consumer = endpoint("consumer");
    assertThat(consumer)
        .containsEntry("id", "shmframe-consumer-out")
        .containsEntry("route", "out")
        .containsEntry("segment", path().toString())
        .containsKeys("silenceMs", "framesPerSecond", "ageMs", "stampAgeMs", "looksUnfinished")
        .doesNotContainKey("message");
    assertThat(consumer)
        .extracting(
            "framesDelivered",
            "framesMissed",
            "looksTorn",
            "framesInvalid",
            "reattached",
            "frameBytes")
        .map(Number.class::cast)
        .map(Number::intValue)
        .containsExactly(1, 0, 0, 0, 0, 96);
    assertThat(consumer.get("uri").toString()).startsWith("shmframe://" + name);
    assertThat(consumer.get("layout").toString()).contains("frameheader").contains("width");
    assertThat(((Map<?, ?>) consumer.get("header")).keySet())
        .hasToString("[width, height, channels, timestampMs, valid]");
  }

  private static int number(Map<String, Object> figures, String name) {
    return ((Number) figures.get(name)).intValue();
  }

  @Test
  void shouldShowAProducerInJson() throws Exception {
    throughASegment();

    Map<String, Object> producer = endpoint("producer");
    assertThat(producer)
        .containsEntry("id", "shmframe-producer-in-" + name)
        .containsEntry("route", "in")
        .containsEntry("state", "live")
        .containsKeys("silenceMs", "framesPerSecond", "layout");
    assertThat(number(producer, "framesWritten")).isEqualTo(1);
    assertThat(number(producer, "bytesWritten")).isEqualTo(96);
    assertThat(number(producer, "framesFailed")).isZero();
  }

  @Test
  void shouldSayTheSameInText() throws Exception {
    throughASegment();
    until(() -> text().contains("shmframe-consumer-out: live"));

    assertThat(text())
        .contains("shmframe-producer-in-" + name + ": live")
        .containsPattern("framesDelivered +1\n")
        .containsPattern("framesWritten +1\n")
        .containsPattern("header +\\{width=8, height=4, channels=3, timestampMs=\\d+, valid=1}\n");
  }

  @Test
  void shouldSayWhatIsWrong() throws Exception {
    consume("");
    until(() -> endpoint("consumer").containsKey("message"));

    assertThat(endpoint("consumer").get("message").toString()).contains("does not exist");
    assertThat(text()).contains("shmframe-consumer-frames: waiting").contains("does not exist");
  }

  @Test
  void shouldShowAPollingConsumerWhichIsNeverStale() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:in")
                  .pollEnrich(uri("staleAfter=1ms"), 20_000)
                  .process(ConsoleTest.this::keep);
            }
          });
      context.createProducerTemplate().sendBody("direct:in", "");
      Thread.sleep(5);

      assertThat(endpoint("consumer"))
          .containsEntry("id", "shmframe-poll-" + name)
          .containsEntry("route", "")
          .containsEntry("state", "live");
      assertThat(number(endpoint("consumer"), "framesDelivered")).isEqualTo(1);
    }
  }

  @Test
  void shouldShowATensorsHeader() throws Exception {
    start(
        new RouteBuilder() {
          @Override
          public void configure() {
            String uri = "shmframe:" + name + "?layout=status&shape=2x3&directory=" + folder;
            from("direct:in").to(uri);
            from(uri).process(ConsoleTest.this::keep);
          }
        });
    context.createProducerTemplate().sendBody("direct:in", new float[6]);
    untilGot(1);

    assertThat(((Map<?, ?>) endpoint("consumer").get("header")).get("shape")).isEqualTo("[2, 3]");
  }

  @Test
  void shouldShowThatAConsumerIsSuspended() throws Exception {
    throughASegment();
    context.getRouteController().suspendRoute("out");

    assertThat(endpoint("consumer"))
        .containsEntry("state", "suspended")
        .doesNotContainKey("message");
    assertThat(text()).contains("shmframe-consumer-out: suspended");
  }

  @Test
  void shouldShowNothingThatHasStopped() throws Exception {
    throughASegment();
    context.getRouteController().stopRoute("out");
    context.getRouteController().stopRoute("in");

    assertThat(endpoints()).isEmpty();
    assertThat(text()).isEmpty();
  }
}
