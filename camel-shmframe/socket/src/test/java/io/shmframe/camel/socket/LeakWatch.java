// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells of buffers that were not released. It leaks one itself, so that silence means something.
 */
final class LeakWatch {

  private static final String OWN = "leaked on purpose";

  private final List<String> leaks = new CopyOnWriteArrayList<>();

  void begin() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
  }

  void end() {
    leakOne();
    await()
        .until(
            () -> {
              System.gc();
              PooledByteBufAllocator.DEFAULT.buffer(1).release();
              return leaks.stream().anyMatch(leak -> leak.contains(OWN));
            });
    ByteBufUtil.setLeakListener(null);
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    assertThat(leaks).allMatch(leak -> leak.contains(OWN));
  }

  private static void leakOne() {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(1);
    buffer.touch(OWN);
  }
}
