/**
 * JavaCV's {@code Mat} and {@code Frame} for the Camel component {@code shmframe}, and the data
 * formats {@code shmframeJpeg} and {@code shmframePng}, which do without OpenCV where they must.
 */
package io.shmframe.camel.opencv;
