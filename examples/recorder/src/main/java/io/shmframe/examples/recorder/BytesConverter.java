// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import picocli.CommandLine.ITypeConverter;

/** {@link Amounts#bytes} for the command line. */
final class BytesConverter implements ITypeConverter<Long> {

  @Override
  public Long convert(String text) {
    return Amounts.bytes(text);
  }
}
