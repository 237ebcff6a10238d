// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConversionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PickleDataFormatTest {

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "2,0", "2,1", "2,255", "2,256", "2,65535", "2,65536", "2,5000000",
    "3,0", "3,1", "3,255", "3,256", "3,65535", "3,65536", "3,5000000",
    "4,0", "4,1", "4,255", "4,256", "4,65535", "4,65536", "4,5000000",
    "5,0", "5,1", "5,255", "5,256", "5,65535", "5,65536", "5,5000000"
  })
  void shouldReadWhatItWrites(int protocol, int length) {
    byte[] payload = bytes(length);
    try (PickleRoute route = new PickleRoute(new PickleDataFormat().protocol(protocol))) {
      byte[] pickle = route.marshal(payload).orThrow();
      assertThat(pickle).startsWith(0x80, protocol);
      assertThat(route.unmarshal(pickle).orThrow()).isEqualTo(payload);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void shouldKeepEveryValueOfAByte(int protocol) {
    byte[] payload = new byte[256];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) i;
    }
    try (PickleRoute route = new PickleRoute(new PickleDataFormat().protocol(protocol))) {
      assertThat(route.unmarshal(route.marshal(payload).orThrow()).orThrow()).isEqualTo(payload);
    }
  }

  @Test
  void shouldWriteProtocolFourUnlessToldOtherwise() {
    try (PickleRoute route = new PickleRoute()) {
      assertThat(route.marshal(bytes(10)).orThrow()).startsWith(0x80, 4);
    }
  }

  @Test
  void shouldTakeBodiesThatCamelConverts() {
    byte[] payload = bytes(1000);
    try (PickleRoute route = new PickleRoute()) {
      byte[] pickle = route.marshal(new ByteArrayInputStream(payload)).orThrow();
      assertThat(route.marshal(ByteBuffer.wrap(payload)).orThrow()).isEqualTo(pickle);
      assertThat(route.unmarshal(new ByteArrayInputStream(pickle)).orThrow()).isEqualTo(payload);
      assertThat(route.unmarshal(ByteBuffer.wrap(pickle)).orThrow()).isEqualTo(payload);
    }
  }

  @Test
  void shouldRefuseABodyThatIsNoBytes() {
    try (PickleRoute route = new PickleRoute()) {
      assertThat(route.marshal(Map.of("a", 1)).error())
          .isInstanceOfAny(
              org.apache.camel.NoTypeConversionAvailableException.class,
              TypeConversionException.class)
          .hasMessageContaining("byte[]");
    }
  }

  @Test
  void shouldBeFoundByItsNameAndKeepHeaders() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:a").marshal().custom("shmframePickle").to("direct:b");
              from("direct:b").unmarshal().custom("shmframePickle");
            }
          });
      context.start();
      byte[] payload = bytes(300);
      Exchange done =
          context
              .createProducerTemplate()
              .request(
                  "direct:a",
                  e -> {
                    e.getIn().setBody(payload);
                    e.getIn().setHeader("CamelShmFrameEncoding", "jpeg");
                  });
      assertThat(done.getException()).isNull();
      assertThat(done.getMessage().getBody()).isEqualTo(payload);
      assertThat(done.getMessage().getHeader("CamelShmFrameEncoding")).isEqualTo("jpeg");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 6})
  void shouldRefuseAProtocolThatIsNone(int protocol) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PickleDataFormat().setProtocol(protocol))
        .withMessage("protocol must be 2, 3, 4 or 5, but is " + protocol);
  }

  @Test
  void shouldRefuseAMaximumOfNoBytes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PickleDataFormat().maxBytes(0))
        .withMessage("maxBytes must be at least 1, but is 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void shouldWriteUpToTheMaximumAndNoByteMore(int protocol) {
    byte[] payload = bytes(70_000);
    int length;
    try (PickleRoute route = new PickleRoute(new PickleDataFormat().protocol(protocol))) {
      length = route.marshal(payload).orThrow().length;
    }
    PickleDataFormat enough = new PickleDataFormat().protocol(protocol).maxBytes(length);
    try (PickleRoute route = new PickleRoute(enough)) {
      assertThat(route.marshal(payload).orThrow()).hasSize(length);
    }
    PickleDataFormat less = new PickleDataFormat().protocol(protocol).maxBytes(length - 1);
    try (PickleRoute route = new PickleRoute(less)) {
      assertThat(route.marshal(payload).error())
          .isInstanceOf(PickleFormatException.class)
          .hasMessageContainingAll("maxBytes=" + (length - 1), "found " + length);
    }
  }

  @Test
  void shouldReadUpToTheMaximumAndNoByteMore() {
    byte[] payload = bytes(1000);
    byte[] pickle;
    try (PickleRoute route = new PickleRoute()) {
      pickle = route.marshal(payload).orThrow();
    }
    try (PickleRoute route = new PickleRoute(new PickleDataFormat().maxBytes(pickle.length))) {
      assertThat(route.unmarshal(pickle).orThrow()).isEqualTo(payload);
      assertThat(route.unmarshal(new ByteArrayInputStream(pickle)).orThrow()).isEqualTo(payload);
    }
    try (PickleRoute route = new PickleRoute(new PickleDataFormat().maxBytes(pickle.length - 1))) {
      String expected = "expected at most maxBytes=" + (pickle.length - 1) + " bytes, found ";
      assertThat(route.unmarshal(pickle).error())
          .isInstanceOf(PickleFormatException.class)
          .hasMessageContaining(expected + pickle.length + " bytes");
      assertThat(route.unmarshal(new ByteArrayInputStream(pickle)).error())
          .isInstanceOf(PickleFormatException.class)
          .hasMessageContaining(expected + "more");
    }
  }

  @Test
  void shouldReadOfAnEndlessStreamNoMoreThanTheMaximum() {
    AtomicLong read = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return (int) (read.getAndIncrement() & 0x7F);
          }
        };
    try (PickleRoute route = new PickleRoute(new PickleDataFormat().maxBytes(100_000))) {
      assertThat(route.unmarshal(endless).error()).isInstanceOf(PickleFormatException.class);
    }
    assertThat(read.get()).isEqualTo(100_001);
  }
}
