package dev.dropbell.socketio.engine;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in for one session, whatever the transport, and who gets it.
 *
 * <p>Guarded by its session's lock.
 */
final class PacketReader {

  private static final Logger log = LoggerFactory.getLogger(PacketReader.class);

  private final EngineSession session;
  private final Pulse pulse;
  private @Nullable Receiver receiver;

  PacketReader(EngineSession session, Pulse pulse) {
    this.session = session;
    this.pulse = pulse;
  }

  /** Whether a packet ends the session. That is for the transport to do, each in its way. */
  static boolean isClose(String packet) {
    return !packet.isEmpty() && packet.charAt(0) == PacketType.CLOSE;
  }

  /** From now on somebody gets what comes in. */
  void begin(Receiver opened) {
    receiver = opened;
  }

  /**
   * A text packet that does not close.
   *
   * @throws MalformedPacketException when no client may send it
   */
  void text(String packet) {
    if (!session.takesPackets()) {
      return;
    }
    if (packet.isEmpty()) {
      throw new MalformedPacketException("empty packet");
    }
    switch (packet.charAt(0)) {
      case PacketType.MESSAGE -> deliver(() -> receiver().text(packet.substring(1)));
      case PacketType.PONG -> pulse.pong();
      case PacketType.NOOP -> {}
      default -> throw new MalformedPacketException("packet type that no client may send");
    }
  }

  /**
   * A binary message.
   *
   * @throws MalformedPacketException when its receiver does not understand it
   */
  void binary(byte[] message) {
    if (session.takesPackets()) {
      deliver(() -> receiver().binary(message));
    }
  }

  /** The session has ended. */
  void end(CloseReason reason) {
    if (receiver != null) {
      receiver.closed(reason);
    }
  }

  private void deliver(Runnable delivery) {
    try {
      delivery.run();
    } catch (MalformedPacketException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("message failed: remote={}", session.remoteAddress(), e);
      session.close(CloseReason.FAULT);
    }
  }

  private Receiver receiver() {
    return requireNonNull(receiver);
  }
}
