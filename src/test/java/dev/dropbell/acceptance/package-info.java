/**
 * One class for each promise to a user, kept by the whole running service and seen from outside.
 */
@NullMarked
package dev.dropbell.acceptance;

import org.jspecify.annotations.NullMarked;
