// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What needs camel-shmframe-opencv, where it is not on the class path, as it is not here. */
class MissingModuleTest {

  @Test
  void shouldSayWhichModuleABodyTypeNeeds() throws Exception {
    DefaultCamelContext context = new DefaultCamelContext();
    try {
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("shmframe:nobody?layout=frameheader&bodyType=mat").to("mock:nobody");
            }
          });
      assertThatThrownBy(context::start).hasStackTraceContaining("camel-shmframe-opencv");
    } finally {
      context.stop();
    }
  }
}
