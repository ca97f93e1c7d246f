package dev.dropbell.tcp;

import io.netty.channel.Channel;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What is spoken over the echo port. */
final class EchoProtocol implements TcpListener.Protocol {

  private final Duration idleTimeout;

  EchoProtocol(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  @Override
  public void equip(Channel channel) {
    channel
        .pipeline()
        .addLast(new IdleStateHandler(0, 0, idleTimeout.toMillis(), TimeUnit.MILLISECONDS))
        .addLast(new EchoConnection());
  }

  @Override
  public boolean speaksTls() {
    return false;
  }

  @Override
  public void dismiss(Channel channel) {
    EchoConnection connection = channel.pipeline().get(EchoConnection.class);
    if (connection != null) {
      connection.goodbye();
    }
  }

  @Override
  public void ended() {
    // Nothing is shared.
  }
}
