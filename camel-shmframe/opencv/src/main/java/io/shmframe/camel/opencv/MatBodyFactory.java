// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.camel.FrameBodyFactory;
import io.shmframe.layout.FrameGeometry;
import java.nio.ByteBuffer;

/**
 * Bodies for {@code bodyType=mat}: the frame is copied straight into the memory of a {@code Mat}.
 */
public final class MatBodyFactory implements FrameBodyFactory {

  @Override
  public FrameBody create(FrameGeometry geometry) {
    CamelMat mat = new CamelMat(Mats.sizes(geometry), geometry.type());
    ByteBuffer memory = Mats.bytesOf(mat);
    return new FrameBody() {
      @Override
      public ByteBuffer memory() {
        return memory;
      }

      @Override
      public Object body() {
        return mat;
      }

      @Override
      public void release() {
        mat.close();
      }
    };
  }
}
