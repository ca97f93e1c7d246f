package dev.dropbell.listener;

import java.net.InetSocketAddress;
import java.time.Duration;

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

  /** Whether clients are to speak TLS from their first byte. */
  default boolean speaksTls() {
    return false;
  }

  /**
   * Takes nobody new in from now on, and no new work that must not be cut short. Who is connected
   * stays. Returns at once; not an error when it never started.
   */
  void closeDoor();

  /**
   * Waits until what must not be cut short has ended, and ends what has not in time. Called after
   * {@link #closeDoor}.
   *
   * @param atMost about how long it may take
   */
  default void drain(Duration atMost) throws InterruptedException {}

  /**
   * Says goodbye to every client, ends the connections and frees the port. Not an error when it
   * never started.
   */
  void stop();
}
