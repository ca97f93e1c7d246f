/**
 * The TCP transport of the hub: length-prefixed frames for whoever speaks no WebSocket, and an echo
 * port to probe the network with. {@code src/docs/protocol.md} is its contract.
 *
 * <p>The <i>codec</i> ({@link dev.dropbell.tcp.FrameDecoder}, {@link dev.dropbell.tcp.Frames},
 * {@link dev.dropbell.tcp.Command}) knows bytes alone. {@link dev.dropbell.tcp.FrameConnection} is
 * the life of one client on its event loop; what has come waits in its {@link
 * dev.dropbell.tcp.FrameReader}, its {@link dev.dropbell.tcp.Conversation} answers, its {@link
 * dev.dropbell.tcp.FrameAdmission} knows who it is, and its {@link dev.dropbell.tcp.FrameWriter}
 * writes. {@link dev.dropbell.tcp.NettyServer} owns ports and loops.
 *
 * <p>It never waits on an event loop, and never sees another adapter.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"hub", "json", "listener", "security"})
package dev.dropbell.tcp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
