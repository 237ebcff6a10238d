// SPDX-License-Identifier: Apache-2.0
/** A Quarkus application for an edge box: camera in, people found and marked, events out. */
package io.shmframe.examples.edgedetector;
