/**
 * A camera process, a Camel application that shows what the camera sees, and one command that
 * starts both.
 */
package io.shmframe.examples.liveview;
