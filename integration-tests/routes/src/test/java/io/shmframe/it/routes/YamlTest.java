// SPDX-License-Identifier: Apache-2.0
package io.shmframe.it.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** The route of the README, in YAML. */
class YamlTest extends RouteTest {

  @Test
  void shouldRunARouteInYaml() throws Exception {
    String yaml =
        """
        - route:
            from:
              uri: shmframe:%s
              parameters:
                layout: frameheader
                directory: %s
                bodyType: frame
              steps:
                - to: "shmframe:%s-annotated?layout=frameheader&directory=%s"
                - to: mock:done
        """
            .formatted(name, folder, name, folder);
    PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("route.yaml", yaml));
    MockEndpoint done = context.getEndpoint("mock:done", MockEndpoint.class);
    done.expectedMinimumMessageCount(1);
    try (RawSegment segment = segment()) {
      segment.frame(8, 4, 3, 1, 7);
      context.start();
      done.assertIsSatisfied(20_000);
    }

    assertThat(RawSegment.pixels(folder.resolve(name + "-annotated"))).containsOnly(7);
  }
}
