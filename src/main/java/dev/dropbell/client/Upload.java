package dev.dropbell.client;

import dev.dropbell.client.Receipt.Proof;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way to the server, over as many attempts as it takes.
 *
 * <p>An attempt that follows a broken one begins with the question what the server has, and never
 * guesses:
 *
 * <ul>
 *   <li>a complete file with our SHA-256: the 226 was lost, and nothing is sent again;
 *   <li>the beginning of our file (SIZE tells how much): it is gone on with from there. What stands
 *       there is ours only if the server had begun our transfer (150), or if its digest says so;
 *   <li>anything else: it is sent from the start.
 * </ul>
 *
 * Not thread-safe.
 */
final class Upload implements Transfer {

  /** What Dropbell answers, with the name that it gave the file if it keeps both. */
  private static final String STORED = "Stored ";

  private final Source source;
  private final String path;
  private final TransferListener listener;
  private final byte[] buffer;

  /** Whether an attempt has sent STOR; what is there from then on may be from us. */
  private boolean sent;

  /** Whether the server has begun to receive; a partial file that is there from then on is ours. */
  private boolean begun;

  private boolean alreadyThere;

  /**
   * Sends a source.
   *
   * @param resume whether what is there counts as begun by us
   * @param buffer to use; its content is of no interest
   */
  Upload(Source source, String path, boolean resume, TransferListener listener, byte[] buffer) {
    this.source = source;
    this.path = path;
    this.sent = resume;
    this.begun = resume;
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
    long from = sent ? whereTheServerIs(connection) : 0;
    if (alreadyThere) {
      return receipt(Proof.HASH, number);
    }
    try {
      return send(connection, from, number, next);
    } catch (TransferException refusal) {
      if (!connection.isClean() || !saysThatSomethingIsThere(refusal, from)) {
        throw refusal;
      }
      alreadyThere = isThere(connection);
      if (!alreadyThere && from == 0) {
        throw refusal;
      }
    }
    return alreadyThere ? receipt(Proof.HASH, number) : send(connection, 0, number, next);
  }

  /** A resume that is refused, or a name that is taken: something complete is there. */
  private static boolean saysThatSomethingIsThere(TransferException e, long from) {
    boolean refused = e.replyCode() >= 500 && e.replyCode() != 530 && e.replyCode() != 552;
    return refused && (from > 0 || e.replyCode() == 553);
  }

  private long whereTheServerIs(FtpConnection connection) throws IOException {
    if (connection.hashes() && isThere(connection)) {
      alreadyThere = true;
      return 0;
    }
    OptionalLong size = begun ? connection.sizeOf(path) : OptionalLong.empty();
    long there = size.orElse(0);
    if (there > source.size().orElse(Long.MAX_VALUE)) {
      return 0;
    }
    Hashed complete = there == 0 ? null : connection.hash(path, there);
    boolean ours =
        complete == null
            || (complete.covers(there) && complete.sha256().equals(source.sha256(there)));
    return ours ? there : 0;
  }

  private boolean isThere(FtpConnection connection) throws IOException {
    OptionalLong size = source.size();
    if (size.isEmpty()) {
      return false;
    }
    Hashed there = connection.hash(path, size.getAsLong());
    return there != null
        && there.covers(size.getAsLong())
        && there.sha256().equals(source.sha256(size.getAsLong()));
  }

  private Receipt send(FtpConnection connection, long from, int number, @Nullable Next next)
      throws IOException {
    source.seek(from);
    OptionalLong size = source.size();
    size.ifPresent(bytes -> listener.sized(path, bytes));
    sent = true;
    DataConnection data =
        connection.beginUpload(
            path,
            from,
            size.isPresent() ? OptionalLong.of(size.getAsLong() - from) : OptionalLong.empty());
    begun = true;
    long at = copy(connection, data, from);
    return verified(connection, connection.finish(at - from), at, number, next);
  }

  private long copy(FtpConnection connection, DataConnection data, long from) throws IOException {
    try {
      long at = from;
      listener.progressed(path, at);
      OutputStream out = data.out();
      for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
        out.write(buffer, 0, read);
        data.moved();
        at += read;
        listener.progressed(path, at);
      }
      source.checkUnchanged();
      return at;
    } catch (TransferException ours) {
      connection.cut(); // closed in order, what was sent might pass for the file
      throw ours;
    } catch (IOException e) {
      throw connection.explain(e);
    }
  }

  private Receipt verified(
      FtpConnection connection, Reply stored, long bytes, int number, @Nullable Next next)
      throws IOException {
    String name = nameGiven(stored);
    if (connection.hashes()) {
      Hashed there = connection.hash(name, bytes, next);
      if (there != null) {
        boolean same = there.covers(bytes) && there.sha256().equals(source.sha256());
        expect(same, there.range() + " with SHA-256 " + there.sha256(), bytes);
        return receipt(Proof.HASH, number);
      }
    }
    OptionalLong there = connection.sizeOf(name);
    expect(there.orElse(bytes) == bytes, there.orElse(0) + " bytes", bytes);
    return receipt(there.isPresent() ? Proof.SIZE : Proof.REPLY, number);
  }

  private String nameGiven(Reply stored) {
    String told = stored.argument();
    int end = told.lastIndexOf(", ");
    return told.startsWith(STORED) && end > 0
        ? path.substring(0, path.lastIndexOf('/') + 1) + told.substring(STORED.length(), end)
        : path;
  }

  private void expect(boolean same, String there, long bytes) throws TransferException {
    if (!same) {
      throw new TransferException(
          "the server has another file than was sent: %s there, %d bytes with SHA-256 %s here"
              .formatted(there, bytes, source.sha256()),
          false);
    }
  }

  private Receipt receipt(Proof proof, int number) {
    return new Receipt(path, source.size().orElse(0), source.sha256(), proof, number, alreadyThere);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
