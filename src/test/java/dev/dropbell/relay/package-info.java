/** Tests of the relay: its codec by bytes alone, the rest through the running service. */
@NullMarked
package dev.dropbell.relay;

import org.jspecify.annotations.NullMarked;
