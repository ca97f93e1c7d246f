package dev.dropbell.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that want no good: they cost little, end soon, and leave the others served. */
class HostileConnectionsIT {

  private static final int IDLE = 1_000;

  @TempDir Path root;

  private final List<Socket> sockets = new ArrayList<>();
  private @Nullable RunningService service;

  private void start(String... settings) {
    service = RunningService.start(root, settings);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    service().close();
  }

  private RunningService service() {
    return requireNonNull(service);
  }

  @Test
  void idleConnections_holdNoThreadEach() throws Exception {
    start();
    assertServed();
    int before = Thread.getAllStackTraces().size();

    for (int n = 0; n < IDLE; n++) {
      Socket idle = open();
      assertThat(idle.getInputStream().read()).isEqualTo('2');
    }

    assertThat(Thread.getAllStackTraces().size() - before).isLessThan(20);
    assertServed();
  }

  @Test
  void connectionsFromOneAddress_areLimited() throws Exception {
    start("--dropbell.ftp.max-connections-per-address=5");
    assertLimitedTo(5);
  }

  @Test
  void connectionsInAll_areLimited() throws Exception {
    start("--dropbell.ftp.max-connections=5");
    assertLimitedTo(5);
  }

  private void assertLimitedTo(int most) throws IOException {
    for (int n = 0; n < most; n++) {
      assertThat(firstLine(open())).startsWith("220 ");
    }
    for (int n = 0; n < 20; n++) {
      Socket refused = open();
      assertThat(firstLine(refused)).startsWith("421 ");
      assertThat(refused.getInputStream().read()).isNegative();
    }
    sockets.getFirst().close();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          Socket next = open();
          assertThat(firstLine(next)).startsWith("220 ");
        });
  }

  @Test
  void login_mustComeInTime_whateverElseIsSaid() throws Exception {
    start("--dropbell.ftp.login-timeout=1s");
    Socket silent = open();
    Socket talking = open();
    assertThat(firstLine(silent)).startsWith("220 ");
    assertThat(firstLine(talking)).startsWith("220 ");
    try (ScriptedFtpClient loggedIn = ScriptedFtpClient.logIn(service().port("ftp"))) {
      AtomicBoolean ended = new AtomicBoolean();
      Thread talk = Thread.ofVirtual().start(() -> talkUntil(talking, ended));
      try {
        assertThat(firstLine(silent)).startsWith("421 ");
        assertThat(silent.getInputStream().read()).isNegative();
        while (talking.getInputStream().read() >= 0) {
          // What is left of its answers.
        }
      } catch (IOException reset) {
        // Ended in another way.
      } finally {
        ended.set(true);
        talk.join();
      }
      assertThat(loggedIn.send("NOOP").code()).isEqualTo(200);
    }
  }

  private static void talkUntil(Socket socket, AtomicBoolean ended) {
    try {
      await()
          .forever()
          .pollInterval(Duration.ofMillis(50))
          .until(() -> {
            socket.getOutputStream().write("SYST\r\n".getBytes(UTF_8));
            return ended.get();
          });
    } catch (Exception closed) {
      ended.set(true);
    }
  }

  @Test
  void wrongPasswords_lockOutTheUserFromThatAddress_andNoOther() {
    start(
        "--dropbell.ftp.lockout-after=3",
        "--dropbell.ftp.lockout-time=2s",
        "--dropbell.ftp.users[0].name=other",
        "--dropbell.ftp.users[0].password=other-secret");
    for (int n = 0; n < 3; n++) {
      assertThat(login("uploader", "wrong")).isEqualTo(530);
    }

    assertThat(login("uploader", "secret123")).isEqualTo(530);
    assertThat(login("other", "other-secret")).isEqualTo(230);

    await().atMost(Duration.ofSeconds(10)).until(() -> login("uploader", "secret123") == 230);
  }

  @Test
  void wrongPasswordsForManyNames_lockOutTheAddress() {
    start("--dropbell.ftp.lockout-after=2");
    for (int n = 0; n < 20; n++) {
      assertThat(login("guess" + n, "wrong")).isEqualTo(530);
    }
    assertThat(login("uploader", "secret123")).isEqualTo(530);
  }

  @Test
  void garbage_isAnsweredOrCut_andOthersAreServed() throws Exception {
    start();
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("HostileConnectionsIT: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    for (int n = 0; n < 200; n++) {
      byte[] garbage = new byte[1 + random.nextInt(30_000)];
      random.nextBytes(garbage);
      try {
        open().getOutputStream().write(garbage);
      } catch (IOException cut) {
        // As it may be.
      }
    }
    assertServed();
  }

  /** Faster than anybody could answer, and without reading an answer. */
  @Test
  @Timeout(60)
  void floodOfCommands_leavesOthersServed() throws Exception {
    start();
    AtomicBoolean ended = new AtomicBoolean();
    List<Thread> floods = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      Socket socket = open();
      floods.add(Thread.ofPlatform().start(() -> flood(socket, ended)));
    }
    try {
      for (int n = 0; n < 20; n++) {
        assertServed();
      }
    } finally {
      ended.set(true);
      for (Socket socket : sockets) {
        socket.close();
      }
      for (Thread flood : floods) {
        flood.join();
      }
    }
    assertServed();
  }

  private static void flood(Socket socket, AtomicBoolean ended) {
    byte[] commands = "NOOP\r\n".repeat(10_000).getBytes(UTF_8);
    try {
      OutputStream out = socket.getOutputStream();
      while (!ended.get()) {
        out.write(commands);
      }
    } catch (IOException closed) {
      // The server has had enough.
    }
  }

  private int login(String user, String password) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.connect(service().port("ftp"))) {
      ftp.send("USER " + user);
      return ftp.send("PASS " + password).code();
    }
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), service().port("ftp"));
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static String firstLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet; (octet = socket.getInputStream().read()) != '\n' && octet >= 0; ) {
      line.append((char) octet);
    }
    return line.toString();
  }

  private void assertServed() {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service().port("ftp"))) {
      assertThat(ftp.store("STOR served.txt", new byte[100]).code()).isEqualTo(226);
    }
  }
}
