// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import io.shmframe.frame.FrameView;
import io.shmframe.frame.TornFrameException;
import java.nio.ByteBuffer;

/** Encodes and decodes pictures. Any thread may use it. */
interface PictureCodec {

  /**
   * A file of a frame, which may be on loan: it is copied whole before anything else reads it.
   *
   * @param frame of a geometry that {@link PictureFormats#encoded} has allowed
   * @throws PictureException if this codec cannot encode it
   * @throws TornFrameException if the frame was overwritten meanwhile
   */
  byte[] encode(FrameView frame, Encoding encoding) throws TornFrameException;

  /**
   * Decodes a file to memory, rows without gaps.
   *
   * @param target whose remaining bytes are those of the picture; it may be a segment
   * @throws PictureException if it cannot be decoded; the target then holds rubbish
   */
  void decode(PictureFile file, boolean grey, ByteBuffer target);
}
