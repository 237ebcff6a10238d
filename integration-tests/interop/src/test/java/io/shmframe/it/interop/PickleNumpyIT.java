// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pickles to real numpy and from it. Needs Debian's numpy, so only {@code .ci/run} runs it, which
 * installs it. {@code -Dinterop.numpy=PYTHON} names another Python, one with numpy 2 say.
 */
@Timeout(300)
class PickleNumpyIT {

  private static final String LOAD =
      """
      import pickle, sys
      from pathlib import Path
      import numpy as np
      path, protocol = sys.argv[1], int(sys.argv[2])
      pickled = Path(path + ".pickle").read_bytes()
      content = Path(path + ".raw").read_bytes()
      array = pickle.loads(pickled)
      assert type(array) is np.ndarray, type(array)
      assert array.dtype == np.uint8 and array.ndim == 1, (array.dtype, array.shape)
      assert array.tobytes() == content
      assert array.flags.writeable
      if len(array):
          array[0] ^= 255
          assert array.tobytes() != content
          array[0] ^= 255
      # Where numpy is so old that it writes the names that we write, it writes these very bytes.
      if np.__version__.startswith("1.") and not 65300 < len(array) < 65536:
          own = array if protocol < 5 else np.repeat(array, 2)[::2]
          # numpy calls an array of one element or none contiguous whatever its strides.
          if protocol < 5 or len(array) > 1:
              assert pickle.dumps(own, protocol) == pickled
      print("loaded", len(array))
      """;

  private static final String DUMP =
      """
      import pickle, sys
      from pathlib import Path
      import numpy as np
      path, protocol = sys.argv[1], int(sys.argv[2])
      array = np.fromfile(path + ".raw", dtype=np.uint8)
      Path(path + ".pickle").write_bytes(pickle.dumps(array, protocol))
      print("dumped", len(array))
      """;

  @TempDir Path folder;

  private Path frame(int length) throws Exception {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Files.write(folder.resolve("frame.raw"), bytes);
    return folder.resolve("frame");
  }

  private String numpy(String program, Path frame, int protocol) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                System.getProperty("interop.numpy", "/usr/bin/python3"),
                "-W",
                "error",
                "-c",
                program,
                frame.toString(),
                "" + protocol)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(output).strip();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  /** What comes of a body in a route; the data format is known by its name alone. */
  private static byte[] route(boolean marshal, int protocol, byte[] body) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      DataFormat format = context.createDataFormat("shmframePickle");
      PropertyBindingSupport.build().bind(context, format, "protocol", "" + protocol);
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:marshal").marshal(format);
              from("direct:unmarshal").unmarshal(format);
            }
          });
      context.start();
      return context
          .createProducerTemplate()
          .requestBody(marshal ? "direct:marshal" : "direct:unmarshal", body, byte[].class);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldWriteWhatNumpyLoadsWithoutAWarning(int protocol, int length) throws Exception {
    Path frame = frame(length);
    byte[] pickle = route(true, protocol, Files.readAllBytes(folder.resolve("frame.raw")));
    Files.write(folder.resolve("frame.pickle"), pickle);
    assertThat(numpy(LOAD, frame, protocol)).isEqualTo("loaded " + length);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldReadWhatNumpyWrites(int protocol, int length) throws Exception {
    assertThat(numpy(DUMP, frame(length), protocol)).isEqualTo("dumped " + length);
    byte[] pickle = Files.readAllBytes(folder.resolve("frame.pickle"));
    assertThat(route(false, protocol, pickle))
        .isEqualTo(Files.readAllBytes(folder.resolve("frame.raw")));
  }

  static Stream<Arguments> cases() {
    return IntStream.rangeClosed(2, 5)
        .boxed()
        .flatMap(
            protocol ->
                IntStream.of(0, 1, 3, 255, 256, 65_535, 65_536, 5_000_000)
                    .mapToObj(length -> Arguments.of(protocol, length)));
  }
}
