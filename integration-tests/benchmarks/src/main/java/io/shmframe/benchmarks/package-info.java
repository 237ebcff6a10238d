/** Figures, each from one command: {@code mvn -Pbenchmarks}. */
package io.shmframe.benchmarks;
