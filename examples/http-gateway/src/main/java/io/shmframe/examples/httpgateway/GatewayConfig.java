// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What application.properties says, where each is explained. */
@ConfigMapping(prefix = "gateway")
public interface GatewayConfig {

  /** Names of segments, each with the options of its endpoint behind a question mark. */
  Optional<List<String>> cameras();

  /** Whether rings are found by themselves. */
  boolean discover();

  /** How often they are looked for. */
  Duration discoverInterval();

  /** The folder of all segments. */
  Path directory();

  /** Without a frame for so long a camera has none to show. */
  Duration staleAfter();

  /** Most cameras that are found or uploaded. */
  int maxCameras();

  /** Most live streams at a time. */
  int maxClients();

  /** Of JPEGs, where a request does not say it; 1 to 100. */
  int quality();

  /** Threads that encode. */
  int encoders();

  /** What the gateway may be called besides localhost, while it is bound to loopback. */
  Optional<List<String>> hosts();

  /** Whether pictures may be uploaded. */
  @WithName("upload")
  boolean uploadAllowed();

  /** What may be uploaded. */
  Uploads uploads();

  /** Whether the application brings a camera. */
  CameraProgram camera();

  /** That camera. */
  Demo demo();

  /** After which the application ends; 0 for never. */
  int seconds();

  /** Whether it ends with the process that started it. */
  boolean endWithParent();

  /** Who writes a camera's segment. */
  enum CameraProgram {
    /** Some other program. */
    NONE,
    /** A program that the application starts. */
    DEMO
  }

  /** What may be uploaded. */
  interface Uploads {
    /** Of a request's body. */
    int maxBytes();

    /** Bytes of a decoded picture, which a slot of the ring has room for. */
    int capacity();

    /** Of the ring. */
    int slots();

    /** Of the ring's file, as ls shows them. */
    String permissions();

    /** Whether the gateway removes what was uploaded when it ends. */
    boolean unlinkOnStop();

    /** Requests whose bodies are in memory at a time. */
    int maxAtATime();
  }

  /** The camera of the demo. */
  interface Demo {
    /** Of its jars. */
    Path folder();

    /** Frames a second, above 0. */
    double fps();

    /** Its segment, with the header {@code frameheader}. */
    String segment();
  }
}
