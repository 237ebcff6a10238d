// SPDX-License-Identifier: Apache-2.0
/** The segments of one host as rings on another one, through Kafka. */
package io.shmframe.examples.kafkabridge;
