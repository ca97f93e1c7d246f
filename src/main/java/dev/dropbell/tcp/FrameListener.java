package dev.dropbell.tcp;

import static java.util.Objects.requireNonNull;

import dev.dropbell.listener.Listener;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The port of the framed endpoint. */
final class FrameListener implements Listener {

  private final InetSocketAddress address;
  private final FrameService service;
  private volatile @Nullable NettyServer server;

  FrameListener(InetAddress bindAddress, FrameService service) {
    this.address = new InetSocketAddress(bindAddress, service.settings().port());
    this.service = service;
  }

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public String portSetting() {
    return "dropbell.tcp.port";
  }

  @Override
  public void start() {
    NettyServer starting = new NettyServer(this, address, service.settings(), this::equip);
    starting.bind();
    server = starting;
  }

  @Override
  public InetSocketAddress boundAddress() {
    return requireNonNull(server, "not started").boundAddress();
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close(FrameListener::sayGoodbye);
      server = null;
      service.stopped();
    }
  }

  /** What all its connections share. */
  FrameService service() {
    return service;
  }

  private void equip(Channel channel) {
    channel.pipeline().addLast(new FrameConnection(service));
  }

  private static void sayGoodbye(Channel channel) {
    FrameConnection connection = channel.pipeline().get(FrameConnection.class);
    if (connection == null) {
      var _ = channel.close();
    } else {
      connection.goodbye();
    }
  }
}
