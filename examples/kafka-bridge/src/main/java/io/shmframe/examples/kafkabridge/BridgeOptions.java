// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.kafkabridge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.util.TimeUtils;

/**
 * What can be said on the command line of either side, each as {@code -Dbridge.NAME}.
 *
 * @param cameras the segments: on the sending side of any layout, on the receiving side rings
 * @param brokers of Kafka
 * @param topic of the records
 * @param directory of the segments; the other side of a demo on one machine has another one
 * @param payload what of a frame travels; the receiving side does as a record says
 * @param quality of JPEG, 1 to 100
 * @param maxAge from when a frame was taken; older ones are dropped. At least 1 ms
 * @param inFlight how many records of a camera may be on their way to the broker at a time
 * @param maxBytes how large a record's value, and the picture in it, may be
 * @param ledger the file to which the fate of each frame is appended, where wanted
 */
record BridgeOptions(
    List<CameraEnd> cameras,
    String brokers,
    String topic,
    Path directory,
    PayloadKind payload,
    int quality,
    Duration maxAge,
    int inFlight,
    int maxBytes,
    Optional<Path> ledger) {

  private static final String SHARED_MEMORY = "/dev/shm";

  /** What a record has besides its value: headers, key, and what Kafka puts around it. */
  private static final int AROUND_A_VALUE = 64 * 1024;

  static BridgeOptions fromSystem() {
    return from(System::getProperty);
  }

  /**
   * @param said the value of a property, or null
   * @throws IllegalArgumentException that names the option, what was expected and what was found
   */
  static BridgeOptions from(Function<String, String> said) {
    String ledger = text(said, "ledger", "");
    return new BridgeOptions(
        CameraEnd.of(text(said, "cameras", "cam0 cam1")),
        text(said, "brokers", "127.0.0.1:9092"),
        text(said, "topic", "frames"),
        Path.of(text(said, "directory", SHARED_MEMORY)).toAbsolutePath(),
        payload(text(said, "payload", "jpeg")),
        number(said, "quality", 90, 1, 100),
        duration(text(said, "maxAge", "1s")),
        // Kafka keeps the order of retries for at most five requests in flight.
        number(said, "inFlight", 3, 1, 5),
        number(said, "maxBytes", 32 << 20, 1, 1 << 30),
        ledger.isEmpty() ? Optional.empty() : Optional.of(Path.of(ledger)));
  }

  /** Bytes that a request to the broker may have. */
  int requestBytes() {
    return maxBytes + AROUND_A_VALUE;
  }

  /**
   * How long a record may wait for its acknowledgement: no longer than it is of use, but at least
   * the second that a broker may take without being dead.
   */
  long deliveryMillis() {
    return Math.max(1000, maxAge.toMillis());
  }

  private static String text(Function<String, String> said, String name, String otherwise) {
    String found = said.apply("bridge." + name);
    return found == null || found.isBlank() ? otherwise : found.strip();
  }

  private static int number(
      Function<String, String> said, String name, int otherwise, int least, int most) {
    String found = text(said, name, Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(found);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "bridge." + name + ": expected " + least + " to " + most + ", found " + found);
  }

  private static PayloadKind payload(String text) {
    try {
      return PayloadKind.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("bridge.payload: " + e.getMessage(), e);
    }
  }

  private static Duration duration(String text) {
    long millis;
    try {
      millis = TimeUtils.toMilliSeconds(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // Camel throws the second one of a word without a digit.
      millis = 0;
    }
    if (millis < 1) {
      throw new IllegalArgumentException(
          "bridge.maxAge: expected a time such as 500ms or 2s, found " + text);
    }
    return Duration.ofMillis(millis);
  }
}
