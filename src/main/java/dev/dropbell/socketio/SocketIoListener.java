package dev.dropbell.socketio;

import static java.util.Objects.requireNonNull;

import com.corundumstudio.socketio.namespace.Namespace;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.TransportMeters;
import dev.dropbell.listener.Listener;
import dev.dropbell.listener.ListenerBindException;
import dev.dropbell.listener.ServerTls;
import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.socketio.engine.CloseReason;
import dev.dropbell.socketio.engine.Engine;
import io.netty.channel.ChannelException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The Socket.IO port. */
final class SocketIoListener implements Listener {

  static final String NAME = "socketio";

  private final SocketIoProperties properties;
  private final InetAddress bindAddress;
  private final AllowedOrigins origins;
  private final Admission admission;
  private final RoomTransport rooms;
  private final @Nullable ServerTls tls;

  private volatile @Nullable SocketIoServer server;

  /** A listener whose clients take part in this hub. */
  SocketIoListener(
      SocketIoProperties properties,
      InetAddress bindAddress,
      AllowedOrigins origins,
      Admission admission,
      Hub hub,
      @Nullable ServerTls tls) {
    this.properties = properties;
    this.bindAddress = bindAddress;
    this.origins = origins;
    this.admission = admission;
    this.rooms = new RoomTransport(hub);
    this.tls = tls;
    watch(rooms.meters());
  }

  private void watch(TransportMeters meters) {
    meters.watchDropped("progress", this, l -> l.counted(Engine::droppedCount));
    for (CloseReason reason : CloseReason.values()) {
      meters.watchDropped(reason.label(), this, l -> l.counted(e -> e.lostCount(reason)));
      meters.watchDisconnects(reason.label(), this, l -> l.counted(e -> e.closedCount(reason)));
    }
  }

  /** Nothing is, when it is not started. */
  private double counted(ToLongFunction<Engine> count) {
    SocketIoServer running = server;
    return running == null ? 0 : count.applyAsLong(running.engine());
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
    SocketIoServer starting =
        new SocketIoServer(
            properties, bindAddress, Pipeline.socketIo(properties, origins, admission, tls));
    rooms.serve(starting.namespace(Namespace.DEFAULT_NAME));
    try {
      starting.bind();
    } catch (ChannelException e) {
      throw new ListenerBindException(
          this, new InetSocketAddress(bindAddress, properties.port()), e);
    }
    server = starting;
  }

  @Override
  public InetSocketAddress boundAddress() {
    return started().boundAddress();
  }

  @Override
  public boolean speaksTls() {
    return tls != null;
  }

  @Override
  public void closeDoor() {
    if (server != null) {
      server.closeDoor();
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
    rooms.stop();
  }

  /** Its sessions; only while started. */
  Engine engine() {
    return started().engine();
  }

  /** Who is connected; the same from start to stop. */
  RoomTransport rooms() {
    return rooms;
  }

  private SocketIoServer started() {
    return requireNonNull(server, "not started");
  }
}
