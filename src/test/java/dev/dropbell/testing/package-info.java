/** Fixtures and fakes that the tests of several modules share. They speak the real protocols. */
@NullMarked
package dev.dropbell.testing;

import org.jspecify.annotations.NullMarked;
