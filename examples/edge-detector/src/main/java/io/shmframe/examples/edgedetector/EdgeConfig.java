// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What application.properties says, where each is explained. */
@ConfigMapping(prefix = "edge")
public interface EdgeConfig {

  /** The camera's segment. */
  Input input();

  /** The segment with the boxes. */
  Output output();

  /** The folder of both. */
  Path directory();

  /** The endpoint of the events. */
  String events();

  /** How people are looked for. */
  Detector detector();

  /** What a browser sees. */
  Page page();

  /** Whether the application brings a camera. */
  Camera camera();

  /** That camera. */
  Demo demo();

  /** What the page may be called besides localhost, while it is bound to loopback. */
  Optional<List<String>> hosts();

  /** After which the application ends; 0 for never. */
  int seconds();

  /** Whether it ends with the process that started it. */
  boolean endWithParent();

  /** Who writes the camera's segment. */
  enum Camera {
    /** Some other program. */
    NONE,
    /** A program that the application starts. */
    DEMO
  }

  /** The camera's segment. */
  interface Input {
    /** As in {@code shm_open}. */
    String name();

    /** A preset, or a description of the header. */
    String layout();

    /** A Camel duration. */
    String staleAfter();
  }

  /** The segment with the boxes. */
  interface Output {
    /** As in {@code shm_open}. */
    String name();

    /** {@code ring}, a preset, or a description of the header. */
    String layout();
  }

  /** How people are looked for. */
  interface Detector {
    /** Above 0, at most 4. */
    double scale();

    /** 0 or more. */
    double threshold();
  }

  /** What a browser sees. */
  interface Page {
    /** 1 to 100. */
    int quality();
  }

  /** The camera of the demo. */
  interface Demo {
    /** Of its jars. */
    Path folder();

    /** Frames a second, above 0. */
    double fps();
  }
}
