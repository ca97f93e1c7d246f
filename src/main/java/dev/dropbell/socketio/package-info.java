/**
 * The Socket.IO endpoint: rooms, joined by unmodified socket.io clients, and what rings in them.
 *
 * <p>A {@link dev.dropbell.hub.Transport} of the hub. netty-socketio's types stay in this package;
 * it never touches a file and never sees another adapter.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"hub", "listener", "security"})
package dev.dropbell.socketio;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
