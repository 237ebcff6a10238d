// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.List;
import java.util.Map;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Shows every consumer and producer of shared-memory frames with its header and its numbers. */
@DevConsole(
    name = "shmframe",
    displayName = "Shared-Memory Frames",
    description = "Segments that are read and written, with their headers and figures")
public final class ShmFrameDevConsole extends AbstractDevConsole {

  /** Made by Camel, which finds it by its name. */
  public ShmFrameDevConsole() {
    super(
        "camel",
        "shmframe",
        "Shared-Memory Frames",
        "Segments that are read and written, with their headers and figures");
  }

  @Override
  protected String doCallText(Map<String, Object> options) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> figures : all()) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(figures.get("id"))
          .append(": ")
          .append(figures.get("state"))
          .append('\n');
      figures.forEach(
          (name, value) -> {
            if (!"id".equals(name) && !"state".equals(name)) {
              text.append(String.format("    %-16s %s%n", name, value));
            }
          });
    }
    return text.toString();
  }

  @Override
  protected Map<String, Object> doCallJson(Map<String, Object> options) {
    JsonArray endpoints = new JsonArray();
    all().forEach(figures -> endpoints.add(new JsonObject(figures)));
    JsonObject root = new JsonObject();
    root.put("endpoints", endpoints);
    return root;
  }

  private List<Map<String, Object>> all() {
    return Observations.figures(getCamelContext());
  }
}
