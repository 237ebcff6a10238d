// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A {@code Mat} as Camel carries it. Its memory is freed when its exchange completes; being a
 * {@link StreamCache}, it is copied by wire taps, multicasts and all others that give one body to
 * two exchanges. Who keeps it longer clones it.
 */
final class CamelMat extends Mat implements StreamCache {

  CamelMat(int[] sizes, int type) {
    super(sizes.length, sizes, type);
  }

  @Override
  public void reset() {
    // There is no position.
  }

  @Override
  public void writeTo(OutputStream os) throws IOException {
    os.write(Mats.bytes(this));
  }

  /** A picture with memory of its own, which is freed when nothing refers to it any more. */
  @Override
  public StreamCache copy(Exchange exchange) {
    int[] sizes = new int[dims()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = size(i);
    }
    CamelMat copy = new CamelMat(sizes, type());
    copyTo(copy);
    return copy;
  }

  @Override
  public boolean inMemory() {
    return true;
  }

  @Override
  public long length() {
    return total() * elemSize();
  }

  /** Of the stream, not of the pointer: there is none to speak of. */
  @Override
  public long position() {
    return 0;
  }
}
