// SPDX-License-Identifier: Apache-2.0
/**
 * What the Dev UI asks for; beans in dev mode only, and nothing of it is in a native executable.
 */
package io.shmframe.quarkus.dev;
