/** JavaCV's {@code Mat} and {@code Frame} for the Camel component {@code shmframe}. */
package io.shmframe.camel.opencv;
