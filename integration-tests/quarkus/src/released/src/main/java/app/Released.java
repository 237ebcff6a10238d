// SPDX-License-Identifier: Apache-2.0
package app;

import io.quarkus.runtime.Quarkus;
import io.shmframe.memory.Mapping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.CamelEvent;

/** Sends a picture through a route between two segments, and says what it runs on. */
@ApplicationScoped
public class Released {

  private static final String SIZE =
      "?layout=raw&regions=1&width=2&height=1&channels=3&directory={{segments}}";

  /** From one segment to the other. */
  public static class Copying extends RouteBuilder {
    @Override
    public void configure() {
      from("shmframe:in" + SIZE).to("shmframe:out" + SIZE + "&unlinkOnStop=true");
    }
  }

  void started(
      @Observes CamelEvent.CamelContextStartedEvent event,
      ProducerTemplate producer,
      ConsumerTemplate consumer)
      throws IOException {
    producer.sendBody("shmframe:in" + SIZE + "&unlinkOnStop=true", new byte[] {1, 2, 3, 4, 5, 6});
    byte[] got = consumer.receiveBody("shmframe:out" + SIZE, 30_000, byte[].class);
    System.out.println(
        "java "
            + Runtime.version().feature()
            + ", "
            + (unmapsAtOnce() ? "overlay" : "base")
            + ", bytes "
            + Arrays.toString(got));
    Quarkus.asyncExit();
  }

  /** Tells by what it does which class of the multi-release jar it is: only the overlay's unmaps. */
  private static boolean unmapsAtOnce() throws IOException {
    Path file = Files.write(Files.createTempFile("mapping", null), new byte[8]);
    try (FileChannel channel = FileChannel.open(file)) {
      Mapping mapping = Mapping.readOnly(channel, 8);
      ByteBuffer buffer = mapping.buffer();
      mapping.close();
      buffer.get(0);
      return false;
    } catch (IllegalStateException e) {
      return true;
    } finally {
      Files.delete(file);
    }
  }
}
