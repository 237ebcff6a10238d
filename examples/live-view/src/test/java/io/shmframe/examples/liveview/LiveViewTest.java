// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its user starts it, in a process of its own. */
@Timeout(120)
class LiveViewTest {

  @TempDir Path snapshots;

  private final String segment = "shmframe-demo-test-" + UUID.randomUUID();

  private Process start(int port, int seconds) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Ddemo.port=" + port,
            "-Ddemo.seconds=" + seconds,
            "-Ddemo.segment=" + segment,
            "-Ddemo.snapshots=" + snapshots,
            "-Ddemo.snapshotSeconds=1",
            "-cp",
            System.getProperty("java.class.path"),
            LiveView.class.getName())
        .redirectErrorStream(true)
        .start();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitLine(BufferedReader output, List<String> lines, String beginning)
      throws Exception {
    String line;
    while ((line = output.readLine()) != null) {
      lines.add(line);
      if (line.startsWith(beginning)) {
        return;
      }
    }
    throw new AssertionError("No line begins with '" + beginning + "':\n" + lines);
  }

  @Test
  void shouldShowTheCameraAndEndByItselfWithTheFigures() throws Exception {
    int port = freePort();
    List<String> lines = new ArrayList<>();
    Process demo = start(port, 8);
    try (BufferedReader output = demo.inputReader()) {
      awaitLine(output, lines, "demo: live");
      assertThat(get(port, "/").body()).contains("<!DOCTYPE html").contains("shmframe wall");
      assertThat(get(port, "/nothing").statusCode()).isEqualTo(404);
      assertThat(get(port, "/cameras").body())
          .contains("\"name\":\"" + segment + "\",\"state\":\"live\"");
      assertThat(firstBytes(port, "/stream", 100_000))
          .contains("{\"type\":\"figures\"")
          .contains("{\"type\":\"picture\"")
          .contains("\u00FF\u00D8");
      output.lines().forEach(lines::add);
    } finally {
      demo.toHandle().destroy();
    }

    assertThat(demo.waitFor()).isZero();
    assertThat(lines.get(lines.size() - 1))
        .matches("demo: frames=[1-9]\\d* fps=[\\d.]+ missed=\\d+ torn=\\d+ age_p50_ms=[\\d.]+");
    assertThat(Path.of("/dev/shm", segment)).doesNotExist();
    try (Stream<Path> pictures = Files.list(snapshots)) {
      assertThat(pictures).isNotEmpty().allMatch(file -> file.toString().endsWith(".jpg"));
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenItIsInterrupted() throws Exception {
    Process demo = start(freePort(), 0);
    List<ProcessHandle> children;
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = demo.inputReader()) {
      awaitLine(output, lines, "demo: live");
      children = demo.descendants().toList();
      // As good as Ctrl-C, which a test that runs in the background may not be able to send.
      demo.toHandle().destroy();
      output.lines().forEach(lines::add);
    } finally {
      demo.toHandle().destroy();
    }
    demo.waitFor();

    assertThat(lines.get(lines.size() - 1)).startsWith("demo: frames=");
    assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    assertThat(Path.of("/dev/shm", segment)).doesNotExist();
  }

  /** Even where the demo had no time to clean up, its camera ends and takes its segment along. */
  @Test
  void shouldLeaveNoCameraBehindWhenItIsKilled() throws Exception {
    Process demo = start(freePort(), 0);
    List<ProcessHandle> children;
    try (BufferedReader output = demo.inputReader()) {
      awaitLine(output, new ArrayList<>(), "demo: live");
      children = demo.descendants().toList();
      assertThat(children).isNotEmpty();
    } finally {
      demo.destroyForcibly().waitFor();
    }
    for (ProcessHandle child : children) {
      child.onExit().get();
    }

    assertThat(Path.of("/dev/shm", segment)).doesNotExist();
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(request(port, path), HttpResponse.BodyHandlers.ofString());
  }

  private static String firstBytes(int port, String path, int bytes) throws Exception {
    try (InputStream body =
        HttpClient.newHttpClient()
            .send(request(port, path), HttpResponse.BodyHandlers.ofInputStream())
            .body()) {
      return new String(body.readNBytes(bytes), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  private static HttpRequest request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }
}
