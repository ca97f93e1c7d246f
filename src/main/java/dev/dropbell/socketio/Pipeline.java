package dev.dropbell.socketio;

import static java.util.Objects.requireNonNull;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOChannelInitializer;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import com.corundumstudio.socketio.scheduler.CancelableScheduler;
import com.corundumstudio.socketio.scheduler.HashedWheelTimeoutScheduler;
import dev.dropbell.listener.ServerTls;
import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.socketio.engine.Engine;
import dev.dropbell.socketio.engine.EngineSettings;
import dev.dropbell.socketio.engine.Receiver;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Puts our handlers into a connection, in place of the library's: see the package's description for
 * what each mends. Safe for concurrent use once started.
 */
final class Pipeline extends SocketIOChannelInitializer {

  /** Makes what the sessions' messages are for. */
  @FunctionalInterface
  interface Protocol {
    Receiver.Factory receivers(
        Configuration configuration, NamespacesHub namespaces, CancelableScheduler scheduler);
  }

  static final String SOCKET_IO_PATH = "/socket.io/";

  private final EngineSettings settings;
  private final AllowedOrigins origins;
  private final @Nullable ServerTls tls;
  private final Protocol protocol;
  private final CancelableScheduler scheduler = new HashedWheelTimeoutScheduler();
  private volatile @Nullable Engine engine;

  /**
   * Not started yet.
   *
   * @param tls null for none
   */
  Pipeline(
      EngineSettings settings, AllowedOrigins origins, @Nullable ServerTls tls, Protocol protocol) {
    this.settings = settings;
    this.origins = origins;
    this.tls = tls;
    this.protocol = protocol;
  }

  /** Socket.IO for whom the admission lets in. */
  static Pipeline socketIo(
      SocketIoProperties properties,
      AllowedOrigins origins,
      Admission admission,
      @Nullable ServerTls tls) {
    return new Pipeline(
        properties.engineSettings(SOCKET_IO_PATH),
        origins,
        tls,
        (configuration, namespaces, scheduler) ->
            new SocketProtocol(
                configuration, namespaces, scheduler, admission, properties.connectTimeout()));
  }

  /** All sessions; only once started. */
  Engine engine() {
    return requireNonNull(engine, "not started");
  }

  @Override
  public void start(Configuration configuration, NamespacesHub namespaces) {
    super.start(configuration, namespaces);
    engine =
        new Engine(settings, origins, protocol.receivers(configuration, namespaces, scheduler));
  }

  @Override
  public void stop() {
    super.stop();
    scheduler.shutdown();
  }

  @Override
  protected void addSslHandler(ChannelPipeline pipeline) {
    if (tls != null) {
      pipeline.addLast(new SslHandler(tls.newEngine()));
    }
  }

  @Override
  protected void addSocketioHandlers(ChannelPipeline pipeline) {
    engine().serve(pipeline);
  }
}
