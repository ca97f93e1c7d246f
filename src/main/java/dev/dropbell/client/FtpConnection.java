package dev.dropbell.client;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.ftp.FTPReply;
import org.jspecify.annotations.Nullable;

/**
 * A control connection and its data connections, one at a time. Nothing is ever sent while data
 * flows; some servers take it for ABOR.
 *
 * <p>Not thread-safe, but for {@link #cut} and {@link #abortIfStalled}.
 */
final class FtpConnection extends FtpControl {

  /** What a server's disk and digest get through at least, in bytes a second. */
  private static final long SLOWEST_DISK = 64L << 20;

  /** What the line gets through at least, of what our kernel still holds. */
  private static final long SLOWEST_LINE = 256L << 10;

  private static final long KERNEL_BUFFERS = 4L << 20;

  private boolean extendedPassive = true;
  private boolean declares = true;
  private @Nullable Ahead ahead;

  private volatile boolean cut;
  private volatile @Nullable DataConnection data;

  private FtpConnection(Server server, Duration timeout, @Nullable SSLContext tls) {
    super(server, timeout, tls);
  }

  /**
   * Connects and logs in. It has a TLS context of its own: servers that want the session of the
   * control connection resumed want it of this one, and a session is resumed once.
   */
  static FtpConnection open(Server server, Duration timeout) throws IOException {
    SSLContext tls = server.tls().required() ? server.tls().context() : null;
    FtpConnection connection = new FtpConnection(server, timeout, tls);
    try {
      connection.connectAndLogIn();
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.cut();
      throw e;
    }
  }

  /** An upload that has been begun already, but for its data connection and the reply to STOR. */
  private record Ahead(Next upload, Reply passive, Reply declared) {}

  /** Whether it has begun an upload, and not this one. */
  boolean isAheadOfOtherThan(String path) {
    return ahead != null && !ahead.upload().path().equals(path);
  }

  /** Whether every command has its reply, so that another may be sent. */
  boolean isClean() {
    return allAnswered() && data == null && ahead == null && !cut;
  }

  /** Size and digest of a completed file; null when there is none, or no HASH. */
  @Nullable Hashed hash(String path, long expectedBytes) throws IOException {
    return hash(path, expectedBytes, null);
  }

  /**
   * The same, and in the same piece the beginning of the next upload: a small file then costs two
   * round trips and its data connection.
   *
   * @param next null when there is none, or its size is not known
   */
  @Nullable Hashed hash(String path, long expectedBytes, @Nullable Next next) throws IOException {
    if (!hashes()) {
      return null;
    }
    waitLonger(expectedBytes / SLOWEST_DISK);
    Reply reply;
    if (next != null && next.bytes() > 0 && declares && extendedPassive) {
      send("HASH " + path, "EPSV", "ALLO " + next.bytes(), "STOR " + next.path());
      List<Reply> replies = replies(3);
      ahead = new Ahead(next, replies.get(1), replies.get(2));
      reply = replies.getFirst();
    } else {
      reply = exchange("HASH " + path).getFirst();
    }
    waitLonger(0);
    return Hashed.parse(reply);
  }

  /**
   * Asks for a data connection and declares what will be sent over it (ALLO), in one piece.
   *
   * @param declared bytes; empty for none or unknown
   */
  DataConnection openData(OptionalLong declared) throws IOException {
    boolean declare = declares && declared.orElse(0) > 0;
    String passive = extendedPassive ? "EPSV" : "PASV";
    List<Reply> replies =
        declare ? exchange(passive, "ALLO " + declared.getAsLong()) : exchange(passive);
    if (declare) {
      checkDeclared(replies.getLast());
    }
    Reply answer = replies.getFirst();
    if (!answer.isCompletion()
        && extendedPassive
        && !(getRemoteAddress() instanceof Inet6Address)) {
      extendedPassive = false;
      answer = exchange("PASV").getFirst();
    }
    return connectData(expectCompletion(answer));
  }

  /**
   * Begins an upload, unless it has been begun ahead.
   *
   * @param declared bytes that will be sent; empty for unknown
   */
  DataConnection beginUpload(String path, long offset, OptionalLong declared) throws IOException {
    Ahead begun = ahead;
    ahead = null;
    if (begun != null) {
      if (offset > 0 || !begun.upload().equals(new Next(path, declared.orElse(0)))) {
        cut(); // the server holds what comes against what was declared
        throw new TransferException(path + " has changed just now", true);
      }
      checkDeclared(begun.declared());
      if (begun.passive().isCompletion()) {
        DataConnection opened = connectData(begun.passive());
        accept(nextReply(), opened);
        return opened;
      }
      extendedPassive = false;
      nextReply(); // STOR was refused for want of a data connection
    }
    DataConnection opened = openData(declared);
    begin("STOR " + path, offset, opened);
    return opened;
  }

