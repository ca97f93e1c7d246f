package dev.dropbell.client;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.apache.commons.net.ftp.FTPReply;
import org.jspecify.annotations.Nullable;

/**
 * One control connection, logged in, and its data connections, one at a time.
 *
 * <p>Commons Net sends a command and waits for its reply. Where several commands do not depend on
 * each other's replies, {@link #exchange} writes them in one piece, as lftp does: a small file then
 * costs two round trips. Nothing is ever sent while data flows; some servers take it for ABOR.
 *
 * <p>Not thread-safe, but for {@link #cut} and {@link #abortIfStalled}.
 */
final class FtpConnection extends FTPClient {

  /** What a server's disk and digest get through at least, in bytes a second. */
  private static final long SLOWEST_DISK = 64L << 20;

  /** What the line gets through at least, of what our kernel still holds. */
  private static final long SLOWEST_LINE = 256L << 10;

  private static final long KERNEL_BUFFERS = 4L << 20;

  private final Server server;
  private final Duration timeout;
  private final @Nullable SSLContext tls;
  private Set<String> features = Set.of();
  private boolean hash;
  private boolean extendedPassive = true;
  private boolean declares = true;
  private int unanswered;
  private @Nullable Ahead ahead;

  private volatile boolean cut;
  private volatile @Nullable Socket control;
  private volatile @Nullable DataConnection data;

  private FtpConnection(Server server, Duration timeout, @Nullable SSLContext tls) {
    this.server = server;
    this.timeout = timeout;
    this.tls = tls;
  }

  /**
   * Connects and logs in. It has a TLS context of its own: servers that want the session of the
   * control connection resumed want it of this one, and a session is resumed once.
   */
  static FtpConnection open(Server server, Duration timeout) throws IOException {
    SSLContext tls = server.tls().required() ? server.tls().context() : null;
    FtpConnection connection = new FtpConnection(server, timeout, tls);
    try {
      connection.connectToAnyAddress();
      if (tls != null) {
        connection.encrypt(tls);
      }
      connection.logIn();
      connection.agree();
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.cut();
      throw e;
    }
  }

  private void connectToAnyAddress() throws IOException {
    int millis = (int) timeout.toMillis();
    setControlEncoding(StandardCharsets.UTF_8);
    setConnectTimeout(millis);
    setDefaultTimeout(millis);
    IOException last = null;
    for (InetAddress address : InetAddress.getAllByName(server.host())) {
      try {
        connect(address, server.port());
        control = _socket_;
        setTcpNoDelay(true);
        setKeepAlive(true);
        expectCompletion(reply());
        return;
      } catch (TransferException e) {
        throw e;
      } catch (FTPConnectionClosedException e) {
        throw goodbye(e);
      } catch (IOException e) {
        last = e;
      }
    }
    throw requireNonNull(last, "a host without addresses is unknown");
  }

