// SPDX-License-Identifier: Apache-2.0
/** Between the component's health checks and those of Quarkus. */
package io.shmframe.quarkus.health;
