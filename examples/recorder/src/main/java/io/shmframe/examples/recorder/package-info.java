// SPDX-License-Identifier: Apache-2.0
/** Records any segment to files, and replays them with the timing that they had. */
package io.shmframe.examples.recorder;
