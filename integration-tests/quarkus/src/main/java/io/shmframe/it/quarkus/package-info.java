// SPDX-License-Identifier: Apache-2.0
/** An application that shows over HTTP what the extension can do. */
package io.shmframe.it.quarkus;
