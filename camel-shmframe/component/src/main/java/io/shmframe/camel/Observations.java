// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.camel.CamelContext;

/** The consumers and producers of a component that run, each by a name of its own. Thread-safe. */
final class Observations {

  private record Entry(Observed observed, FrameMeters meters) {}

  private final ConcurrentMap<String, Entry> running = new ConcurrentHashMap<>();

  /**
   * Begins to observe; the meters are registered where there is a registry.
   *
   * @param wish for a name; a number is added where it is taken
   * @return its name
   */
  String add(CamelContext context, String wish, Observed observed) {
    Entry entry = new Entry(observed, FrameMeters.NONE);
    String id = wish;
    for (int number = 2; running.putIfAbsent(id, entry) != null; number++) {
      id = wish + "-" + number;
    }
    try {
      FrameMeters meters = FrameMeters.open(context, id, observed);
      running.put(id, new Entry(observed, meters));
      observed.tally().meters(meters);
    } catch (RuntimeException | Error e) {
      // Of a meter registry of the application's.
      remove(id);
      throw e;
    }
    return id;
  }

  /** Ends it, and removes the meters. */
  void remove(String id) {
    Entry entry = running.remove(id);
    if (entry != null) {
      entry.observed().tally().meters(FrameMeters.NONE);
      entry.meters().close();
    }
  }

  /** The figures of all that run in a context, whatever their component is called there. */
  static List<Map<String, Object>> figures(CamelContext context) {
    return context.getComponentNames().stream()
        .map(context::hasComponent)
        .filter(Objects::nonNull)
        .filter(ShmFrameComponent.class::isInstance)
        .flatMap(component -> ((ShmFrameComponent) component).figures().stream())
        .toList();
  }

  /** The figures of all, by name. */
  List<Map<String, Object>> figures() {
    List<Map<String, Object>> all = new ArrayList<>();
    running.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> all.add(figures(entry.getKey(), entry.getValue().observed())));
    return all;
  }

  private static Map<String, Object> figures(String id, Observed observed) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("id", id);
    figures.put("direction", observed.direction());
    figures.put("route", observed.route());
    figures.put("uri", observed.uri());
    figures.putAll(observed.figures());
    return figures;
  }
}