  private void encrypt(SSLContext context) throws IOException {
    Reply agreed = exchange("AUTH TLS").getFirst();
    if (!agreed.isCompletion()) {
      throw new TransferException("the server does not offer TLS: " + agreed.text(), false);
    }
    SSLSocket socket = secured(context, _socket_);
    socket.startHandshake();
    _socket_ = socket;
    _controlInput_ =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    _controlOutput_ =
        new BufferedWriter(
            new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8));
  }

  private SSLSocket secured(SSLContext context, Socket below) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(below, server.host(), server.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818: the host's name must match
    socket.setSSLParameters(parameters);
    return socket;
  }

  private void logIn() throws IOException {
    Reply user = exchange("USER " + RemoteName.checked(server.user())).getFirst();
    if (user.isIntermediate()) {
      user = exchange("PASS " + RemoteName.checked(server.password())).getFirst();
    }
    if (!user.isCompletion()) {
      throw TransferException.refused(user)
          .saying("login as " + server.user() + " refused: " + user.text());
    }
  }

  private void agree() throws IOException {
    if (tls != null) {
      expectCompletion(exchange("PBSZ 0", "PROT P").getLast());
    }
    List<Reply> replies = exchange("TYPE I", "FEAT");
    expectCompletion(replies.getFirst());
    features =
        replies.getLast().lines().stream()
            .map(line -> line.strip().toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    String hashes = feature("HASH ");
    hash = hashes.contains("SHA-256*");
    if (!hash && hashes.contains("SHA-256")) {
      hash = exchange("OPTS HASH SHA-256").getFirst().isCompletion();
    }
    if (!feature("UTF8").isEmpty()) {
      exchange("OPTS UTF8 ON"); // servers that want it; the others say that it is on anyway
    }
  }

  private String feature(String name) {
    return features.stream().filter(line -> line.startsWith(name)).findFirst().orElse("");
  }

  /** Whether the server computes SHA-256 (draft-bryan-ftpext-hash-02). */
  boolean hashes() {
    return hash;
  }

  /** Whether the server lists in a form for programs (RFC 3659, section 7). */
  boolean listsFacts() {
    return !feature("MLST").isEmpty();
  }

  /** Sends these commands in one piece and reads a reply to each. */
  List<Reply> exchange(String... commands) throws IOException {
    send(commands);
    return replies(commands.length);
  }

  private void send(String... commands) throws IOException {
    for (String command : commands) {
      _controlOutput_.write(command);
      _controlOutput_.write("\r\n");
    }
    unanswered += commands.length;
    _controlOutput_.flush();
  }

  private List<Reply> replies(int number) throws IOException {
    List<Reply> replies = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      replies.add(nextReply());
    }
    return replies;
  }

  /** Reads the next reply. */
  Reply nextReply() throws IOException {
    try {
      getReply();
    } catch (FTPConnectionClosedException e) {
      throw goodbye(e);
    }
    Reply reply = reply();
    unanswered -= reply.isPreliminary() ? 0 : 1;
    return reply;
  }

  private Reply reply() {
    return new Reply(getReplyCode(), List.of(getReplyStrings()));
  }

  /** Commons Net closes at 421 and says so by an exception. */
  private IOException goodbye(FTPConnectionClosedException closed) {
    boolean told = getReplyCode() == FTPReply.SERVICE_NOT_AVAILABLE && !_replyLines.isEmpty();
    return told ? TransferException.refused(reply()) : closed;
  }

  /** An upload that has been begun already, but for its data connection and the reply to STOR. */
  private record Ahead(Next upload, Reply passive, Reply declared) {}

  /** Whether it has begun an upload, and not this one. */
  boolean isAheadOfOtherThan(String path) {
    return ahead != null && !ahead.upload().path().equals(path);
  }

  /** Whether every command has its reply, so that another may be sent. */
  boolean isClean() {
    return unanswered == 0 && data == null && ahead == null && !cut;
  }

  /** The number that SIZE tells (RFC 3659, section 4); empty when the server tells none. */
  OptionalLong sizeOf(String path) throws IOException {
    return parseSize(exchange("SIZE " + path).getFirst());
  }

  static OptionalLong parseSize(Reply reply) {
    boolean told = reply.code() == FTPReply.FILE_STATUS && reply.argument().matches("\\d{1,18}");
    return told ? OptionalLong.of(Long.parseLong(reply.argument())) : OptionalLong.empty();
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
    if (!hash) {
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

  /** Where the login led; empty when the server does not say. */
  String home() throws IOException {
    String home = printWorkingDirectory();
    return home == null ? "" : home;
  }

  /** Makes a directory if it is not there; false when the server refuses. */
  boolean makeSureOf(String directory, String home) throws IOException {
    if (exchange("CWD " + directory).getFirst().isCompletion()) {
      expectCompletion(exchange("CWD " + home).getFirst());
      return true;
    }
    return exchange("MKD " + directory).getFirst().isCompletion();
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
    DataConnection opened = new DataConnection(socket, timeout);
    data = opened;
    try {
      socket.setSoTimeout((int) timeout.toMillis());
      socket.connect(
          new InetSocketAddress(getRemoteAddress(), getPassivePort()), (int) timeout.toMillis());
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
    if (tls != null) {
      over.encrypt(below -> secured(tls, new SameEndpoint(below, server.port())));
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
          "the transfer stood still for " + timeout.toSeconds() + " s", true, seen);
    }
    if (seen instanceof TransferException || unanswered == 0) {
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

  static Reply expectCompletion(Reply reply) throws TransferException {
    if (!reply.isCompletion()) {
      throw TransferException.refused(reply);
    }
    return reply;
  }

  private void waitLonger(long seconds) throws IOException {
    _socket_.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis() + seconds * 1000));
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
    DataConnection.reset(control);
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
