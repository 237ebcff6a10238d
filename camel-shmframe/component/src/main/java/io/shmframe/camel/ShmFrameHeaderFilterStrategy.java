// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import org.apache.camel.support.DefaultHeaderFilterStrategy;

/**
 * Which message headers a ring's frames carry: all but Camel's own, in both directions. What a peer
 * wrote must not steer a component of the route.
 */
public final class ShmFrameHeaderFilterStrategy extends DefaultHeaderFilterStrategy {

  public ShmFrameHeaderFilterStrategy() {
    setLowerCase(true);
    setOutFilterStartsWith(CAMEL_FILTER_STARTS_WITH);
    setInFilterStartsWith(CAMEL_FILTER_STARTS_WITH);
  }
}
