// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses who encodes and decodes, without touching OpenCV where it is not there. */
final class PictureCodecs {

  private static final Logger LOG = LoggerFactory.getLogger(PictureCodecs.class);

  private PictureCodecs() {}

  /** The codec of a context, the same for all its data formats, so that a lack is told once. */
  static PictureCodec of(CamelContext context) {
    ExtendedCamelContext extension = context.getCamelContextExtension();
    synchronized (extension) {
      if (!extension.isContextPluginInUse(PictureCodec.class)) {
        extension.addContextPlugin(PictureCodec.class, chosen());
      }
      return extension.getContextPlugin(PictureCodec.class);
    }
  }

  private static PictureCodec chosen() {
    try {
      return OpenCvCodec.load();
    } catch (LinkageError e) {
      // NoClassDefFoundError without the classes, UnsatisfiedLinkError without the libraries.
      LOG.warn(
          "Pictures are encoded and decoded by ImageIO, which is slower than OpenCV and knows fewer formats:"
              + " OpenCV cannot be loaded ({}). Add org.bytedeco:opencv-platform, or the libraries of your platform.",
          e.toString());
      return new ImageIoCodec();
    }
  }
}
