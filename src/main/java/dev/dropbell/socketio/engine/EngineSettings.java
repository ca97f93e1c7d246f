package dev.dropbell.socketio.engine;

import java.time.Duration;

/**
 * What an engine is told.
 *
 * @param path where it is served, such as {@code /socket.io/}
 * @param pingInterval from one answered ping to the next
 * @param pingTimeout how long a client may take to answer
 * @param maxPayloadBytes the largest message or polling body that a client may send
 * @param maxOutgoingBytes the most that may wait for one client to read
 * @param maxConnections the most TCP connections, and the most sessions
 * @param maxConnectionsPerAddress the same for one address
 */
public record EngineSettings(
    String path,
    Duration pingInterval,
    Duration pingTimeout,
    int maxPayloadBytes,
    int maxOutgoingBytes,
    int maxConnections,
    int maxConnectionsPerAddress) {}
