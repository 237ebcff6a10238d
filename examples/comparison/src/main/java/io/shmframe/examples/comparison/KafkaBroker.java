// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.camel.util.json.JsonObject;
import org.apache.kafka.common.Uuid;

/** A broker that is its own controller, in a process of its own, with a log of bounded size. */
public final class KafkaBroker {

  static final int LARGEST_MESSAGE = 32 << 20;

  private static final long KEPT_BYTES = 256L << 20;

  private KafkaBroker() {}

  /** Takes the arguments of a {@link Link}. */
  public static void main(String[] args) {
    Link link = Link.of(args);
    Commands commands = new Commands(link);
    try {
      Path properties = link.disk().resolve("broker.properties");
      try (Writer out = Files.newBufferedWriter(properties)) {
        properties(link).store(out, null);
      }
      format(properties);
      Thread broker = new Thread(() -> Kafka.main(new String[] {properties.toString()}), "broker");
      broker.setDaemon(true);
      broker.start();
      awaitPort(link.port(), broker);
      commands.ready();
      commands.serve(command -> new JsonObject());
    } catch (Exception | LinkageError e) {
      commands.failed(e);
    }
    // Kafka ends the broker in order in a hook of its own.
    System.exit(0);
  }

  private static void format(Path properties) {
    String[] arguments = {
      "format", "-t", Uuid.randomUuid().toString(), "-c", properties.toString()
    };
    // Kept off the line to the starter by System.setOut; it has nothing to say that matters.
    int status =
        StorageTool.execute(arguments, new java.io.PrintStream(OutputStream.nullOutputStream()));
    if (status != 0) {
      throw new IllegalStateException("Kafka's storage tool ended with status " + status);
    }
  }

  private static void awaitPort(int port, Thread broker) throws Exception {
    while (broker.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("Kafka's broker ended before it opened its port");
  }

  private static Properties properties(Link link) throws IOException {
    int controller;
    try (ServerSocket free = new ServerSocket(0)) {
      controller = free.getLocalPort();
    }
    Properties all = new Properties();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    all.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + link.port() + ",CONTROLLER://127.0.0.1:" + controller);
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + link.port());
    all.put("controller.listener.names", "CONTROLLER");
    all.put("log.dirs", link.disk().resolve("kafka").toString());
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "1");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("message.max.bytes", Integer.toString(LARGEST_MESSAGE));
    all.put("replica.fetch.max.bytes", Integer.toString(LARGEST_MESSAGE));
    all.put("socket.send.buffer.bytes", "-1");
    all.put("socket.receive.buffer.bytes", "-1");
    // Old frames go before they fill the disk.
    all.put("log.segment.bytes", Long.toString(KEPT_BYTES / 4));
    all.put("log.retention.bytes", Long.toString(KEPT_BYTES));
    all.put("log.retention.check.interval.ms", "500");
    all.put("log.segment.delete.delay.ms", "100");
    all.put("log.initial.task.delay.ms", "0");
    return all;
  }
}
