// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.shmframe.layout.RingControl;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Finds rings by the eight bytes that they begin with, and lets go of cameras that are gone. */
@Singleton
final class Discovery {

  private static final Logger LOG = Logger.getLogger(Discovery.class);

  private final Cameras cameras;
  private final GatewayConfig config;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "discovery");
            daemon.setDaemon(true);
            return daemon;
          });

  Discovery(Cameras cameras, GatewayConfig config) {
    this.cameras = cameras;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    long millis = config.discoverInterval().toMillis();
    if (millis < 1) {
      throw new IllegalArgumentException(
          "gateway.discover-interval=" + config.discoverInterval() + ": expected 1 ms or more");
    }
    thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  private void look() {
    try {
      cameras.removeGone();
      if (config.discover()) {
        find();
      }
    } catch (Exception | Error e) {
      // The next look comes all the same.
      LOG.warnf("Cannot look for cameras in %s: %s", config.directory(), e);
    }
  }

  private void find() throws Exception {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            config.directory(), file -> CameraName.valid(file.getFileName().toString()))) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!cameras.has(name) && isRing(file)) {
          cameras.add(name, CameraSource.FOUND);
        }
      }
    }
  }

  private static boolean isRing(Path file) {
    // A pipe would keep who opens it waiting.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer magic = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      return channel.read(magic) == Long.BYTES && magic.getLong(0) == RingControl.MAGIC_VALUE;
    } catch (IOException e) {
      // It is gone, or it is another user's.
      return false;
    }
  }
}
