package dev.dropbell.tcp;

import static java.util.Objects.requireNonNull;

import dev.dropbell.listener.Listener;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One of the TCP ports. */
final class TcpListener implements Listener {

  private final String name;
  private final String portSetting;
  private final InetSocketAddress address;
  private final TcpProperties settings;
  private final Protocol protocol;
  private volatile @Nullable NettyServer server;

  /** What is spoken over a port. Called on event loops. */
  interface Protocol {

    /** Puts the handlers of a new connection into its pipeline. */
    void equip(Channel channel);

    /** Whether TLS carries it. */
    boolean speaksTls();

    /** Says goodbye to a connection, and closes it soon after. */
    void dismiss(Channel channel);

    /** No connection is left. */
    void ended();
  }

  private TcpListener(
      String name,
      String portSetting,
      InetSocketAddress address,
      TcpProperties settings,
      Protocol protocol) {
    this.name = name;
    this.portSetting = portSetting;
    this.address = address;
    this.settings = settings;
    this.protocol = protocol;
  }

  /** The port of the framed endpoint. */
  static TcpListener frames(InetAddress bindAddress, TcpProperties settings, FrameProtocol frames) {
    return new TcpListener(
        "tcp",
        "dropbell.tcp.port",
        new InetSocketAddress(bindAddress, settings.port()),
        settings,
        frames);
  }

  /** The port of the echo. */
  static TcpListener echo(InetAddress bindAddress, TcpProperties settings) {
    return new TcpListener(
        "echo",
        "dropbell.tcp.echo-port",
        new InetSocketAddress(bindAddress, requireNonNull(settings.echoPort())),
        settings,
        new EchoProtocol(settings.idleTimeout()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String portSetting() {
    return portSetting;
  }

  @Override
  public void start() {
    NettyServer starting = new NettyServer(this, address, settings, protocol::equip);
    starting.bind();
    server = starting;
  }

  @Override
  public InetSocketAddress boundAddress() {
    return requireNonNull(server, "not started").boundAddress();
  }

  @Override
  public boolean speaksTls() {
    return protocol.speaksTls();
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
      server.close(protocol::dismiss);
      server = null;
      protocol.ended();
    }
  }
}
