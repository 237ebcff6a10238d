// SPDX-License-Identifier: Apache-2.0
/** Processes that read and write one ring. */
package io.shmframe.it.stress;
