// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.liveview;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in who asks for this machine by its own name. A page elsewhere could otherwise have its own
 * name resolved to this machine (DNS rebinding) and read the pictures with its visitor's browser,
 * and any page could send a form here.
 */
final class Gate extends Filter {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean loopback;
  private final String name;

  /**
   * Takes what the server is bound to, and one more name that it goes by.
   *
   * @param loopback whether only this machine can reach the server; else whoever asks is let in
   */
  Gate(boolean loopback, String name) {
    this.loopback = loopback;
    this.name = name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String description() {
    return "Host and Origin are this machine's";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("");
    Optional<String> origin = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Origin"));
    if (loopback && !allowed(host)) {
      refuse(
          exchange,
          "Host '" + host + "': expected localhost, 127.0.0.1, [::1] or the name of -Ddemo.name");
    } else if (origin.filter(it -> !it.equals("http://" + host)).isPresent()) {
      refuse(exchange, "Origin '" + origin.get() + "': expected http://" + host);
    } else {
      chain.doFilter(exchange);
    }
  }

  /** Ends the exchange: an answer is sent when it is closed, which nobody else does. */
  private static void refuse(HttpExchange exchange, String why) throws IOException {
    try (exchange) {
      Answers.text(exchange, 403, why);
    }
  }

  /** Whether a Host header, with any port, is one of this machine's names. */
  boolean allowed(String header) {
    String host = header.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
    return LOOPBACK.contains(host) || !name.isEmpty() && name.equals(host);
  }
}
