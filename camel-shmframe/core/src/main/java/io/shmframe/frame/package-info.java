/**
 * Reading and writing frames: readers that deliver whole frames only, writers that store in the
 * order that readers need, loans, waiting, and following a segment that is replaced. Knows no
 * Camel.
 */
package io.shmframe.frame;
