// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import java.util.Set;
import org.apache.camel.support.DefaultHeaderFilterStrategy;

/**
 * Which message headers a ring's frames carry: all but Camel's own, in both directions, since what
 * a peer wrote must not steer a component of the route. What an HTTP request brought to prove who
 * sent it does not go into shared memory either.
 */
public final class ShmFrameHeaderFilterStrategy extends DefaultHeaderFilterStrategy {

  public ShmFrameHeaderFilterStrategy() {
    setLowerCase(true);
    setOutFilterStartsWith(CAMEL_FILTER_STARTS_WITH);
    setInFilterStartsWith(CAMEL_FILTER_STARTS_WITH);
    getOutFilter().addAll(Set.of("authorization", "proxy-authorization", "cookie", "set-cookie"));
  }
}
