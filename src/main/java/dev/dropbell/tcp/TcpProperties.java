package dev.dropbell.tcp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the TCP ports.
 *
 * @param port of the framed endpoint; 0 takes any free one
 * @param echoPort of the echo; 0 takes any free one, -1 or nothing switches it off
 * @param backlog connections that wait to be accepted, as far as the system allows
 * @param idleTimeout a connection over which nothing has gone for so long, either way, is closed
 * @param frameTimeout how long the rest of a begun frame may take, beyond what its size explains (4
 *     KiB/s)
 * @param authTimeout how long a connection may take to authenticate, when tokens are configured
 * @param maxConnections the most connections of each port
 * @param maxConnectionsPerAddress the same for one address; generous, because everybody behind a
 *     proxy has one address
 * @param outgoingBuffer the most that may wait for one client to read; over it progress is dropped,
 *     then the client is closed
 * @param incomingBuffer the most that frames which come in pieces may take in all; 0 is a quarter
 *     of the memory that the JVM may have
 * @param threads event loops of each port; 0 is one for each processor
 * @param ssl TLS of the framed endpoint
 */
@ConfigurationProperties("dropbell.tcp")
record TcpProperties(
    @DefaultValue("7000") int port,
    @DefaultValue("-1") @Nullable Integer echoPort,
    @DefaultValue("1024") int backlog,
    @DefaultValue("5m") Duration idleTimeout,
    @DefaultValue("30s") Duration frameTimeout,
    @DefaultValue("10s") Duration authTimeout,
    @DefaultValue("50000") int maxConnections,
    @DefaultValue("20000") int maxConnectionsPerAddress,
    @DefaultValue("1MB") DataSize outgoingBuffer,
    @DefaultValue("0") DataSize incomingBuffer,
    @DefaultValue("0") int threads,
    @DefaultValue Ssl ssl) {

  private static final int MAX_PORT = 65535;
  private static final int OFF = -1;

  /**
   * TLS.
   *
   * @param bundle name of a {@code spring.ssl.bundle}; empty is without TLS
   */
  record Ssl(@DefaultValue("") String bundle) {}

  TcpProperties {
    requirePort("port", port, 0);
    if (echoPort != null) {
      requirePort("echo-port", echoPort, OFF);
    }
    requirePositive("backlog", backlog);
    requirePositive("idle-timeout", idleTimeout);
    requirePositive("frame-timeout", frameTimeout);
    requirePositive("auth-timeout", authTimeout);
    requirePositive("max-connections", maxConnections);
    requirePositive("max-connections-per-address", maxConnectionsPerAddress);
    if (outgoingBuffer.toBytes() < 1 || outgoingBuffer.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "dropbell.tcp.outgoing-buffer: %s is not usable; write a size such as 1MB, below 2GB"
              .formatted(outgoingBuffer));
    }
    if (incomingBuffer.isNegative()) {
      throw new IllegalArgumentException(
          "dropbell.tcp.incoming-buffer: %s is not usable; write a size such as 256MB, or 0"
              .formatted(incomingBuffer));
    }
    if (threads < 0) {
      throw new IllegalArgumentException(
          "dropbell.tcp.threads: %d is not usable; write a number, or 0 for one for each processor"
              .formatted(threads));
    }
    threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  boolean hasEcho() {
    return echoPort != null && echoPort != OFF;
  }

  long incomingBytes() {
    return incomingBuffer.toBytes() == 0
        ? Runtime.getRuntime().maxMemory() / 4
        : incomingBuffer.toBytes();
  }

  private static void requirePort(String key, int port, int lowest) {
    if (port < lowest || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "dropbell.tcp.%s: %d is no port; use 1 to 65535, or 0 for any free one"
              .formatted(key, port));
    }
  }

  private static void requirePositive(String key, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "dropbell.tcp.%s: %d is not usable; write a number from 1".formatted(key, number));
    }
  }

  private static void requirePositive(String key, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "dropbell.tcp.%s: %s is not usable; write a duration above 0, such as 30s"
              .formatted(key, duration));
    }
  }
}
