package dev.dropbell.tcp;

import dev.dropbell.hub.Arrival;
import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.Topic;
import java.util.List;

/** What a client over TCP is told and sent that joins topics. */
final class FrameArrival implements Arrival {

  private final FrameConnection connection;
  private final List<Topic> topics;

  FrameArrival(FrameConnection connection, List<Topic> topics) {
    this.connection = connection;
    this.topics = topics;
  }

  @Override
  public void started(Cursor from, boolean recovered) {
    connection.answer(Answers.subscribed(topics, from, recovered));
  }

  @Override
  public void refused(RuntimeException cause) {
    connection.answer(Answers.error("subscribe", cause.getMessage()));
  }

  @Override
  public void replay(Message message) {
    Outgoing frame = Answers.message(message);
    connection.replay(frame);
    frame.release();
  }

  @Override
  public boolean awaitRoom() throws InterruptedException {
    return connection.awaitRoom();
  }

  @Override
  public void broken(String reason) {
    connection.end(Ending.INCOMPLETE, reason + "; come back with the last cursor");
  }
}
