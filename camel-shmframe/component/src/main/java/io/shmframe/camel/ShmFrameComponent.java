// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** Reads and writes video frames in shared-memory segments, whatever their header looks like. */
@Component("shmframe")
public class ShmFrameComponent extends DefaultComponent {

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
