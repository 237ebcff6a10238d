// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.quarkus;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.json.Jsoner;

/** What health, console and metrics of the application say of its endpoints. */
final class Observation {

  private final Http http;

  Observation(Http http) {
    this.http = http;
  }

  /**
   * What {@code /q/health} says of one check.
   *
   * @param overall of all checks of the component
   * @param state of this one, in a word
   * @param message what is wrong; empty while all is well
   */
  record Health(String overall, String state, String segment, String message) {}

  Health health(String check) {
    Map<?, ?> ready = json("q/health/ready", "application/json");
    Map<?, ?> answer = find(entries(ready.get("checks")), "name", "camel-shmframe");
    Map<?, ?> data = (Map<?, ?>) answer.get("data");
    return new Health(
        text(answer, "status"),
        text(data, check + ".state"),
        text(data, check + ".segment"),
        text(data, check + ".message"));
  }

  /** What the console says of one endpoint, by name. */
  Map<?, ?> console(String id) {
    return find(endpoints(), "id", id);
  }

  /** What the console says of all. */
  List<? extends Map<?, ?>> endpoints() {
    return entries(json("console/shmframe", "application/json").get("endpoints"));
  }

  /** The same for a person's eye. */
  String consoleText() {
    return http.get("console/shmframe", "text/plain").text();
  }

  /**
   * The value of a meter of one endpoint, as Prometheus is told it.
   *
   * @param name as Prometheus writes it
   */
  double meter(String name, String id) {
    String metrics = http.get("q/metrics", "text/plain").text();
    Matcher line =
        Pattern.compile("(?m)^" + name + "\\{[^}]*\\bid=\"" + id + "\"[^}]*} (\\S+)$")
            .matcher(metrics);
    if (!line.find()) {
      throw new AssertionError("No meter " + name + " of " + id + " in\n" + metrics);
    }
    return Double.parseDouble(line.group(1));
  }

  private Map<?, ?> json(String path, String type) {
    String text = http.get(path, type).text();
    try {
      return (Map<?, ?>) Jsoner.deserialize(text);
    } catch (Exception e) {
      throw new AssertionError(path + " is no JSON object: " + text, e);
    }
  }

  private static List<? extends Map<?, ?>> entries(Object list) {
    return ((Collection<?>) list).stream().map(entry -> (Map<?, ?>) entry).toList();
  }

  private static Map<?, ?> find(List<? extends Map<?, ?>> entries, String key, String value) {
    for (Map<?, ?> entry : entries) {
      if (value.equals(entry.get(key))) {
        return entry;
      }
    }
    throw new AssertionError("No " + key + "=" + value + " in " + entries);
  }

  private static String text(Map<?, ?> map, String key) {
    Object value = map.get(key);
    return value == null ? "" : value.toString();
  }
}
