// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** The page and what it asks for, one thread for each that looks at it. */
final class PageServer implements AutoCloseable {

  /** Each page that is open has a thread and what the system keeps of its stream. */
  private static final int MOST_PAGES = 32;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Wall wall;
  private final WallJson json;
  private final CameraRequests cameras;
  private final Semaphore pages = new Semaphore(MOST_PAGES);
  private volatile boolean closing;

  PageServer(DemoOptions options, Wall wall, WallJson json) throws IOException {
    this.wall = wall;
    this.json = json;
    this.cameras = new CameraRequests(wall);
    // Without it the last bytes of a picture wait for the viewer's acknowledgement of the ones
    // before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException(
          "The page cannot be served on port "
              + options.port()
              + " (say another with -Ddemo.port): "
              + e.getMessage(),
          e);
    }
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "page");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    boolean loopback = address.getAddress() != null && address.getAddress().isLoopbackAddress();
    Gate gate = new Gate(loopback, options.name());
    serve("/", gate, this::page);
    serve("/stream", gate, this::stream);
    serve("/cameras", gate, exchange -> Answers.json(exchange, json.figures("")));
    serve("/cameras/", gate, this::camera);
  }

  private void serve(String path, Gate gate, HttpHandler handler) {
    server
        .createContext(
            path,
            exchange -> {
              try (exchange) {
                answer(exchange, handler);
              }
            })
        .getFilters()
        .add(gate);
  }

  private static void answer(HttpExchange exchange, HttpHandler handler) throws IOException {
    try {
      handler.handle(exchange);
    } catch (IllegalArgumentException e) {
      Answers.text(exchange, 400, e.getMessage());
    } catch (RuntimeException e) {
      // The server would drop it without a word.
      System.err.println("No answer to " + exchange.getRequestURI() + ": " + e);
      throw e;
    }
  }

  void start() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    closing = true;
    server.stop(0);
    threads.shutdownNow();
  }

  private void page(HttpExchange exchange) throws IOException {
    boolean known =
        exchange.getRequestURI().getPath().equals("/") && exchange.getRequestMethod().equals("GET");
    if (!known) {
      Answers.text(exchange, 404, "There is only the page /");
      return;
    }
    try (InputStream file = PageServer.class.getResourceAsStream("/web/index.html")) {
      Answers.bytes(exchange, 200, "text/html; charset=utf-8", file.readAllBytes());
    }
  }

  private void camera(HttpExchange exchange) throws IOException {
    try {
      cameras.answer(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    Viewer viewer = Viewer.of(Answers.query(exchange));
    if (!pages.tryAcquire()) {
      Answers.text(exchange, 503, "More than " + MOST_PAGES + " pages look at the wall");
      return;
    }
    try {
      Answers.begin(exchange, "application/octet-stream");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        new WallStream(wall, json, viewer).write(out, () -> closing);
      }
    } catch (IOException e) {
      // The viewer closed its window.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pages.release();
    }
  }
}
