// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.opencv;

import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the converters where OpenCV's and JavaCV's classes are there. Camel's generated loaders
 * would end the start of the context where they are not; the data formats do without.
 */
public final class MatConverterLoader implements TypeConverterLoader {

  private static final Logger LOG = LoggerFactory.getLogger(MatConverterLoader.class);

  @Override
  public void load(TypeConverterRegistry registry) {
    try {
      MatConverterTable.register(registry);
    } catch (LinkageError e) {
      LOG.debug("Nothing is converted to a Mat or a JavaCV frame: {}", e.toString());
    }
  }
}
