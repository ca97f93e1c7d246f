package dev.dropbell.socketio;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.listener.ExceptionListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what our listeners throw, without what the client sent. */
final class ListenerFaults implements ExceptionListener {

  private static final Logger log = LoggerFactory.getLogger(ListenerFaults.class);

  @Override
  public void onEventException(Exception e, List<Object> args, SocketIOClient client) {
    fault("event", e, client);
  }

  @Override
  public void onDisconnectException(Exception e, SocketIOClient client) {
    fault("disconnect", e, client);
  }

  @Override
  public void onConnectException(Exception e, SocketIOClient client) {
    fault("connect", e, client);
  }

  @Override
  @Deprecated
  public void onPingException(Exception e, SocketIOClient client) {
    fault("ping", e, client);
  }

  @Override
  public void onPongException(Exception e, SocketIOClient client) {
    fault("pong", e, client);
  }

  @Override
  public boolean exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
    return false;
  }

  @Override
  public void onAuthException(Throwable e, SocketIOClient client) {
    fault("auth", e, client);
  }

  private static void fault(String listener, Throwable e, SocketIOClient client) {
    log.error("listener failed: listener={} id={}", listener, client.getSessionId(), e);
  }
}
