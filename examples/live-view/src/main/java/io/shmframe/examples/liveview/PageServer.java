// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The page, its stream of pictures and its stream of figures, one thread for each viewer of either.
 */
final class PageServer implements AutoCloseable {

  private static final int EVENT_MILLIS = 200;

  /**
   * A browser shows a picture once the head of the next one has come, so the head follows its
   * forerunner at once; which is why there is no Content-Length in it.
   */
  private static final byte[] PART =
      "--frame\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] PART_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpServer server;
  private final ExecutorService threads;
  private final LatestPicture picture;
  private final Status status;
  private final Ages ages;
  private volatile boolean closing;

  PageServer(DemoOptions options, LatestPicture picture, Status status, Ages ages)
      throws IOException {
    this.picture = picture;
    this.status = status;
    this.ages = ages;
    // Without it the last bytes of a picture wait for the viewer's acknowledgement of the ones
    // before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server = HttpServer.create(new InetSocketAddress(options.host(), options.port()), 0);
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
    server.createContext("/", this::page);
    server.createContext("/stream.mjpg", this::pictures);
    server.createContext("/events", this::events);
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
    try (exchange) {
      boolean known =
          exchange.getRequestURI().getPath().equals("/")
              && exchange.getRequestMethod().equals("GET");
      if (!known) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      try (InputStream file = PageServer.class.getResourceAsStream("/web/index.html")) {
        byte[] page = file.readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      }
    }
  }

  private void pictures(HttpExchange exchange) {
    picture.viewerCame();
    try (exchange;
        OutputStream out = begin(exchange, "multipart/x-mixed-replace; boundary=frame")) {
      out.write(PART);
      out.flush();
      long seen = 0;
      while (!closing) {
        byte[] jpeg = picture.after(seen, EVENT_MILLIS);
        if (jpeg.length > 0) {
          seen = picture.number();
          out.write(jpeg);
          out.write(PART_END);
          out.write(PART);
          out.flush();
        }
      }
    } catch (IOException e) {
      // The viewer closed its window.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      picture.viewerWent();
    }
  }

  private void events(HttpExchange exchange) {
    try (exchange;
        OutputStream out = begin(exchange, "text/event-stream")) {
      long agesSent = ages.count();
      while (!closing) {
        long count = ages.count();
        out.write(("data: " + status.json(agesSent) + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        agesSent = count;
        Thread.sleep(EVENT_MILLIS);
      }
    } catch (IOException e) {
      // The viewer closed its window.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static OutputStream begin(HttpExchange exchange, String type) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.flush();
    return out;
  }
}
