package dev.dropbell.listener;

import java.net.InetSocketAddress;

/**
 * A port that clients connect to. One thread at a time starts and stops it; {@link #boundAddress}
 * is safe from any thread.
 */
public interface Listener {

  /** A short name for logs and {@code /actuator/info}: {@code ftp}, {@code socketio}. */
  String name();

  /** The setting that an operator changes when the port is taken: {@code dropbell.ftp.port}. */
  String portSetting();

  /**
   * Binds and begins to serve.
   *
   * @throws ListenerBindException when the address cannot be bound
   */
  void start();

  /** Where it is bound, with the port that was chosen when the setting is 0; only while started. */
  InetSocketAddress boundAddress();

  /** Ends every connection and frees the port. Not an error when it never started. */
  void stop();
}
