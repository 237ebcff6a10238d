// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;

/** Reads and writes video frames in shared-memory segments, whatever their header looks like. */
@Component("shmframe")
public class ShmFrameComponent extends HealthCheckComponent {

  private final Observations observations = new Observations();

  /**
   * The consumers and producers that run, with their figures by name, as the dev console shows them
   * (docs/guide/observing.md). Safe from any thread.
   */
  public List<Map<String, Object>> figures() {
    return observations.figures();
  }

  Observations observations() {
    return observations;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    ShmFrameConfiguration configuration = new ShmFrameConfiguration();
    configuration.setName(remaining.startsWith("/") ? remaining.substring(1) : remaining);
    ShmFrameEndpoint endpoint = new ShmFrameEndpoint(uri, this, configuration);
    Object layout = parameters.get("layout");
    if (layout instanceof String text && text.startsWith("#")) {
      Object bean = resolveAndRemoveReferenceParameter(parameters, "layout", Object.class);
      configuration.useLayout(text, bean);
    }
    setProperties(endpoint, parameters);
    configuration.validate(endpoint.getExchangePattern());
    return endpoint;
  }
}
