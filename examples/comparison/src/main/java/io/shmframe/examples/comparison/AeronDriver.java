// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.apache.camel.util.json.JsonObject;

/** Aeron's driver in a process of its own, so that its processor time is seen. */
public final class AeronDriver {

  /** The largest that there is; with the usual 1408 bytes a frame would be 4400 pieces. */
  private static final int MTU = 65_504;

  private AeronDriver() {}

  /** Takes the arguments of a {@link Link}. */
  public static void main(String[] args) throws Exception {
    Link link = Link.of(args);
    Commands commands = new Commands(link);
    MediaDriver.Context context =
        new MediaDriver.Context()
            .aeronDirectoryName(AeronIpc.folder(link))
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .ipcMtuLength(MTU)
            .ipcTermBufferLength(AeronIpc.termLength(link.size()));
    MediaDriver driver = MediaDriver.launch(context);
    try {
      commands.ready();
      commands.serve(command -> new JsonObject());
    } finally {
      driver.close();
    }
    System.exit(0);
  }
}
