/**
 * JMH benchmarks. Each carries its command; {@code ./mvnw test-compile} first. None runs with the
 * tests.
 */
@NullMarked
package dev.dropbell.benchmark;

import org.jspecify.annotations.NullMarked;
