// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Both sides on one machine, with a folder for each in place of a host: frames come over; the
 * broker is killed, and none come; it is started again, and they come. This process reads what
 * arrives, and looks at every picture.
 */
public final class Demo {

  private static final String BROKER = "127.0.0.1:";
  private static final int FRAMES_A_SECOND = 30;

  /** For what is under way to arrive. */
  private static final long SETTLE_SECONDS = 2;

  private final BridgeOptions options;
  private final int seconds;
  private final Path folder;
  private final Path disk;
  private final String brokers;

  private Demo(BridgeOptions options, int seconds) throws IOException {
    this.options = options;
    this.seconds = seconds;
    this.folder = Files.createTempDirectory(options.directory(), "shmframe-bridge");
    this.disk = Files.createTempDirectory("shmframe-bridge-broker");
    Runtime.getRuntime().addShutdownHook(new Thread(this::tidy, "tidy"));
    Files.createDirectory(host("a"));
    Files.createDirectory(host("b"));
    try (ServerSocket free = new ServerSocket(0)) {
      this.brokers = BROKER + free.getLocalPort();
    }
  }

  /** Takes its options from the system properties {@code bridge.*}. */
  public static void main(String[] args) throws Exception {
    Program.endWithStarter();
    Demo demo =
        new Demo(BridgeOptions.fromSystem(), Math.max(1, Integer.getInteger("bridge.seconds", 8)));
    System.exit(demo.run() ? 0 : 1);
  }

  private Path host(String name) {
    return folder.resolve(name);
  }

  private boolean run() throws Exception {
    List<Child> all = new ArrayList<>();
    Reader reader = new Reader(side("b"), new Ledger(Optional.empty()));
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Child broker = add(all, broker());
      broker.awaitReady();
      Child receiver = add(all, side("receive: ", Receiver.class, "b"));
      Child sender = add(all, side("send: ", Sender.class, "a"));
      receiver.awaitReady();
      sender.awaitReady();
      context.addRoutes(reader);
      context.start();
      Child camera = add(all, camera());
      awaitFrame(reader, 0);
      final long before = act(reader);
      System.out.println("bridge: kill -9 " + broker.pid() + ", the broker");
      broker.kill();
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      broker = add(all, broker());
      broker.awaitReady();
      System.out.println("bridge: the broker is back as process " + broker.pid());
      long without = reader.frames();
      awaitFrame(reader, without);
      final long after = act(reader);
      camera.close();
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      sender.close();
      receiver.close();
      context.stop();
      reader.stopped();
      boolean good = before > 0 && after > 0 && reader.good();
      System.out.printf(
          "bridge: before=%d after=%d %s%n",
          before,
          after,
          reader.good()
              ? "in order per camera, nothing twice, every picture right"
              : "NOT all in order, once, and right");
      return good;
    } finally {
      for (int i = all.size() - 1; i >= 0; i--) {
        all.get(i).close();
      }
    }
  }

  private static Child add(List<Child> all, Child child) {
    all.add(child);
    return child;
  }

  /** Waits for a frame behind those that came. */
  private static void awaitFrame(Reader reader, long frames) throws InterruptedException {
    for (int wait = 0; reader.frames() == frames && wait < 600; wait++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** How many frames came in the time of an act. */
  private long act(Reader reader) throws InterruptedException {
    long start = reader.frames();
    TimeUnit.SECONDS.sleep(seconds);
    return reader.frames() - start;
  }

  private Child broker() throws IOException {
    return new Child(
        "broker",
        "broker: ready",
        Broker.class,
        List.of("-Xmx512m", "-XX:+UseSerialGC"),
        disk.toString(),
        brokers,
        options.topic());
  }

  private Child camera() throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of(host("a").toString(), Integer.toString(FRAMES_A_SECOND)));
    options.cameras().forEach(camera -> arguments.add(camera.name()));
    return new Child(
        "camera",
        "camera: ",
        Camera.class,
        List.of("-Xmx128m", "-XX:+UseSerialGC"),
        arguments.toArray(String[]::new));
  }

  private Child side(String sign, Class<?> main, String host) throws IOException {
    List<String> jvm = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    said(host).forEach((name, value) -> jvm.add("-D" + name + "=" + value));
    return new Child(sign, sign, main, jvm);
  }

  /** The options of this process, as one of the sides has them. */
  private BridgeOptions side(String host) {
    return BridgeOptions.from(said(host)::getProperty);
  }

  private Properties said(String host) {
    Properties all = new Properties();
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("bridge.") && !name.startsWith("bridge.endWith"))
        .forEach(name -> all.setProperty(name, System.getProperty(name)));
    all.setProperty("bridge.directory", host(host).toString());
    all.setProperty("bridge.brokers", brokers);
    all.remove("bridge.ledger");
    return all;
  }

  private void tidy() {
    for (Path tree : List.of(folder, disk)) {
      try (Stream<Path> files = Files.walk(tree)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        System.err.println("bridge: " + tree + " stays: " + e);
      }
    }
  }
}
