// SPDX-License-Identifier: Apache-2.0
/** A route on shared memory where the segment can be reached, on a socket where not. */
package io.shmframe.examples.socketfallback;
