/**
 * The HTTP connector, below everything that answers requests: it sends files without copying them,
 * and ends connections of clients that take their time (DESIGN 2.6).
 *
 * <p>It builds on the container's non-blocking endpoint, and is the only package that knows it. A
 * connection has a thread while there is something to do for it, and none while it waits: neither a
 * half-sent request nor a download to a slow client costs one. One thread for all connections
 * ({@link dev.dropbell.files.http.Sweep}) looks after the deadlines.
 */
@NullMarked
package dev.dropbell.files.http;

import org.jspecify.annotations.NullMarked;
