// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import picocli.CommandLine.ITypeConverter;

/** {@link Amounts#speed} for the command line. */
final class SpeedConverter implements ITypeConverter<Double> {

  @Override
  public Double convert(String text) {
    return Amounts.speed(text);
  }
}
