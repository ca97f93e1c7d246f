package dev.dropbell.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.socketio.engine.CloseReason;
import dev.dropbell.testing.LeakWatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Socket.IO protocol, version 5, to the letter: namespaces, events and acks, text and binary,
 * both ways and over both transports, and what a broken client gets.
 */
class SocketIoConformanceIT {

  private static final String TWO_PLACEHOLDERS =
      "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";

  private static LeakWatch leaks;
  private static ConformanceServer server;
  private static RawClient client;

  @BeforeAll
  static void start() {
    leaks = LeakWatch.start();
    server =
        ConformanceServer.start(
            0, Duration.ofSeconds(25), Duration.ofSeconds(20), 1_000_000, false);
    client = new RawClient(server.port(), Pipeline.SOCKET_IO_PATH);
  }

  @AfterAll
  static void stop() {
    server.close();
    leaks.assertNone();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "40 | 40 | 42[\"auth\",{}]",
        "40{\"token\":\"123\"} | 40 | 42[\"auth\",{\"token\":\"123\"}]",
        "40{\"a\":[1,{\"b\":[]}],\"c\":[[]]} | 40 | 42[\"auth\",{\"a\":[1,{\"b\":[]}],\"c\":[[]]}]",
        "40/, | 40 | 42[\"auth\",{}]",
        "40/custom | 40/custom, | 42/custom,[\"auth\",{}]",
        "40/custom, | 40/custom, | 42/custom,[\"auth\",{}]",
        "40/custom,{\"token\":[\"abc\"]} | 40/custom, | 42/custom,[\"auth\",{\"token\":[\"abc\"]}]",
      })
  void connect_entersNamespaceWithItsAuth(String packet, String prefix, String auth) {
    RawSocket socket = client.connect().send(packet);

    assertThat(socket.next()).matches("\\Q" + prefix + "\\E\\{\"sid\":\"[\\w-]+\"}");
    assertThat(socket.next()).isEqualTo(auth);
    socket.close();
  }

  @Test
  void connect_givesEachNamespaceAnIdThatOpensNothing() {
    String sid = client.open();
    client.post(sid, "40\u001e40/custom,");

    List<String> ids =
        List.of(client.poll(sid).body().split("\"", -1)).stream()
            .filter(s -> s.matches("[\\w-]{20,}"))
            .toList();

    assertThat(ids).hasSize(2).doesNotHaveDuplicates().doesNotContain(sid);
    for (String id : ids) {
      assertThat(client.poll(id).statusCode()).isEqualTo(400);
      assertThat(client.post(id, "41").statusCode()).isEqualTo(400);
      assertThat(client.refusedSocket("EIO=4&transport=websocket&sid=" + id)).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "40/random | 44/random,{\"message\":\"Invalid namespace\"}",
        "40/random,{\"a\":1} | 44/random,{\"message\":\"Invalid namespace\"}",
        "40/custom?token=1, | 44/custom?token=1,{\"message\":\"Invalid namespace\"}",
      })
  void unknownNamespace_isRefusedAndTheConnectionLivesOn(String packet, String answer) {
    RawSocket socket = client.connect().send(packet);

    assertThat(socket.next()).isEqualTo(answer);
    assertThat(socket.send("40").next()).startsWith("40{");
    socket.close();
  }

  @Test
  void disconnect_leavesOneNamespaceOnly() {
    RawSocket socket = connected();
    socket.send("40/custom");
    assertThat(socket.next()).startsWith("40/custom,");
    assertThat(socket.next()).startsWith("42/custom,");

    socket.send("41/custom").send("42[\"message\",\"to main\",1,2]");

    assertThat(socket.next()).isEqualTo("42[\"message-back\",\"to main\",1,2]");
    socket.close();
  }

  @Test
  void disconnectFromAll_leavesAConnectionThatIsStillPinged() {
    try (ConformanceServer brisk =
        ConformanceServer.start(
            0, Duration.ofMillis(100), Duration.ofSeconds(10), 1_000_000, false)) {
      RawSocket socket = new RawClient(brisk.port(), Pipeline.SOCKET_IO_PATH).connect();
      assertThat(socket.send("40").next()).startsWith("40{");
      assertThat(socket.next()).startsWith("42[\"auth\"");

      socket.send("41");

      assertThat(socket.next()).isEqualTo("2");
      assertThat(socket.send("3").next()).isEqualTo("2");
      assertThat(socket.send("3").send("40").nextMessage()).startsWith("40{");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42[\"message\",1,\"2\",{\"3\":[true]}] | 42[\"message-back\",1,\"2\",{\"3\":[true]}]",
        "42[\"message\"] | 42[\"message-back\"]",
        "42[\"message\",null,[],{},\"\",0,-1.5,1e3,false] | 42[\"message-back\",null,[],{},\"\",0,-1.5,1E+3,false]",
        "42[\"message\",[[[\"[\"]]],\"],[\"] | 42[\"message-back\",[[[\"[\"]]],\"],[\"]",
        "42[\"message\",\"€ä𝄞\\u0000\"] | 42[\"message-back\",\"€ä𝄞\\u0000\"]",
        "42[\"message\",123456789012345678901234567890] | 42[\"message-back\",123456789012345678901234567890]",
        "42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}] | 43456[1,\"2\",{\"3\":[false]}]",
        "420[\"message-with-ack\"] | 430[]",
        "42999999999999999[] | CLOSED",
      })
  void event_isAnswered(String packet, String answer) {
    RawSocket socket = connected().send(packet);

    if (answer.equals("CLOSED")) {
      socket.awaitClosed();
    } else {
      assertThat(socket.next()).isEqualTo(answer);
      socket.close();
    }
  }

  @Test
  void event_inNamespace_isAnsweredThere() {
    RawSocket socket = client.connect().send("40/custom,");
    socket.next();
    socket.next();

    socket.send("42/custom,17[\"message-with-ack\",1]");

    assertThat(socket.next()).isEqualTo("43/custom,17[1]");
    socket.close();
  }

  @Test
  void binaryEvent_isAnsweredWithItsAttachments() {
    RawSocket socket = connected();

    socket.send("452-[\"message\",1," + TWO_PLACEHOLDERS + "]");
    socket.send(new byte[] {1, 2, 3}).send(new byte[0]);

    assertThat(socket.next()).isEqualTo("452-[\"message-back\",1," + TWO_PLACEHOLDERS + "]");
    assertThat(socket.nextBinary()).containsExactly(1, 2, 3);
    assertThat(socket.nextBinary()).isEmpty();
    socket.close();
  }

  @Test
  void binaryEvent_overPolling_isAnsweredWithItsAttachments() {
    String sid = client.open();
    client.post(sid, "40");
    client.poll(sid);

    client.post(sid, "451-[\"message\",{\"x\":[{\"num\":0,\"_placeholder\":true}]}]\u001ebAQID");

    assertThat(client.poll(sid).body())
        .isEqualTo("451-[\"message-back\",{\"x\":[{\"_placeholder\":true,\"num\":0}]}]\u001ebAQID");
  }

  @Test
  void binaryEventWithAck_isAcknowledgedWithItsAttachments() {
    RawSocket socket = connected();

    socket.send("452-789[\"message-with-ack\",1," + TWO_PLACEHOLDERS + "]");
    socket.send(new byte[] {1, 2, 3}).send(new byte[] {4, 5, 6});

    assertThat(socket.next()).isEqualTo("462-789[1," + TWO_PLACEHOLDERS + "]");
    assertThat(socket.nextBinary()).containsExactly(1, 2, 3);
    assertThat(socket.nextBinary()).containsExactly(4, 5, 6);
    socket.close();
  }

  @Test
  void serverAsksForAck_andTakesSeveralArguments() {
    RawSocket socket = connected();
    // An ack id of the client says nothing about those of the server.
    socket.send("42456[\"message-with-ack\"]");
    assertThat(socket.next()).isEqualTo("43456[]");

    socket.send("42[\"emit-with-ack\",1,\"2\",{\"3\":[true]}]");
    assertThat(socket.next()).isEqualTo("421[\"emit-with-ack\",1,\"2\",{\"3\":[true]}]");
    socket.send("431[1,\"2\",{\"3\":[true]}]");
    assertThat(socket.next()).isEqualTo("42[\"emit-with-ack\",1,\"2\",{\"3\":[true]}]");

    socket.send("42[\"emit-with-ack\"]");
    assertThat(socket.next()).isEqualTo("422[\"emit-with-ack\"]");
    socket.close();
  }

  @Test
  void serverAsksForBinaryAck() {
    RawSocket socket = connected();
    String data = TWO_PLACEHOLDERS + ",\"test\"";

    socket.send("452-[\"emit-with-ack\"," + data + "]");
    socket.send(new byte[] {1, 2, 3}).send(new byte[] {4, 5, 6});
    assertThat(socket.next()).isEqualTo("452-1[\"emit-with-ack\"," + data + "]");
    assertThat(socket.nextBinary()).containsExactly(1, 2, 3);
    assertThat(socket.nextBinary()).containsExactly(4, 5, 6);

    socket.send("462-1[" + data + "]");
    socket.send(new byte[] {1, 2, 3}).send(new byte[] {4, 5, 6});
    assertThat(socket.next()).isEqualTo("452-[\"emit-with-ack\"," + data + "]");
    assertThat(socket.nextBinary()).containsExactly(1, 2, 3);
    assertThat(socket.nextBinary()).containsExactly(4, 5, 6);
    socket.close();
  }

  @Test
  void lateAck_isIgnored() {
    RawSocket socket = connected().send("4377[1]").send("42[\"message\"]");

    assertThat(socket.next()).isEqualTo("42[\"message-back\"]");
    socket.close();
  }

  @Test
  void unknownEvent_isIgnored() {
    RawSocket socket = connected().send("42[\"nobody\",1]").send("42[7]").send("42[\"message\"]");

    assertThat(socket.next()).isEqualTo("42[\"message-back\"]");
    socket.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4",
        "4abc",
        "47",
        "49[]",
        "4-1",
        "42",
        "42{}",
        "42[]",
        "42[",
        "42[\"message\"",
        "42[\"message\"]x",
        "42[\"message\"][]",
        "42\"message\"",
        "42[{}]",
        "42[null]",
        "42[[\"message\"]]",
        "42[\"connect\"]",
        "42[\"disconnect\"]",
        "42abc[\"message\",1]",
        "4212x[\"message\"]",
        "42-1[\"message\"]",
        "421.5[\"message\"]",
        "4299999999999999999999[\"message\"]",
        "42/custom[\"message\"]",
        "42/custom,[\"message\"]",
        "42/nowhere,[\"message\"]",
        "43[1]",
        "431{}",
        "43",
        "40",
        "40{}",
        "44{\"message\":\"x\"}",
        "41{}",
        "41/nowhere",
        "45[\"message\"]",
        "451[\"message\"]",
        "45-[\"message\"]",
        "45x-[\"message\"]",
        "451000000-[\"message\",{\"_placeholder\":true,\"num\":0}]",
        "450-[\"message\",{\"_placeholder\":true,\"num\":0}]",
        "46[1]",
        "42[\"message\",NaN]",
        "42['message']",
        "42[\"message\",\"\u0001\"]"
      })
  void malformedPacket_closesItsConnectionAndNoOther(String packet) {
    RawSocket bystander = connected();

    RawSocket socket = connected().send(packet);

    assertThat(socket.awaitClosed()).isEqualTo(1002);
    assertThat(socket.messages()).isEmpty();
    assertThat(bystander.send("42[\"message\"]").next()).isEqualTo("42[\"message-back\"]");
    bystander.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40[]", "40[{}]", "40\"token\"", "40123{}", "40{", "40/custom,[]"})
  void malformedConnect_closesTheConnection(String packet) {
    assertThat(client.connect().send(packet).awaitClosed()).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "42[\"message\",1]",
        "421[\"message-with-ack\",1]",
        "431[1]",
        "41",
        "42/custom,[\"message\"]",
        "451-[\"message\",{\"_placeholder\":true,\"num\":0}]"
      })
  void packetBeforeConnect_closesTheConnectionUnanswered(String packet) {
    RawSocket socket = client.connect().send(packet);
    if (packet.startsWith("45")) {
      socket.send(new byte[] {1});
    }

    assertThat(socket.awaitClosed()).isEqualTo(1002);
    assertThat(socket.messages()).isEmpty();
  }

  @Test
  void attachmentsOutOfPlace_closeTheConnection() {
    String event = "451-[\"message\",{\"_placeholder\":true,\"num\":0}]";
    String badPlaceholder = "451-[\"message\",{\"_placeholder\":true,\"num\":1}]";

    assertThat(connected().send(new byte[] {1}).awaitClosed()).isEqualTo(1002);
    assertThat(connected().send(event).send("42[\"message\"]").awaitClosed()).isEqualTo(1002);
    assertThat(connected().send(badPlaceholder).send(new byte[] {1}).awaitClosed()).isEqualTo(1002);
  }

  @Test
  void malformedPacketOverPolling_isAnsweredByErrorAndEndsTheSession() {
    String sid = client.open();
    client.post(sid, "40");
    client.poll(sid);

    assertThat(client.post(sid, "42[\"message\"]\u001e42{}").statusCode()).isEqualTo(400);

    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void connectionWithoutConnect_isClosedAfterTheTimeout() {
    SocketIoProperties properties = TestSettings.withConnectTimeout(Duration.ofMillis(200));
    try (SocketIoServer impatient = TestSettings.server(properties, Admission::everybody)) {
      RawClient hasty = new RawClient(impatient.boundAddress().getPort(), "/socket.io/");
      RawSocket inTime = hasty.connect().send("40");
      RawSocket never = hasty.connect();
      String polling = hasty.open();

      assertThat(never.awaitClosed()).isEqualTo(1008);
      await().until(() -> hasty.post(polling, "40").statusCode() == 400);
      assertThat(impatient.engine().closedCount(CloseReason.CONNECT_TIMEOUT)).isEqualTo(2);
      assertThat(inTime.isOpen()).isTrue();
    }
  }

  private static RawSocket connected() {
    RawSocket socket = client.connect().send("40");
    assertThat(socket.next()).startsWith("40{");
    assertThat(socket.next()).isEqualTo("42[\"auth\",{}]");
    return socket;
  }
}