  /** RFC 959 lets servers not know ALLO; one that has no room says so. */
  private void checkDeclared(Reply reply) throws TransferException {
    if (reply.code() == 452 || reply.code() == 552) {
      throw TransferException.refused(reply);
    }
    declares = reply.isCompletion();
  }

  /** PASV's address is ignored: the server is where its control connection is. */
  private DataConnection connectData(Reply passive) throws IOException {
    if (passive.code() == FTPReply.ENTERING_EPSV_MODE) {
      _parseExtendedPassiveModeReply(passive.lines().getFirst());
    } else {
      _parsePassiveModeReply(passive.lines().getFirst());
    }
    Socket socket = new Socket();
    DataConnection opened = new DataConnection(socket, timeout());
    data = opened;
    try {
      socket.setSoTimeout((int) timeout().toMillis());
      socket.connect(
          new InetSocketAddress(getRemoteAddress(), getPassivePort()), (int) timeout().toMillis());
      return opened;
    } catch (IOException e) {
      closeData();
      throw Failures.of(e).saying("data connection: " + Failures.of(e).message());
    }
  }

  /**
   * Sends what opens a transfer over the data connection, and waits for 150.
   *
   * @param offset where the file is gone on with (REST), if not 0
   */
  void begin(String command, long offset, DataConnection over) throws IOException {
    if (offset > 0) {
      // Not in one piece with the command: refused, the transfer would begin at 0.
      Reply rest = exchange("REST " + offset).getFirst();
      if (!rest.isIntermediate()) {
        closeData();
        throw TransferException.refused(rest);
      }
    }
    accept(exchange(command).getFirst(), over);
  }

  private void accept(Reply reply, DataConnection over) throws IOException {
    if (!reply.isPreliminary()) {
      closeData();
      throw reply.isCompletion()
          ? new TransferException("not an answer to a transfer: " + reply.text(), true)
          : TransferException.refused(reply);
    }
    if (isEncrypted()) {
      over.encrypt(this::securedLikeThis);
    }
  }

  /**
   * Ends a transfer whose data have all been sent or read: closes the data connection and waits for
   * 226.
   *
   * @param bytes that were sent, for which the server may need time
   */
  Reply finish(long bytes) throws IOException {
    closeData();
    waitLonger(bytes / SLOWEST_DISK + Math.min(bytes, KERNEL_BUFFERS) / SLOWEST_LINE);
    Reply reply = expectCompletion(nextReply());
    waitLonger(0);
    return reply;
  }

  /**
   * Why the server ended a transfer, if it says so; else what we saw of it.
   *
   * @param seen what befell the data connection
   */
  IOException explain(IOException seen) {
    DataConnection broken = data;
    if (broken != null && broken.stalled()) {
      return new TransferException(
          "the transfer stood still for " + timeout().toSeconds() + " s", true, seen);
    }
    if (seen instanceof TransferException || allAnswered()) {
      return seen;
    }
    try {
      if (broken != null) {
        broken.abort(); // closed in order, half a file might pass for a whole one
        data = null;
      }
      Reply reply = nextReply();
      return reply.code() >= 400 ? TransferException.refused(reply) : seen;
    } catch (IOException silent) {
      return silent instanceof TransferException told ? told : seen;
    }
  }

  /** How Commons Net opens the data connection of a listing. */
  @Override
  protected Socket _openDataConnection_(String command, @Nullable String argument)
      throws IOException {
    DataConnection opened = openData(OptionalLong.empty());
    begin(argument == null || argument.isEmpty() ? command : command + ' ' + argument, 0, opened);
    return opened.socket();
  }

  @Override
  public boolean completePendingCommand() throws IOException {
    closeData();
    return nextReply().isCompletion();
  }

  private void closeData() throws IOException {
    DataConnection open = data;
    if (open != null) {
      open.close();
      data = null;
    }
  }

  /** Cuts the data connection when nothing has moved on it for too long. Safe from any thread. */
  void abortIfStalled() {
    DataConnection open = data;
    if (open != null) {
      open.abortIfStalled();
    }
  }

  /**
   * Lets go of everything at once. The control connection first: the end of the data is the end of
   * the file to a server that still sees it. Safe from any thread.
   */
  void cut() {
    cut = true;
    DataConnection.reset(control());
    DataConnection open = data;
    if (open != null) {
      open.abort();
    }
  }

  /** Says goodbye, without waiting for the answer. */
  void leave() {
    try {
      _controlOutput_.write("QUIT\r\n");
      _controlOutput_.flush();
      _socket_.close();
    } catch (IOException e) {
      cut();
    }
  }
}
