// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.httpgateway;

import java.util.Optional;

/**
 * What was sent.
 *
 * @param type one of the three that are taken
 * @param bytes the body
 * @param size of raw pixels, which do not say it themselves
 */
record Upload(String type, byte[] bytes, Optional<RawSize> size) {}
