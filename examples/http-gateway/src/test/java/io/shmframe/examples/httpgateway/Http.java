// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests byte by byte, so that paths, hosts and lengths are what a test says. */
final class Http {

  private final URI root;

  Http(URI root) {
    this.root = root;
  }

  /** What was answered; names of headers in lower case. */
  record Answer(int status, Map<String, String> headers, byte[] body) {

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "none");
    }

    JsonObject json() {
      return new JsonObject(new String(body, StandardCharsets.UTF_8));
    }

    /** A problem's detail, once it is one. */
    String problem(int expected) {
      assertThat(status).as("%s", this).isEqualTo(expected);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(json().getInteger("status")).isEqualTo(expected);
      return json().getString("detail");
    }

    @Override
    public String toString() {
      return status + " " + headers + " " + new String(body, StandardCharsets.ISO_8859_1);
    }
  }

  Answer get(String path, String... headers) throws IOException {
    return send("GET", path, new byte[0], headers);
  }

  Answer put(String path, String type, byte[] body) throws IOException {
    return send("PUT", path, body, "Content-Type: " + type);
  }

  Answer send(String method, String path, byte[] body, String... headers) throws IOException {
    List<String> all = new ArrayList<>(List.of("Connection: close"));
    if (body.length > 0) {
      all.add("Content-Length: " + body.length);
    }
    all.addAll(Arrays.asList(headers));
    try (Socket socket = open(method, path, all)) {
      socket.getOutputStream().write(body);
      return read(socket.getInputStream());
    }
  }

  /** A connection on which the request's head was sent. */
  Socket open(String method, String path, List<String> headers) throws IOException {
    Socket socket = new Socket(root.getHost(), root.getPort());
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
      head.append("Host: localhost\r\n");
    }
    headers.forEach(header -> head.append(header).append("\r\n"));
    head.append("\r\n");
    socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static Answer read(InputStream raw) throws IOException {
    InputStream in = new BufferedInputStream(raw);
    int status = Integer.parseInt(line(in).split(" ")[1]);
    return new Answer(status, headers(in), in.readAllBytes());
  }

  /** The lines up to the empty one. */
  static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String[] parts = line.split(": *", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    return headers;
  }

  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }
}
