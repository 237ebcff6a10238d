// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same on what was packaged: the jar, or with {@code -Dnative} the executable. */
@QuarkusIntegrationTest
class EdgeDetectorIT extends EdgeDetectorTest {}
