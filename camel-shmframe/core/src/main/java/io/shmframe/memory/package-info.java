/**
 * Files in memory: opening, creating, mapping and unmapping them, and the loads, stores and fences
 * that other processes can rely on. Knows no offset and no frame.
 */
package io.shmframe.memory;
