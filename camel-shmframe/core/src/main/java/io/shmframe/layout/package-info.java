/**
 * Where things lie in a segment: fields, headers, pixels. Pure arithmetic and bounds; touches no
 * memory.
 */
package io.shmframe.layout;
