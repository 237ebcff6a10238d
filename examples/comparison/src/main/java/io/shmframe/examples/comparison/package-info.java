// SPDX-License-Identifier: Apache-2.0
/** The same clip through shared memory and through what people would use instead. */
package io.shmframe.examples.comparison;
