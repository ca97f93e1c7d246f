package dev.dropbell.socketio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.MessageType;
import dev.dropbell.listener.ServerTls;
import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.socketio.engine.CloseReason;
import dev.dropbell.testing.AnyCertificate;
import dev.dropbell.testing.LeakWatch;
import dev.dropbell.testing.LogWatch;
import dev.dropbell.testing.SelfSigned;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that does not read: it does without progress first, then it is closed, and cut off when
 * it does not take even that; the others get everything, in order.
 */
class SlowReaderIT {

  private static final String ROOM = "cams";

  /** One of these and a frame around it is far below the bound; some hundred are far above it. */
  private static final String LARGE = "\"" + "x".repeat(16_000) + "\"";

  private static final int MORE_THAN_KERNEL_AND_BOUND = 400;

  /** Of this much stays with us whatever the kernel still finds room for. */
  private static final String HUGE = "\"" + "z".repeat(16_000_000) + "\"";

  private LeakWatch leaks;
  private TestRooms rooms;

  @BeforeEach
  void start() {
    leaks = LeakWatch.start();
    rooms =
        TestRooms.start(
            TestSettings.withPort(0), new AllowedOrigins(List.of("*")), Admission::everybody);
  }

  @AfterEach
  void stop() {
    rooms.close();
    leaks.assertNone();
  }

  @Test
  void slowWebSocket_isClosedAndCutOffWhileOthersGetEverything() throws IOException {
    RawSocket reader = member(rooms.client().connect());
    try (java.net.Socket slow = memberThatDoesNotRead()) {
      for (int i = 0; i < MORE_THAN_KERNEL_AND_BOUND; i++) {
        rooms.send(MessageType.FILE_UPLOADED, "{\"n\":" + i + ",\"x\":" + LARGE + "}", ROOM);
        assertThat(nextUpload(reader)).contains("\"n\":" + i + ",");
      }

      await().until(() -> rooms.engine().closedCount(CloseReason.SLOW) == 1);
      assertThat(rooms.clientCount()).isEqualTo(1);
      // It never takes its close frame, so it is reset.
      await().atMost(Duration.ofSeconds(15)).until(() -> rooms.engine().connectionCount() == 1);
      assertThat(slow.isClosed()).isFalse();
    }
    reader.close();
  }

  /**
   * Neither does it take the close_notify that TLS says before the end. Netty would wait another
   * three seconds for room to say it and then complain in the log, so it must not be asked to.
   */
  @Test
  void slowWebSocketByTls_isCutOff_andNotAskedToSayGoodbye(@TempDir Path stores)
      throws IOException {
    SelfSigned certificate = SelfSigned.create(stores.resolve("server.p12"), "slow");
    ServerTls tls = requireNonNull(ServerTls.of(certificate.asBundle("rooms"), "rooms"));
    try (LogWatch library = LogWatch.of(SslHandler.class);
        TestRooms encrypted = TestRooms.startByTls(TestSettings.withPort(0), tls);
        java.net.Socket slow =
            memberThatDoesNotRead(
                encrypted, AnyCertificate.secure(connectWithSmallBuffer(encrypted)))) {
      encrypted.publish(HUGE, ROOM);
      for (int i = 0; i < MORE_THAN_KERNEL_AND_BOUND; i++) {
        encrypted.publish(LARGE, ROOM);
      }

      await().until(() -> encrypted.engine().closedCount(CloseReason.SLOW) == 1);
      await().atMost(Duration.ofSeconds(15)).until(() -> encrypted.engine().connectionCount() == 0);
      assertThat(library.messages()).noneMatch(message -> message.startsWith("WARN"));
      assertThat(slow.isClosed()).isFalse();
    }
  }

  @Test
  void slowWebSocket_doesWithoutProgressFirst() throws IOException {
    try (java.net.Socket slow = memberThatDoesNotRead()) {
      for (int i = 0; i < MORE_THAN_KERNEL_AND_BOUND; i++) {
        rooms.send(MessageType.UPLOAD_PROGRESS, "{\"x\":" + LARGE + "}", ROOM);
      }
      assertThat(rooms.engine().droppedCount()).isPositive();

      // What was queued of progress makes room for what matters.
      for (int i = 0; i < 50; i++) {
        rooms.send(MessageType.FILE_UPLOADED, "{\"x\":" + LARGE + "}", ROOM);
      }

      assertThat(rooms.engine().closedCount(CloseReason.SLOW)).isZero();
      assertThat(rooms.clientCount()).isEqualTo(1);
      assertThat(slow.isClosed()).isFalse();
    }
  }

  @Test
  void clientThatDoesNotPoll_isClosed() {
    RawClient client = rooms.client();
    String sid = client.open();
    client.post(sid, "40\u001e42[\"join_room\",{\"room\":\"" + ROOM + "\"}]");
    await().until(() -> rooms.publish("1", ROOM).delivered() == 1);

    for (int i = 0; i < MORE_THAN_KERNEL_AND_BOUND; i++) {
      rooms.publish(LARGE, ROOM);
    }

    await().until(() -> rooms.engine().closedCount(CloseReason.SLOW) == 1);
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(rooms.publish("1", ROOM).delivered()).isZero();
  }

  @Test
  void messageLargerThanTheBound_reachesWhoeverReads() {
    RawSocket reader = member(rooms.client().connect());
    String huge = "\"" + "y".repeat(3_000_000) + "\"";

    rooms.publish(huge, ROOM);

    assertThat(reader.nextMessage()).contains(huge);
    reader.close();
  }

  private RawSocket member(RawSocket socket) {
    socket.send("40").send("42[\"join_room\",{\"room\":\"" + ROOM + "\"}]");
    assertThat(socket.nextMessage()).startsWith("40{");
    assertThat(socket.nextMessage()).startsWith("42[\"welcome\"");
    assertThat(socket.nextMessage()).startsWith("42[\"joined\"");
    return socket;
  }

  private static String nextUpload(RawSocket reader) {
    String message = reader.nextMessage();
    while (!message.startsWith("42[\"file_uploaded\"")) {
      message = reader.nextMessage();
    }
    return message;
  }

  private java.net.Socket memberThatDoesNotRead() throws IOException {
    return memberThatDoesNotRead(rooms, connectWithSmallBuffer(rooms));
  }

  private static java.net.Socket connectWithSmallBuffer(TestRooms rooms) throws IOException {
    java.net.Socket socket = new java.net.Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rooms.port()));
    return socket;
  }

  /** Joins, and reads no byte of what comes. */
  private static java.net.Socket memberThatDoesNotRead(TestRooms rooms, java.net.Socket socket)
      throws IOException {
    socket
        .getOutputStream()
        .write(
            """
            GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
            Host: x\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """
                .getBytes(US_ASCII));
    int before = rooms.publish("1", ROOM).delivered();
    while (!endsWithOpenPacket(socket)) {
      Thread.onSpinWait();
    }
    socket.getOutputStream().write(frame("40"));
    socket.getOutputStream().write(frame("42[\"join_room\",{\"room\":\"" + ROOM + "\"}]"));
    await().until(() -> rooms.publish("1", ROOM).delivered() == before + 1);
    return socket;
  }

  private static boolean endsWithOpenPacket(java.net.Socket socket) throws IOException {
    return socket.getInputStream().read() == '}';
  }

  /** A short text, masked with zeros. */
  private static byte[] frame(String text) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x81);
    frame.write(0x80 | text.length());
    frame.writeBytes(new byte[4]);
    frame.writeBytes(text.getBytes(UTF_8));
    return frame.toByteArray();
  }
}
