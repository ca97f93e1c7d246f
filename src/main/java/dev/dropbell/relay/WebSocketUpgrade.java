package dev.dropbell.relay;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket that Tomcat hands over after the handshake.
 *
 * <p><b>Why not Tomcat's own WebSocket?</b> Its blocking send may wait for a slow client, its
 * asynchronous one starts a task for every message and client, and neither lets many clients share
 * one encoded frame. In a prototype of each with 1,000 and 5,000 clients on two cores, both took
 * more CPU for a delivery than this way, which writes without waiting and sends what has gathered
 * in one system call. Like Tomcat's own, it builds on the container's non-blocking socket.
 *
 * <p>Tomcat recycles a socket's buffers when it closes it. So whoever writes or closes from another
 * thread holds the socket's lock, which Tomcat holds while it runs an event, and looks first
 * whether the socket is closed.
 *
 * <p>Public, with a public constructor, only because the container makes it.
 */
public final class WebSocketUpgrade implements InternalHttpUpgradeHandler, Wire {

  private static final Logger log = LoggerFactory.getLogger(WebSocketUpgrade.class);

  /** Bytes read, or handed to the socket, at a time; the size of Tomcat's own buffers. */
  private static final int CHUNK = 8 * 1024;

  private @Nullable Function<Wire, WebSocketConnection> open;
  private @Nullable SocketWrapperBase<?> socket;

  /** Null before {@link #init}. Set once, by the thread that all events come after. */
  private volatile @Nullable WebSocketConnection connection;

  /** For the container. */
  public WebSocketUpgrade() {}

  /** Says who takes the socket; to be called before the request ends. */
  void onOpen(Function<Wire, WebSocketConnection> open) {
    this.open = open;
  }

  @Override
  public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
    socket = wrapper;
  }

  @Override
  public void init(WebConnection upgraded) {
    connection = requireNonNull(open).apply(this);
  }

  @Override
  public SocketState upgradeDispatch(SocketEvent event) {
    WebSocketConnection opened = requireNonNull(connection);
    return switch (event) {
      case OPEN_READ -> read(opened);
      case OPEN_WRITE -> {
        opened.writable();
        yield SocketState.UPGRADED;
      }
      case STOP -> {
        opened.close(CloseStatus.GOING_AWAY);
        yield SocketState.UPGRADED;
      }
      case TIMEOUT, DISCONNECT, ERROR, CONNECT_FAIL -> SocketState.CLOSED;
    };
  }

  private SocketState read(WebSocketConnection opened) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
      int count;
      while ((count = socket().read(false, bytes)) > 0) {
        opened.received(bytes.flip());
        bytes.clear();
      }
      return count < 0 ? SocketState.CLOSED : SocketState.UPGRADED;
    } catch (IOException e) {
      log.debug("websocket read failed", e);
      return SocketState.CLOSED;
    } catch (RuntimeException e) {
      log.error("websocket failed", e);
      return SocketState.CLOSED;
    }
  }

  @Override
  public boolean write(Slices from) throws IOException {
    SocketWrapperBase<?> wrapper = socket();
    Lock lock = wrapper.getLock();
    lock.lock();
    try {
      if (wrapper.isClosed()) {
        throw new IOException("the socket is closed");
      }
      while (wrapper.canWrite()) {
        ByteBuffer bytes = from.next(CHUNK);
        if (bytes == null) {
          break;
        }
        wrapper.write(false, bytes);
      }
      boolean full = wrapper.flush(false);
      if (full) {
        wrapper.registerWriteInterest();
      }
      return full;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close(boolean reset) {
    SocketWrapperBase<?> wrapper = socket();
    Lock lock = wrapper.getLock();
    lock.lock();
    try {
      if (wrapper.isClosed()) {
        return;
      }
      if (reset && wrapper.getSocket() instanceof NioChannel channel) {
        channel.getIOChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      log.debug("websocket cannot be reset", e);
    } finally {
      wrapper.close();
      lock.unlock();
    }
  }

  /** The container has closed the socket. */
  @Override
  public void destroy() {
    WebSocketConnection opened = connection;
    if (opened != null) {
      opened.ended();
    }
  }

  private SocketWrapperBase<?> socket() {
    return requireNonNull(socket);
  }

  @Override
  public boolean hasAsyncIO() {
    return false;
  }

  @Override
  public void setSslSupport(SSLSupport sslSupport) {}

  @Override
  public void timeoutAsync(long now) {}

  @Override
  public void pause() {}
}
