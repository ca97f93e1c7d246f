package dev.dropbell.client;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
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
 * One control connection: connected, encrypted, logged in; commands and their replies.
 *
 * <p>Commons Net sends a command and waits for its reply. Where several commands do not depend on
 * each other's replies, {@link #exchange} writes them in one piece, as lftp does: a small file then
 * costs two round trips. Not thread-safe.
 */
abstract class FtpControl extends FTPClient {

  private final Server server;
  private final Duration timeout;
  private final @Nullable SSLContext tls;
  private Set<String> features = Set.of();
  private boolean hash;
  private int unanswered;
  private volatile @Nullable Socket control;

  /** Does not connect yet. With a TLS context, nothing of the login goes in the clear. */
  FtpControl(Server server, Duration timeout, @Nullable SSLContext tls) {
    this.server = server;
    this.timeout = timeout;
    this.tls = tls;
  }

  /** Connects, logs in, and agrees with the server on how to go on. */
  final void connectAndLogIn() throws IOException {
    connectToAnyAddress();
    if (tls != null) {
      encrypt(tls);
    }
    logIn();
    agree();
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

  /** The same for a data connection, as part of the same session. */
  final SSLSocket securedLikeThis(Socket below) throws IOException {
    return secured(requireNonNull(tls), new SameEndpoint(below, server.port()));
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
  final boolean hashes() {
    return hash;
  }

  /** Whether the server lists in a form for programs (RFC 3659, section 7). */
  final boolean listsFacts() {
    return !feature("MLST").isEmpty();
  }

  /** Sends these commands in one piece and reads a reply to each. */
  final List<Reply> exchange(String... commands) throws IOException {
    send(commands);
    return replies(commands.length);
  }

  final void send(String... commands) throws IOException {
    for (String command : commands) {
      _controlOutput_.write(command);
      _controlOutput_.write("\r\n");
    }
    unanswered += commands.length;
    _controlOutput_.flush();
  }

  final List<Reply> replies(int number) throws IOException {
    List<Reply> replies = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      replies.add(nextReply());
    }
    return replies;
  }

  /** Reads the next reply. */
  final Reply nextReply() throws IOException {
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

  /** Whether every command has its reply. */
  final boolean allAnswered() {
    return unanswered == 0;
  }

  final boolean isEncrypted() {
    return tls != null;
  }

  /** How long silence is borne. */
  final Duration timeout() {
    return timeout;
  }

  /** The socket below; null before it is connected. Safe from any thread. */
  final @Nullable Socket control() {
    return control;
  }

  /** The number that SIZE tells (RFC 3659, section 4); empty when the server tells none. */
  final OptionalLong sizeOf(String path) throws IOException {
    return parseSize(exchange("SIZE " + path).getFirst());
  }

  static OptionalLong parseSize(Reply reply) {
    boolean told = reply.code() == FTPReply.FILE_STATUS && reply.argument().matches("\\d{1,18}");
    return told ? OptionalLong.of(Long.parseLong(reply.argument())) : OptionalLong.empty();
  }

  /** Where the login led; empty when the server does not say. */
  final String home() throws IOException {
    String home = printWorkingDirectory();
    return home == null ? "" : home;
  }

  /** Makes a directory if it is not there; false when the server refuses. */
  final boolean makeSureOf(String directory, String home) throws IOException {
    if (exchange("CWD " + directory).getFirst().isCompletion()) {
      expectCompletion(exchange("CWD " + home).getFirst());
      return true;
    }
    return exchange("MKD " + directory).getFirst().isCompletion();
  }

  static Reply expectCompletion(Reply reply) throws TransferException {
    if (!reply.isCompletion()) {
      throw TransferException.refused(reply);
    }
    return reply;
  }

  /** Has the server take longer than silence is else borne. */
  final void waitLonger(long seconds) throws IOException {
    _socket_.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis() + seconds * 1000));
  }
}
