/** Tests of the TCP ports: the codec by bytes alone, the rest through the running service. */
@NullMarked
package dev.dropbell.tcp;

import org.jspecify.annotations.NullMarked;
