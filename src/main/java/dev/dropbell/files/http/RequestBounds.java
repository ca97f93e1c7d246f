package dev.dropbell.files.http;

import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Tells each {@link Connection} where its requests begin and end. As thread-safe as the other. */
final class RequestBounds implements AbstractEndpoint.Handler<NioChannel> {

  private final AbstractEndpoint.Handler<NioChannel> handler;

  RequestBounds(AbstractEndpoint.Handler<NioChannel> handler) {
    this.handler = handler;
  }

  @Override
  public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
    if (!(socket instanceof Connection connection)) {
      return handler.process(socket, event);
    }
    long sentBefore = connection.sent();
    connection.begin(event == SocketEvent.OPEN_READ);
    SocketState state = SocketState.CLOSED;
    try {
      state = handler.process(socket, event);
      return state;
    } finally {
      connection.end(
          connection.sent() != sentBefore,
          state == SocketState.LONG && !isAsync(connection),
          state == SocketState.OPEN);
    }
  }

  /** A request whose answer is made elsewhere looks like one that is not whole. */
  private static boolean isAsync(Connection connection) {
    return connection.getCurrentProcessor() instanceof Processor processor && processor.isAsync();
  }

  @Override
  public Object getGlobal() {
    return handler.getGlobal();
  }

  @Override
  public void release(SocketWrapperBase<NioChannel> socket) {
    handler.release(socket);
  }

  @Override
  public void pause() {
    handler.pause();
  }

  @Override
  public void recycle() {
    handler.recycle();
  }
}
