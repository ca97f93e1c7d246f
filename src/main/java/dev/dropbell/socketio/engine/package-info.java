/**
 * Engine.IO v4, the protocol under Socket.IO: sessions over HTTP long-polling and WebSocket, the
 * upgrade between them, heartbeats, and what a broken or greedy client gets.
 *
 * <p>It carries texts and bytes for a {@link dev.dropbell.socketio.engine.Receiver} and knows
 * nothing of rooms or namespaces. See the <a
 * href="https://socket.io/docs/v4/engine-io-protocol/">specification</a>.
 *
 * <p><b>Concurrency.</b> The connections of one session may belong to several event loops. What a
 * session knows is guarded by the session itself, and everything that comes in for it runs while
 * holding that lock. What goes out does not: any thread puts it into the session's {@link
 * dev.dropbell.hub.Outbox}, which has a lock of its own and never calls anybody, and the event loop
 * of the transport in use takes it from there. So a thread that broadcasts never waits for a
 * client, and the order in the outbox is the order on the wire.
 */
@NullMarked
package dev.dropbell.socketio.engine;

import org.jspecify.annotations.NullMarked;
