/** Measurements, each with its command. They decide nothing by themselves and run by hand. */
@NullMarked
package dev.dropbell.benchmark;

import org.jspecify.annotations.NullMarked;
