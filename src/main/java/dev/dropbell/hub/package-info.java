/**
 * The hub: a message comes in, goes to the log, and leaves over every transport to whoever joined
 * one of its topics, once each and in one order for all.
 *
 * <p>Plain Java. Knows nothing of files, FTP, HTTP or Socket.IO; it may use nothing else of ours.
 * It never blocks on a subscriber and never encodes a message: that is the business of a {@link
 * dev.dropbell.hub.Transport}. What a subscriber has not read yet waits in the {@link
 * dev.dropbell.hub.Outbox} of its connection.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.dropbell.hub;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
