/**
 * The register/publish REST API and the WebSocket transport of the hub.
 *
 * <p>Four groups of classes. <i>Registrations</i> hold who may connect, and for how long. The
 * <i>WebSocket</i> is our own RFC 6455 endpoint on Tomcat's upgraded socket: {@link
 * dev.dropbell.relay.FrameReader} and {@link dev.dropbell.relay.Frames} are its codec, {@link
 * dev.dropbell.relay.WebSocketConnection} its life, {@link dev.dropbell.relay.WebSocketUpgrade} the
 * only class that knows Tomcat. <i>Controllers</i> speak REST, with bodies read by {@link
 * dev.dropbell.relay.JsonFields}. <i>Problems</i> answer every error as RFC 9457 says.
 *
 * <p>It never touches a file and never sees another adapter.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"hub", "json", "security"})
package dev.dropbell.relay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
