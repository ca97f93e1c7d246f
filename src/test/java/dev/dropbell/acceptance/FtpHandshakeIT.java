package dev.dropbell.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client need not wait between its handshake and its first command: both may come in one segment,
 * before the server has done with AUTH.
 */
class FtpHandshakeIT {

  private static final int ROUNDS = 200;
  private static final int AT_A_TIME = 8;

  private static RunningService service;
  private static SSLContext tls;

  @BeforeAll
  static void start(@TempDir Path root, @TempDir Path other) throws Exception {
    SelfSigned certificate = SelfSigned.create(other.resolve("server.p12"), "bell");
    tls = certificate.trustingContext();
    service = RunningService.start(root, certificate.argumentsFor("ftp"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void commandRightBehindTheHandshake_isHeard(String protocol) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        answers.add(
            clients.submit(() -> {
              try (Hasty client = new Hasty(protocol)) {
                return client.answerAfterHandshake("PBSZ 0\r\nUSER uploader\r\n", "331");
              }
            }));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).startsWith("200");
      }
    }
  }

  /** Sends the end of its handshake together with its first commands. */
  private static final class Hasty implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int BUFFER = 64 * 1024;

    private final Socket socket;
    private final SSLEngine engine;
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER).flip();
    private final StringBuilder heard = new StringBuilder();

    Hasty(String protocol) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), service.port("ftp"));
      socket.setSoTimeout(PATIENCE_MILLIS);
      readLine();
      socket.getOutputStream().write("AUTH TLS\r\n".getBytes(UTF_8));
      assertThat(readLine()).startsWith("234");
      engine = tls.createSSLEngine("127.0.0.1", socket.getPort());
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(new String[] {protocol});
    }

    String answerAfterHandshake(String commands, String last) throws IOException {
      engine.beginHandshake();
      while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        switch (engine.getHandshakeStatus()) {
          case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
          case NEED_TASK -> engine.getDelegatedTask().run();
          default -> {
            send();
            unwrap();
          }
        }
      }
      wrap(ByteBuffer.wrap(commands.getBytes(UTF_8)));
      send();
      while (heard.indexOf(last) < 0) {
        unwrap();
      }
      return heard.toString();
    }

    private void wrap(ByteBuffer plain) throws IOException {
      ByteBuffer sealed = ByteBuffer.allocate(BUFFER);
      engine.wrap(plain, sealed);
      unsent.write(sealed.array(), 0, sealed.position());
    }

    private void send() throws IOException {
      socket.getOutputStream().write(unsent.toByteArray());
      unsent.reset();
    }

    private void unwrap() throws IOException {
      ByteBuffer plain = ByteBuffer.allocate(BUFFER);
      if (engine.unwrap(received, plain).bytesConsumed() == 0) {
        receive();
      }
      heard.append(UTF_8.decode(plain.flip()));
    }

    private void receive() throws IOException {
      received.compact();
      int count =
          socket.getInputStream().read(received.array(), received.position(), received.remaining());
      if (count < 0) {
        throw new EOFException("closed by the server; heard: " + heard);
      }
      received.position(received.position() + count).flip();
    }

    private String readLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int octet = socket.getInputStream().read();
          octet != '\n';
          octet = socket.getInputStream().read()) {
        line.append((char) octet);
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
