// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

import java.util.List;

/** All parts, in the order of a run. */
final class Parts {

  /** What a quick run leaves out unless it is asked for by name: no goal needs it. */
  static final List<String> ONLY_WHEN_ASKED =
      List.of("layouts", "frameheader-copies", "curve-readers", "curve-cameras", "peers");

  private Parts() {}

  static List<Part> all() {
    return List.of(
        new Copies(),
        new Latency(),
        new ReferencePart(),
        new SizesLatency(),
        new Garbage(),
        new IdleMany(),
        new Loan(),
        new Transports(),
        new PeersPart(),
        new CurveSizes(),
        new CurveReaders(),
        new CurveCameras(),
        new Layouts(),
        new FrameheaderCopies());
  }
}
