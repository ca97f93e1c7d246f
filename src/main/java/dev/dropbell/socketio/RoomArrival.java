package dev.dropbell.socketio;

import com.corundumstudio.socketio.AckRequest;
import dev.dropbell.hub.Arrival;
import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.Topic;
import dev.dropbell.socketio.engine.Outgoing;

/** What a client is told and sent that joins rooms. */
final class RoomArrival implements Arrival {

  private final Client client;
  private final RoomRequest request;
  private final AckRequest ack;

  RoomArrival(Client client, RoomRequest request, AckRequest ack) {
    this.client = client;
    this.request = request;
    this.ack = ack;
  }

  @Override
  public void started(Cursor from, boolean recovered) {
    for (Topic room : request.rooms()) {
      client.send("joined", Payloads.room(room));
    }
    ack.sendAckData(
        request.single()
            ? Payloads.joined(request.rooms().getFirst(), from, recovered)
            : Payloads.joined(request.rooms(), from, recovered));
  }

  @Override
  public void refused(RuntimeException cause) {
    RoomTransport.refuse(client, ack, cause);
  }

  @Override
  public void replay(Message message) {
    Outgoing packet = RoomTransport.encode(message);
    client.replay(packet);
    packet.release();
  }

  @Override
  public boolean awaitRoom() throws InterruptedException {
    return client.awaitRoom();
  }

  @Override
  public void broken(String reason) {
    client.breakOff();
  }
}
