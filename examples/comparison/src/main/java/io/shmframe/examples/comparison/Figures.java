// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.comparison;

import java.util.Map;

/**
 * What was measured of one row at one size.
 *
 * @param framesPerSecond delivered flat out
 * @param missedShare of the frames that were sent flat out, those that were not delivered: 0 to 1
 * @param pauseMicros after each frame at which that was reached; -1 where nothing was missing that
 *     would have needed one
 * @param senderMillis of processor time for each frame that was delivered flat out
 * @param receiverMillis likewise
 * @param thirdMillis likewise
 * @param p50Micros from the sending route to the receiving route, at the steady pace
 * @param p99Micros likewise
 * @param paced how many frames that is of
 * @param senderPercent of a core, at the steady pace
 * @param receiverPercent likewise
 * @param thirdPercent likewise, of the process between the two; 0 if there is none
 * @param lost frames that did not arrive at the steady pace
 * @param wrong frames that showed no number, or one that could not be, in both measurements
 * @param torn loans that ended while they were looked at, in both
 * @param encodedBytes of an encoded picture on average; 0 where none is encoded
 * @param partMicros what the routes' parts take at the steady pace, on average
 */
record Figures(
    double framesPerSecond,
    double missedShare,
    double pauseMicros,
    double senderMillis,
    double receiverMillis,
    double thirdMillis,
    double p50Micros,
    double p99Micros,
    int paced,
    double senderPercent,
    double receiverPercent,
    double thirdPercent,
    int lost,
    int wrong,
    int torn,
    double encodedBytes,
    Map<String, Double> partMicros) {}
