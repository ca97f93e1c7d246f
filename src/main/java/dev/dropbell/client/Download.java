package dev.dropbell.client;

import dev.dropbell.client.Receipt.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.apache.commons.net.ftp.FTPReply;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way from the server, over as many attempts as it takes. Each goes on from what is
 * here, if the file is still the same there, as far as SIZE and MDTM tell. Not thread-safe.
 */
final class Download implements Transfer {

  private final String path;
  private final Sink sink;
  private final TransferListener listener;
  private final byte[] buffer;

  /** Size and time of the file that what is here is the beginning of; null when not yet asked. */
  private @Nullable String version;

  /**
   * Receives into a sink, from where it is.
   *
   * @param buffer to use; its content is of no interest
   */
  Download(String path, Sink sink, TransferListener listener, byte[] buffer) {
    this.path = path;
    this.sink = sink;
    this.listener = listener;
    this.buffer = buffer;
  }

  @Override
  public String name() {
    return path;
  }

  @Override
  public Receipt attempt(FtpConnection connection, int number, @Nullable Next next)
      throws IOException {
    var facts = connection.exchange("SIZE " + path, "MDTM " + path);
    OptionalLong size = FtpConnection.parseSize(facts.getFirst());
    checkVersion(facts.getFirst(), facts.getLast(), size);
    size.ifPresent(bytes -> listener.sized(path, bytes));
    long from = sink.size();
    DataConnection data = connection.openData(OptionalLong.empty());
    connection.begin("RETR " + path, from, data);
    receive(connection, data);
    connection.finish(0);
    return verified(connection, size, number);
  }

  private void checkVersion(Reply size, Reply time, OptionalLong bytes) throws IOException {
    String now =
        size.argument() + (time.code() == FTPReply.FILE_STATUS ? ' ' + time.argument() : "");
    boolean changed = version != null && !version.equals(now);
    if (changed || sink.size() > bytes.orElse(0)) {
      sink.restart();
    }
    version = now;
  }

  private void receive(FtpConnection connection, DataConnection data) throws IOException {
    try {
      listener.progressed(path, sink.size());
      InputStream in = data.in();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sink.write(buffer, read);
        data.moved();
        listener.progressed(path, sink.size());
      }
    } catch (TransferException ours) {
      connection.cut();
      throw ours;
    } catch (IOException e) {
      throw connection.explain(e);
    }
  }

  private Receipt verified(FtpConnection connection, OptionalLong size, int number)
      throws IOException {
    if (size.isPresent() && size.getAsLong() != sink.size()) {
      throw new TransferException(
          "%d of %d bytes came".formatted(sink.size(), size.getAsLong()),
          sink.size() < size.getAsLong());
    }
    Hashed there = connection.hash(path, sink.size());
    if (there != null && !there.sha256().equals(sink.sha256())) {
      throw new TransferException(
          "the server has another file than came: SHA-256 %s there, %s here"
              .formatted(there.sha256(), sink.sha256()),
          false);
    }
    Proof proof = there != null ? Proof.HASH : size.isPresent() ? Proof.SIZE : Proof.REPLY;
    return new Receipt(path, sink.size(), sink.sha256(), proof, number, false);
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
