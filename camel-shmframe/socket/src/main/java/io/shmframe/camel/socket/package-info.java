// SPDX-License-Identifier: Apache-2.0
/**
 * The wire formats of home-made socket programs, for Camel's {@code netty:}, and a fallback from
 * shared memory to them.
 */
package io.shmframe.camel.socket;
