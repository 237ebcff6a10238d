// SPDX-License-Identifier: Apache-2.0
/** Two threads at one slot of a ring, millions of times. */
package io.shmframe.jcstress;
