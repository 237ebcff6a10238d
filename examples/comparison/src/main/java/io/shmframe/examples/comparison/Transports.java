// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.List;

/** All rows, in the order of the tables. */
final class Transports {

  private static final List<Transport> ALL =
      List.of(
          SharedMemory.ring("ring", "The ring", false),
          SharedMemory.ring("ring-loan", "The ring, bodyType=frame (a loan)", true),
          SharedMemory.frameheader("frameheader", "frameheader, default options", ""),
          SharedMemory.frameheader(
              "frameheader-stamp", "frameheader, verify=stamp", "&verify=stamp"),
          SharedMemory.frameheader(
              "frameheader-loan", "frameheader, bodyType=frame (a loan)", "&bodyType=frame"),
          new JpegUnixSocket(),
          new JpegTcp(),
          new RawUnixSocket(),
          new FilePerFrame(),
          new KafkaTopic("kafka-raw", "Kafka, raw frames", false),
          new KafkaTopic("kafka-jpeg", "Kafka, JPEG", true),
          new AeronIpc(),
          new ChronicleLog());

  private Transports() {}

  static List<Transport> all() {
    return ALL;
  }

  static Transport named(String name) {
    return ALL.stream()
        .filter(transport -> transport.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No row '"
                        + name
                        + "': expected one of "
                        + String.join(", ", ALL.stream().map(Transport::name).toList())));
  }
}
