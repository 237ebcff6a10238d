// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What camel-management shows of a route to a segment and one from it. */
@Timeout(60)
class JmxTest {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  @TempDir Path folder;

  private final DefaultCamelContext context = new DefaultCamelContext();

  @BeforeEach
  void start() throws Exception {
    String uri =
        "shmframe:cam?layout=frameheader&width=8&height=4&channels=3&staleAfter=1h&directory="
            + folder;
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("in").to(uri);
            from(uri).routeId("out").to("mock:out");
          }
        });
    context.start();
    context.createProducerTemplate().sendBody("direct:in", new byte[96]);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> get("consumers", "FramesDelivered").equals(1L));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private Object get(String type, String attribute) throws Exception {
    ObjectName pattern =
        new ObjectName(
            "org.apache.camel:context=" + context.getManagementName() + ",type=" + type + ",*");
    for (ObjectName name : SERVER.queryNames(pattern, null)) {
      if (name.getKeyProperty("name")
          .contains(type.equals("endpoints") ? "shmframe" : "ShmFrame")) {
        return SERVER.getAttribute(name, attribute);
      }
    }
    throw new AssertionError("Nothing of ours among " + SERVER.queryNames(pattern, null));
  }

  @Test
  void shouldShowAConsumer() throws Exception {
    assertThat(get("consumers", "FrameState")).isEqualTo("live");
    assertThat(get("consumers", "Trouble")).isEqualTo("");
    assertThat(get("consumers", "FramesMissed")).isEqualTo(0L);
    assertThat(get("consumers", "FramesInvalid")).isEqualTo(0L);
    assertThat(get("consumers", "LooksTorn")).isEqualTo(0L);
    assertThat((Long) get("consumers", "LooksUnfinished")).isNotNegative();
    assertThat(get("consumers", "Reattached")).isEqualTo(0L);
    assertThat((Long) get("consumers", "SilenceMillis")).isNotNegative();
    assertThat((Long) get("consumers", "AgeMillis")).isGreaterThanOrEqualTo(-1);
    assertThat((Double) get("consumers", "FramesPerSecond")).isPositive();
    assertThat(get("consumers", "FrameBytes")).isEqualTo(96L);
    assertThat(get("consumers", "Header").toString()).contains("width=8").contains("valid=1");
  }

  @Test
  void shouldShowThatAConsumerIsSuspended() throws Exception {
    context.getRouteController().suspendRoute("out");
    assertThat(get("consumers", "FrameState")).isEqualTo("suspended");
    assertThat(get("consumers", "Trouble")).isEqualTo("");
  }

  @Test
  void shouldShowAProducer() throws Exception {
    assertThat(get("producers", "FrameState")).isEqualTo("live");
    assertThat(get("producers", "LastError")).isEqualTo("");
    assertThat(get("producers", "FramesWritten")).isEqualTo(1L);
    assertThat(get("producers", "BytesWritten")).isEqualTo(96L);
    assertThat(get("producers", "FramesFailed")).isEqualTo(0L);
    assertThat((Long) get("producers", "SilenceMillis")).isNotNegative();
    assertThat((Double) get("producers", "FramesPerSecond")).isPositive();
    assertThat(get("producers", "FrameBytes")).isEqualTo(96L);
  }

  @Test
  void shouldShowAnEndpoint() throws Exception {
    assertThat(get("endpoints", "Segment")).isEqualTo(folder.resolve("cam").toString());
    assertThat(get("endpoints", "HeaderFields").toString())
        .contains("frameheader")
        .contains("timestampMs");
  }
}
