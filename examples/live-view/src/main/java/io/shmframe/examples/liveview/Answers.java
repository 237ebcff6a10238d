// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.util.json.JsonObject;

/** What is answered, and what was asked. */
final class Answers {

  private Answers() {}

  static void text(HttpExchange exchange, int status, String words) throws IOException {
    bytes(exchange, status, "text/plain; charset=utf-8", words.getBytes(StandardCharsets.UTF_8));
  }

  static void json(HttpExchange exchange, JsonObject json) throws IOException {
    bytes(exchange, 200, "application/json", json.toJson().getBytes(StandardCharsets.UTF_8));
  }

  static void bytes(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    begin(exchange, type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  static void begin(HttpExchange exchange, String type) {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
  }

  /** What stands behind the question mark. */
  static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String part : raw.split("&")) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        query.put(decoded(name), decoded(value));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /**
   * A whole number of the query.
   *
   * @throws IllegalArgumentException that says the name, what was expected and what was found
   */
  static long number(
      Map<String, String> query, String name, long otherwise, long least, long most) {
    String said = query.getOrDefault(name, Long.toString(otherwise));
    try {
      long number = Long.parseLong(said);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new IllegalArgumentException(
        name + "=" + said + ": expected a whole number from " + least + " to " + most);
  }
}
