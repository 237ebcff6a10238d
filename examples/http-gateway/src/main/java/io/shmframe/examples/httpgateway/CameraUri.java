// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.util.URISupport;

/** Endpoints of the component, from what the configuration says. */
final class CameraUri {

  private CameraUri() {}

  /**
   * @param name a valid one
   * @param options as behind the question mark of an endpoint's URI; may be empty
   */
  static String of(String name, String options, GatewayConfig config) throws URISyntaxException {
    Map<String, Object> all = new LinkedHashMap<>();
    if (!options.isEmpty()) {
      all.putAll(URISupport.parseQuery(options));
    }
    all.putIfAbsent("directory", config.directory().toString());
    all.putIfAbsent("staleAfter", Long.toString(config.staleAfter().toMillis()));
    return "shmframe:" + name + "?" + URISupport.createQueryString(all);
  }
}
