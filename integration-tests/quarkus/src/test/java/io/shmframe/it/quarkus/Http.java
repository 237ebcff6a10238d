// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The application under test as one sees it from outside. */
final class Http {

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI root;

  Http(URI root) {
    this.root = root;
  }

  /** A body and what the application said of it. */
  record Answer(int status, byte[] body, java.net.http.HttpHeaders headers) {

    String header(String name) {
      return headers.firstValue(name).orElse("none");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * Sends bytes to an endpoint.
   *
   * @param headers names and values by turns
   */
  Answer post(String endpoint, String body, boolean answer, byte[] bytes, String... headers) {
    HttpRequest.Builder request =
        request("segment?body=" + body + "&answer=" + answer + "&to=" + encoded(endpoint))
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** Sends bytes to an endpoint, and they have to arrive. */
  void write(String endpoint, String body, byte[] bytes, String... headers) {
    Answer answer = post(endpoint, body, false, bytes, headers);
    assertThat(answer.status()).as(answer.text()).isLessThan(300);
  }

  /** Asks an endpoint, which has to answer. */
  Answer ask(String endpoint, String body, byte[] bytes, String... headers) {
    Answer answer = post(endpoint, body, true, bytes, headers);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  /** Takes a frame from an endpoint, where there has to be one. */
  Answer read(String endpoint) {
    Answer answer = get("segment?from=" + encoded(endpoint));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  /** Takes a frame from an endpoint as a JPEG or PNG file. */
  Answer readAs(String format, String endpoint) {
    Answer answer = get("segment?as=" + format + "&from=" + encoded(endpoint));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  /** Sends bytes through a socket of the application. */
  Answer link(String link, byte[] bytes) {
    Answer answer =
        send(request("segment/" + link).POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    assertThat(answer.status()).as(answer.text()).isLessThan(300);
    return answer;
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  /**
   * @param type of the answer that is wanted
   */
  Answer get(String path, String type) {
    return send(request(path).header("Accept", type).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(root.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.body(), response.headers());
    } catch (IOException e) {
      throw new AssertionError("The application does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
