// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.shmframe.frame.FrameView;
import java.nio.ByteBuffer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WitnessTest {

  private final Clip clip = new Clip(64, 48);
  private final Clip source = new Clip(64, 48);
  private final Witness witness = new Witness(clip);

  @AfterEach
  void close() throws Exception {
    clip.close();
    source.close();
  }

  private void show(long number, int wrongByte, long sequence) throws Exception {
    ByteBuffer pixels = ByteBuffer.allocate((int) source.geometry().bytes());
    pixels.put(source.at(number)).flip();
    if (wrongByte >= 0) {
      pixels.put(wrongByte, (byte) (pixels.get(wrongByte) ^ 1));
    }
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setBody(FrameView.of(source.geometry(), pixels));
    exchange.getMessage().setHeader(FrameMessages.RECORDED_SEQUENCE, sequence);
    witness.process(exchange);
  }

  @Test
  void shouldKnowEachFrame() throws Exception {
    show(1, -1, 1);
    show(2, -1, 2);
    show(301, -1, 301);

    assertThat(witness.frames()).isEqualTo(3);
    assertThat(witness.wrong()).isZero();
    assertThat(witness.gaps()).isEqualTo(1);
  }

  @Test
  void shouldSeeOneWrongByte() throws Exception {
    show(1, 9000, 1);
    assertThat(witness.wrong()).isEqualTo(1);
  }

  @Test
  void shouldSeeAFrameUnderAnotherNumberOrOutOfOrder() throws Exception {
    show(5, -1, 6);
    show(5, -1, 5);
    assertThat(witness.wrong()).isEqualTo(2);
  }
}
