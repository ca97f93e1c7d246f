/**
 * The Socket.IO endpoint: rooms, joined by unmodified socket.io clients, and what rings in them.
 *
 * <p>A {@link dev.dropbell.hub.Transport} of the hub. netty-socketio's types stay in this package;
 * it never touches a file and never sees another adapter.
 *
 * <p><b>What is the library's and what is ours.</b> netty-socketio 2.0.14 is sound where a server's
 * code meets it, and weak at the wire. So its namespaces, listeners, clients and acks are used as
 * they are ({@code Namespace}, {@code NamespaceClient}, {@code ClientHead}, {@code AckManager},
 * {@code AckRequest}); everything between the socket and them is ours:
 *
 * <pre>
 *   TCP ──► engine (HTTP, WebSocket, sessions) ──► SocketConnection ──► Head ──► the library's
 *                                                   PacketAssembler              namespaces
 *   TCP ◄── engine (Outbox, LoopWriter)        ◄── PacketWriter     ◄── Head ◄── and listeners
 * </pre>
 *
 * <p>It is put together without a patched class and without reflection: {@link
 * dev.dropbell.socketio.Pipeline} is a {@code SocketIOChannelInitializer} that adds our handlers
 * where the library adds its own. When the library mends one of these, the class beside it can go:
 *
 * <table>
 * <caption>Defects of netty-socketio 2.0.14, and what stands in their place</caption>
 * <tr><th>defect</th><th>where in the library</th><th>mended by</th></tr>
 * <tr><td>C1: a client is in the main namespace before its CONNECT, and gets events</td>
 *     <td>{@code AuthorizeHandler.connect}</td>
 *     <td>{@code SocketConnection}: a {@code Head} is made when the admission has answered</td></tr>
 * <tr><td>C2: handshake without {@code maxPayload}</td><td>{@code AuthPacket}</td>
 *     <td>{@code EngineSession.handshake}</td></tr>
 * <tr><td>C3: any {@code EIO}; C5: POST without sid answered {@code ok}, PUT 500; each stray POST
 *     or OPTIONS kept for ever</td><td>{@code AuthorizeHandler}, {@code PollingTransport}</td>
 *     <td>{@code EngineHttpHandler}, {@code RequestError}</td></tr>
 * <tr><td>C4: closes the connection after each polling answer</td>
 *     <td>{@code EncoderHandler.sendMessage}</td><td>{@code HttpExchange}</td></tr>
 * <tr><td>C6: sessions without a namespace stay for ever, unknown sids answered 500 or not at
 *     all</td><td>{@code ClientHead}, {@code ClientsBox}</td>
 *     <td>{@code Engine}'s table of sessions, {@code Heartbeat}, and the time-out for a first
 *     CONNECT in {@code SocketConnection}</td></tr>
 * <tr><td>C7: {@code 1} leaves the poll hanging and the socket open; C8: a second poll or WebSocket
 *     takes over; aborting the probe kills the session; the upgrade loses packets</td>
 *     <td>{@code PacketListener}, {@code ClientHead}, {@code WebSocketTransport}</td>
 *     <td>{@code EngineSession}</td></tr>
 * <tr><td>C9: an unknown namespace answered with a bare string; {@code ?} in its name never
 *     answered</td><td>{@code InPacketHandler}, {@code PacketDecoder.readNamespace}</td>
 *     <td>{@code SocketConnection.connect}, {@code SocketPacket}</td></tr>
 * <tr><td>C10: packet types masked, errors swallowed, arrays before a header without {@code [}
 *     misread, logs with all the data</td><td>{@code PacketDecoder}, {@code InPacketHandler}</td>
 *     <td>{@code SocketPacket}, {@code PacketAssembler}</td></tr>
 * <tr><td>C11: after {@code 41} no pings, never timed out</td>
 *     <td>{@code ClientHead.removeNamespaceClient}</td>
 *     <td>{@code EngineSession}: its heartbeat knows no namespaces</td></tr>
 * <tr><td>C12: binary framed as Engine.IO 3</td>
 *     <td>{@code EncoderHandler}, {@code PacketEncoder}, {@code PacketDecoder}</td>
 *     <td>{@code Outgoing}, {@code SocketJson}, {@code PacketAssembler}</td></tr>
 * <tr><td>every 51st polled packet thrown away; broadcasts encoded for each client, and their
 *     packet changed by several threads at once; queues without a bound</td>
 *     <td>{@code PacketEncoder.encodePackets}, {@code EncoderHandler}, {@code ClientHead}</td>
 *     <td>{@code Outgoing}, {@code Outbox}, {@code LoopWriter}</td></tr>
 * <tr><td>the admission runs only for clients that bring something, after they are in; a refused
 *     one stays</td><td>{@code AuthTokenListener}, {@code InPacketHandler}</td>
 *     <td>{@code Admission}, {@code SocketConnection.answer}</td></tr>
 * <tr><td>session id from a cookie, the same id for session and namespace; any origin; no limit on
 *     connections; compressed frames inflated without one</td>
 *     <td>{@code AuthorizeHandler}, {@code WebSocketTransport}</td>
 *     <td>{@code Engine}, {@code EngineHttpHandler}, {@code listener.ConnectionLimits}, {@code Head}</td></tr>
 * <tr><td>a first ack id of the client moves those of the server</td>
 *     <td>{@code PacketListener.onPacket}</td><td>{@code SocketConnection.dispatch}</td></tr>
 * <tr><td>the bound port is not told, stopping takes four seconds</td>
 *     <td>{@code SocketIOServer}</td><td>{@code SocketIoServer}</td></tr>
 * </table>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"hub", "listener", "security"})
package dev.dropbell.socketio;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
