package dev.dropbell.tcp;

import dev.dropbell.hub.Message;
import dev.dropbell.hub.Transport;
import java.util.Collection;

/** Hands the hub's messages to framed connections, each encoded once for all. */
final class FrameTransport implements Transport<FrameConnection> {

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public int deliver(Message message, Collection<FrameConnection> subscribers) {
    Outgoing frame = Answers.message(message);
    int delivered = 0;
    try {
      for (FrameConnection subscriber : subscribers) {
        if (subscriber.send(frame)) {
          delivered++;
        }
      }
    } finally {
      frame.release();
    }
    return delivered;
  }
}
