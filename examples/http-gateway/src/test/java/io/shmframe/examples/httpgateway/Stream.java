// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One who looks at a live stream, and reads only when a test says so. */
final class Stream implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final String HEAD = "--frame\r\nContent-Type: image/jpeg\r\n\r\n";

  private final Socket socket;
  private final InputStream in;
  private final int status;
  private final Map<String, String> headers;
  private InputStream chunk = InputStream.nullInputStream();
  private boolean begun;

  Stream(Http http, String path) throws IOException {
    socket = http.open("GET", path, List.of());
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
    status = Integer.parseInt(Http.line(in).split(" ")[1]);
    headers = Http.headers(in);
  }

  int status() {
    return status;
  }

  String header(String name) {
    return headers.getOrDefault(name, "none");
  }

  /** The next picture, which must be there. */
  BufferedImage next() throws IOException {
    return nextOrEnd().orElseThrow(() -> new EOFException("the stream has ended"));
  }

  /** The next picture, which must be a whole JPEG with the head of the one after it. */
  Optional<BufferedImage> nextOrEnd() throws IOException {
    if (!begun) {
      begun = true;
      expect(HEAD);
    }
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    int before = 0;
    int now = read();
    if (now < 0) {
      return Optional.empty();
    }
    while (before != 0xFF || now != 0xD9) {
      if (now < 0) {
        throw new EOFException("the stream has ended within a picture");
      }
      part.write(now);
      before = now;
      now = read();
    }
    part.write(now);
    expect("\r\n" + HEAD);
    return Optional.of(Pictures.read(part.toByteArray()));
  }

  private void expect(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      int found = read();
      if (found != text.charAt(i)) {
        throw new IOException("expected byte " + i + " of " + text + ", found " + found);
      }
    }
  }

  /** A byte, or -1 at the end. */
  private int read() throws IOException {
    int next = chunk.read();
    if (next >= 0) {
      return next;
    }
    String length = Http.line(in);
    // Behind each chunk but the first there is the end of a line.
    length = length.isEmpty() ? Http.line(in) : length;
    int bytes = length.isEmpty() ? 0 : Integer.parseInt(length, 16);
    chunk = new ByteArrayInputStream(in.readNBytes(bytes));
    return chunk.read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
