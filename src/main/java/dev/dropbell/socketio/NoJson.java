package dev.dropbell.socketio;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.protocol.AckArgs;
import com.corundumstudio.socketio.protocol.JsonSupport;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.util.List;

/** The library wants to be told how JSON is read; but only we read and write it. */
final class NoJson implements JsonSupport {

  @Override
  public AckArgs readAckArgs(ByteBufInputStream src, AckCallback<?> callback) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T readValue(String namespace, ByteBufInputStream src, Class<T> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeValue(ByteBufOutputStream out, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addEventMapping(String namespace, String event, Class<?>... types) {
    // Listeners get plain Java values, whatever they register.
  }

  @Override
  public void removeEventMapping(String namespace, String event) {
    // See above.
  }

  @Override
  public List<byte[]> getArrays() {
    return List.of();
  }
}
