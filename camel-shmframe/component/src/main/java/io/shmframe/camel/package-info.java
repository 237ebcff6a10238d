/**
 * The Camel component {@code shmframe}: video frames in shared memory. Knows exchanges, options and
 * threads; where things lie in a segment is the core's business.
 */
package io.shmframe.camel;
