// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class MetersTest extends RouteTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();

  private double count(String name, String direction) {
    return registry.get(name).tag("direction", direction).functionCounter().count();
  }

  private void bind() {
    context.getRegistry().bind("meters", registry);
  }

  @Test
  void shouldCountFramesOfAConsumer() throws Exception {
    bind();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, System.currentTimeMillis() - 5000, 1);
      consume("");
      untilGot(1);

      assertThat(count("shmframe.frames", "consumer")).isEqualTo(1);
      assertThat(count("shmframe.missed", "consumer")).isZero();
      assertThat(count("shmframe.torn", "consumer")).isZero();
      assertThat(count("shmframe.reattached", "consumer")).isZero();
      assertThat(registry.get("shmframe.size").summary().totalAmount()).isEqualTo(96);
      assertThat(registry.get("shmframe.age").timer().count()).isEqualTo(1);
      assertThat(registry.get("shmframe.age").timer().totalTime(TimeUnit.MILLISECONDS))
          .isGreaterThanOrEqualTo(5000);
    }
    Files.delete(path());
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 2, 2);
      untilGot(2);
      assertThat(count("shmframe.reattached", "consumer")).isEqualTo(1);
      assertThat(registry.get("shmframe.age").timer().count())
          .as("2 is no time of day")
          .isEqualTo(1);
    }
  }

  @Test
  void shouldCountWhatPassedUnseen() throws Exception {
    bind();
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      start(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("shmframe:"
                      + name
                      + "?layout=width:i32,height:i32,channels:i32,sequence:i64,valid:i32&directory="
                      + folder)
                  .process(MetersTest.this::keep);
            }
          });
      untilGot(1);
      segment.frame(8, 4, 3, 5, 2);
      untilGot(2);

      assertThat(count("shmframe.missed", "consumer")).isEqualTo(3);
    }
  }

  @Test
  void shouldCountFramesOfAProducer() throws Exception {
    bind();
    ProducerTemplate template = produce("width=8&height=4&channels=3");
    template.sendBody("direct:in", filled(96, 1));
    template.sendBody("direct:in", filled(96, 2));
    assertThatThrownBy(() -> template.sendBody("direct:in", filled(1, 1))).isNotNull();

    assertThat(count("shmframe.frames", "producer")).isEqualTo(2);
    assertThat(count("shmframe.failures", "producer")).isEqualTo(1);
    assertThat(registry.get("shmframe.size").summary().totalAmount()).isEqualTo(192);
    assertThat(registry.find("shmframe.age").meters()).isEmpty();
  }

  @Test
  void shouldTagByEndpoint() throws Exception {
    bind();
    consume("");

    Meter.Id id = registry.get("shmframe.frames").functionCounter().getId();
    assertThat(id.getTag("id")).isEqualTo("shmframe-consumer-frames");
    assertThat(id.getTag("segment")).isEqualTo(name);
    assertThat(id.getTag("route")).isEqualTo("frames");
    assertThat(id.getTag("direction")).isEqualTo("consumer");
    assertThat(id.getTag("uri")).startsWith("shmframe://" + name).contains("layout=frameheader");
  }

  @Test
  void shouldPreferTheRegistryOfCamelMicrometer() throws Exception {
    MeterRegistry named = new SimpleMeterRegistry();
    bind();
    context.getRegistry().bind("metricsRegistry", named);
    consume("");

    assertThat(named.getMeters()).isNotEmpty();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void shouldRemoveTheMetersWhenTheRouteStopsAndBeginAnewWhenItStarts() throws Exception {
    bind();
    consume("");
    assertThat(registry.getMeters()).hasSize(6);
    context.getRouteController().stopRoute("frames");
    assertThat(registry.getMeters()).isEmpty();
    context.getRouteController().startRoute("frames");
    assertThat(registry.getMeters()).hasSize(6);
  }

  @Test
  void shouldDoWithoutARegistry() throws Exception {
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 1);
      consume("");
      untilGot(1);
    }
    assertThat(last().bytes()).containsOnly(1);
  }

  @Test
  void shouldDoWithoutMicrometer() throws Exception {
    String classPath =
        Arrays.stream(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator))
            .filter(entry -> !entry.contains("micrometer"))
            .collect(Collectors.joining(File.pathSeparator));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                WithoutMicrometer.class.getName(),
                uri("width=8&height=4&channels=3"))
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(output).isZero();
      assertThat(output).contains("no Micrometer").contains("got 96 bytes");
    } finally {
      child.destroyForcibly();
    }
  }

  /** A route to a segment and one from it, in a JVM that has no Micrometer. */
  static final class WithoutMicrometer {

    public static void main(String[] args) throws Exception {
      try {
        Class.forName("io.micrometer.core.instrument.MeterRegistry");
      } catch (ClassNotFoundException e) {
        System.out.println("no Micrometer");
      }
      try (var camel = new org.apache.camel.impl.DefaultCamelContext()) {
        camel.addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:in").to(args[0]);
                from(args[0]).to("seda:out");
              }
            });
        camel.start();
        camel.createProducerTemplate().sendBody("direct:in", new byte[96]);
        byte[] got = camel.createConsumerTemplate().receiveBody("seda:out", 30_000, byte[].class);
        System.out.println("got " + got.length + " bytes");
      }
    }
  }
}
