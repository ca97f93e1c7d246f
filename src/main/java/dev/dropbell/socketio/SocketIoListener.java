package dev.dropbell.socketio;

import static java.util.Objects.requireNonNull;

import com.corundumstudio.socketio.AuthorizationResult;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.namespace.Namespace;
import dev.dropbell.hub.Hub;
import dev.dropbell.listener.Listener;
import dev.dropbell.listener.ListenerBindException;
import dev.dropbell.security.AllowedOrigins;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The Socket.IO port. */
final class SocketIoListener implements Listener {

  static final String NAME = "socketio";

  private final SocketIoProperties properties;
  private final InetAddress bindAddress;
  private final AllowedOrigins origins;
  private final Hub hub;

  private volatile @Nullable QuickServer server;
  private @Nullable ScheduledExecutorService scheduler;

  SocketIoListener(
      SocketIoProperties properties, InetAddress bindAddress, AllowedOrigins origins, Hub hub) {
    this.properties = properties;
    this.bindAddress = bindAddress;
    this.origins = origins;
    this.hub = hub;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String portSetting() {
    return "dropbell.socketio.port";
  }

  @Override
  public void start() {
    ScheduledExecutorService counting =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("socketio-counts").daemon().factory());
    scheduler = counting;
    QuickServer starting = new QuickServer(configuration());
    new RoomTransport(hub, counting).serve(starting.getNamespace(Namespace.DEFAULT_NAME));
    try {
      starting.bind();
    } catch (ChannelException e) {
      stop();
      throw new ListenerBindException(
          this, new InetSocketAddress(bindAddress, properties.port()), e);
    }
    server = starting;
  }

  @Override
  public InetSocketAddress boundAddress() {
    return requireNonNull(server, "not started").boundAddress();
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
    if (scheduler != null) {
      scheduler.shutdownNow();
      scheduler = null;
    }
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.setHostname(bindAddress.getHostAddress());
    configuration.setPort(properties.port());
    configuration.setPingInterval((int) properties.pingInterval().toMillis());
    configuration.setPingTimeout((int) properties.pingTimeout().toMillis());
    int maxPayload = (int) properties.maxPayload().toBytes();
    configuration.setMaxFramePayloadLength(maxPayload);
    configuration.setMaxHttpContentLength(maxPayload);
    // Otherwise the session id is taken from a cookie, and anybody takes over anybody's session.
    configuration.setRandomSession(true);
    configuration.setWebsocketCompression(false);
    configuration.setHttpCompression(false);
    configuration.setAddVersionHeader(false);
    configuration.setSocketConfig(socketConfig());
    configuration.setAuthorizationListener(handshake ->
        origins.allows(handshake.getHttpHeaders().get(HttpHeaderNames.ORIGIN))
            ? AuthorizationResult.SUCCESSFUL_AUTHORIZATION
            : AuthorizationResult.FAILED_AUTHORIZATION);
    return configuration;
  }

  private static SocketConfig socketConfig() {
    SocketConfig socket = new SocketConfig();
    socket.setReuseAddress(true);
    socket.setTcpNoDelay(true);
    return socket;
  }
}
