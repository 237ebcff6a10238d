// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.recorder;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.URISupport;

/** From an endpoint into files. */
final class RecordRoute extends RouteBuilder {

  private static final String ROUTE = "record";

  private final String uri;
  private final Recorder recorder;
  private final Consumer<String> progress;

  RecordRoute(String uri, Recorder recorder, Consumer<String> progress) {
    this.uri = uri;
    this.recorder = recorder;
    this.progress = progress;
  }

  @Override
  public void configure() throws Exception {
    from(completed(uri)).routeId(ROUTE).process(recorder);

    from("timer:progress?period=1000&delay=1000")
        .routeId("progress")
        .process(exchange -> progress.accept(recorder.line()));
  }

  /**
   * The URI with what a recorder needs of a ring and nobody has said: each frame in its turn, and
   * from the segment itself into the file.
   */
  static String completed(String uri) throws Exception {
    int question = uri.indexOf('?');
    Map<String, Object> options =
        URISupport.parseQuery(question < 0 ? "" : uri.substring(question + 1));
    if (!uri.startsWith("shmframe:") || !"ring".equals(options.getOrDefault("layout", "ring"))) {
      return uri;
    }
    StringBuilder completed = new StringBuilder(uri);
    char before = question < 0 ? '?' : '&';
    for (String option : new String[] {"bodyType=frame", "delivery=all"}) {
      if (!options.containsKey(option.substring(0, option.indexOf('=')))) {
        completed.append(before).append(option);
        before = '&';
      }
    }
    return completed.toString();
  }
}
