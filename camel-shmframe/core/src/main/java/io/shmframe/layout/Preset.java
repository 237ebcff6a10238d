// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Layouts that have a name: descriptions, and nothing more. */
public enum Preset {
  /** The header that many OpenCV programs begin with: 8-bit pixels, a stamp and a flag. */
  FRAMEHEADER("width:i32,height:i32,channels:i32,timestampMs:i64,valid:i32", 1, 0),
  /** Several cameras in one segment, each with a picture of OpenCV's type and without any flag. */
  IMGINF("width:i32,height:i32,type:i32", 1, 1920L * 1080 * 3 + 12),
  /** No header: a picture, and behind it another of the same size for what became of it. */
  RAW("", 2, 0),
  /** Tensors that two programs pass to and fro in turns. */
  STATUS("status:i32,ndim:i32,shape:i32[2]", 1, 0),
  /** No header: a text that ends with a zero byte. */
  TEXT("", 1, 0);

  private final String description;
  private final int regions;
  private final long streamBytes;

  Preset(String description, int regions, long streamBytes) {
    this.description = description;
    this.regions = regions;
    this.streamBytes = streamBytes;
  }

  /** The preset of a name. */
  public static Optional<Preset> of(String text) {
    return Arrays.stream(values()).filter(preset -> preset.text().equals(text)).findFirst();
  }

  /** Its name, as the {@code layout} option takes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it could be written in the preset's stead; empty where there is no header. */
  public String description() {
    return description;
  }

  /** Begins a layout with what the preset gives beside its description. */
  public HeaderLayout.Builder settings() {
    HeaderLayout.Builder builder =
        HeaderLayout.builder(text()).regions(regions).streamBytes(streamBytes);
    if (this == STATUS) {
      builder.element(ElementType.FLOAT32);
    }
    return this == TEXT ? builder.text() : builder;
  }

  /** The layout, packed and little-endian. */
  public HeaderLayout layout() {
    HeaderLayout.Builder builder = settings();
    return (description.isEmpty() ? builder : builder.describe(description)).build();
  }
}
