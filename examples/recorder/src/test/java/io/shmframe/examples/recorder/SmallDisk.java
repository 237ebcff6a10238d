// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A disk that has room for so many frames; the files are on a real one. */
final class SmallDisk {

  private long room = Long.MAX_VALUE;
  private long more;
  private BooleanSupplier removed = () -> false;

  void room(long frames) {
    room = frames;
  }

  /** So many when the first part is gone. */
  void roomWhenRemoved(Path folder, long frames) {
    more = frames;
    removed = () -> Files.notExists(folder.resolve("part-00000001.index"));
  }

  long free() {
    return room == 0 ? 0 : Long.MAX_VALUE;
  }

  PartOutput on(PartOutput output) {
    return new PartOutput() {
      @Override
      public boolean takes(CapturedFrame frame) throws IOException {
        return output.takes(frame);
      }

      @Override
      public boolean append(CapturedFrame frame) throws IOException {
        if (removed.getAsBoolean()) {
          room += more;
          more = 0;
        }
        if (room == 0) {
          throw new IOException("No space left on device");
        }
        room--;
        return output.append(frame);
      }

      @Override
      public long bytesWith(CapturedFrame frame) {
        return output.bytesWith(frame);
      }

      @Override
      public long frames() {
        return output.frames();
      }

      @Override
      public void close() throws IOException {
        output.close();
      }
    };
  }
}
