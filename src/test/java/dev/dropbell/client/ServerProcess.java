package dev.dropbell.client;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server of somebody else, as an ordinary process. Close it to end it. */
record ServerProcess(Process process) implements AutoCloseable {

  /** Starts it and waits until somebody listens. */
  static ServerProcess start(int port, Path log, List<String> command) throws IOException {
    Files.createFile(log);
    // vsftpd says what is wrong with its settings to descriptor 0.
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    ServerProcess server = new ServerProcess(builder.start());
    await()
        .atMost(Duration.ofSeconds(20))
        .alias("it does not listen; " + command)
        .until(() -> server.process.isAlive() ? listens(port) : fail(log));
    return server;
  }

  private static boolean fail(Path log) throws IOException {
    throw new AssertionError("it ended: " + Files.readString(log));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
