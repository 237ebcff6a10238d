// SPDX-License-Identifier: Apache-2.0
package io.shmframe.benchmarks;

/** What people would take instead of the ring, in the same run and with the same work to do. */
final class PeersPart implements Part {

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String title() {
    return "The ring beside its peers";
  }

  @Override
  public String explanation() {
    return """
        Two processes each, with frames of three bytes a pixel; the writer copies its own memory in, the reader copies into its own, \
        and no frame may be lost. Each has its number in its first and last bytes: \
        `wrong` are those that were torn, lost, doubled or out of order. \
        Frames a second are as many as both can. Latencies and the shares of a core are at a steady 100 frames a second, \
        in microseconds from the moment at which a frame was due until its reader has its own copy; \
        a frame that waits behind a slow one counts with all its waiting, so there is nothing to correct. \
        All writers look at the clock for the last 150 microseconds before a frame is due, which is 1.5 % of a core in theirs.

        - **ring**: four slots, `block` and `all`. At full speed the reader yields, else it sleeps on the futex (in Java from 22 on; \
        on 17 it parks). Java is `RingWriter` and `RingReader` without Camel, in two JVMs that are warm; \
        readers check for torn frames though none can be here, and cope with a peer that dies.
        - **GStreamer**: `appsrc ! shmsink`, `shmsrc ! appsink`, no clock, a segment of four frames. `shmsink` copies out of the writer's \
        memory, so there is no copy more than in the others; but each frame changes threads in both processes, \
        as it does in each pipeline. A reader could do without its copy, as those of the ring and of iceoryx could.
        - **iceoryx** 2: a publisher that waits, a queue of four, twelve chunks; at full speed the subscriber yields, \
        else it sleeps in a WaitSet. Its daemon RouDi runs beside and is not counted. What is measured against its \
        purpose: it is made to do without both copies.
        - **Unix socket, raw**: 16 bytes, then the frame, with `writev` and `read` and the kernel's usual buffers. \
        The kernel does both copies, in small pieces that stay in the cache, and wakes the other side for each.
        - **old Python reader**: `old_reader.py`, which takes what is there when the header has a new time, beside `camera_writer.cpp`, which has one place for all \
        frames and does not pause. What it takes is compared byte by byte, in time that does not count. \
        No peer of the others loses or tears a frame; this one shows why that is not for nothing.""";
  }

  @Override
  public double estimate(Bench bench) {
    if (!bench.newest()) {
      return 45;
    }
    return bench.quick() ? 40 : 95;
  }

  @Override
  public void measure(Bench bench, Report report) throws Exception {
    try (PeerKit kit = new PeerKit(bench)) {
      new PeersRun(this, bench, report, kit).measure();
    }
  }
}
