package dev.dropbell.client.command;

import dev.dropbell.client.command.EventStream.Frame;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Puts what comes over a WebSocket into a queue. A whole text is followed by nothing until its
 * reader asks for more, so that a slow one is the server's to know of.
 */
final class FrameListener implements WebSocket.Listener {

  private final Queue<Frame> frames;
  private final StringBuilder text = new StringBuilder();

  FrameListener(Queue<Frame> frames) {
    this.frames = frames;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      frames.add(new Frame.Text(text.toString()));
      text.setLength(0);
    } else {
      socket.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
    frames.add(new Frame.Ping()); // the JDK answers it
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    frames.add(new Frame.End("closed by the server (%d %s)".formatted(code, reason)));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    frames.add(new Frame.End("connection lost: " + error.getMessage()));
  }
}
