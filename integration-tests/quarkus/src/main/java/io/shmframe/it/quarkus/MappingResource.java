// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import io.shmframe.memory.Mapping;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Tells by what it does which class of the multi-release jar the application runs on. */
@Path("/mapping")
public class MappingResource {

  /** The runtime, and the class. */
  @GET
  public String about() throws IOException {
    boolean executable = System.getProperty("org.graalvm.nativeimage.imagecode") != null;
    String runtime = executable ? "native" : "java " + Runtime.version().feature();
    return runtime + ", " + (unmapsAtOnce() ? "overlay" : "base");
  }

  /** Which build of OpenCV is looked for. */
  @GET
  @Path("/opencv")
  public String opencv() {
    String extension = System.getProperty("org.bytedeco.javacpp.platform.extension");
    return "".equals(extension) ? "the build for processors" : "extension " + extension;
  }

  private static boolean unmapsAtOnce() throws IOException {
    java.nio.file.Path file = Files.createTempFile("mapping", null);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(8));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Mapping mapping = Mapping.readOnly(channel, 8);
      ByteBuffer buffer = mapping.buffer();
      mapping.close();
      buffer.get(0);
      return false;
    } catch (IllegalStateException e) {
      return true;
    } finally {
      Files.delete(file);
    }
  }
}
