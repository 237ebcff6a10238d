// SPDX-License-Identifier: Apache-2.0
/** Cameras over HTTP: snapshots, live pictures, uploads, and a list of what there is. */
package io.shmframe.examples.httpgateway;
