// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A broker that is its own controller, for the demo and its tests. Started again with the same
 * folder it goes on with what it had. Old frames are of no use to anybody, so it keeps few.
 */
public final class Broker {

  private static final int LARGEST_MESSAGE = 33 << 20;
  private static final long KEPT_BYTES = 256L << 20;
  private static final int PARTITIONS = 2;
  private static final long PATIENCE_SECONDS = 60;

  private Broker() {}

  /** Takes its folder, its host and port, and the topic. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    String address = args[1];
    Path properties = folder.resolve("broker.properties");
    if (!Files.exists(properties)) {
      try (Writer out = Files.newBufferedWriter(properties)) {
        properties(folder, address).store(out, null);
      }
      format(properties);
    }
    Program.endWithStarter();
    Thread broker = new Thread(() -> Kafka.main(new String[] {properties.toString()}), "broker");
    broker.setDaemon(true);
    broker.start();
    createTopic(address, args[2]);
    System.out.println("broker: ready at " + address);
    broker.join();
  }

  private static void format(Path properties) {
    String[] arguments = {
      "format", "-t", Uuid.randomUuid().toString(), "-c", properties.toString()
    };
    int status = StorageTool.execute(arguments, new PrintStream(OutputStream.nullOutputStream()));
    if (status != 0) {
      throw new IllegalStateException("Kafka's storage tool ended with status " + status);
    }
  }

  /** So many partitions that the two cameras need not share one. */
  private static void createTopic(String address, String topic) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", address, "reconnect.backoff.max.ms", "200"))) {
      admin
          .createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
          .all()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static Properties properties(Path folder, String address) throws IOException {
    int controller;
    try (ServerSocket free = new ServerSocket(0)) {
      controller = free.getLocalPort();
    }
    Properties all = new Properties();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    all.put("listeners", "PLAINTEXT://" + address + ",CONTROLLER://127.0.0.1:" + controller);
    all.put("advertised.listeners", "PLAINTEXT://" + address);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("log.dirs", folder.resolve("kafka").toString());
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "1");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("message.max.bytes", Integer.toString(LARGEST_MESSAGE));
    all.put("replica.fetch.max.bytes", Integer.toString(LARGEST_MESSAGE));
    all.put("log.segment.bytes", Long.toString(KEPT_BYTES / 4));
    all.put("log.retention.bytes", Long.toString(KEPT_BYTES / PARTITIONS));
    all.put("log.retention.check.interval.ms", "1000");
    all.put("log.segment.delete.delay.ms", "1000");
    return all;
  }
}
