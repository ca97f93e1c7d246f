package dev.dropbell.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.MessageType;
import dev.dropbell.testing.RecordingSubscriber;
import dev.dropbell.testing.RequiredProgram;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.SmallDisk;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk or a log that is full, or cannot be written for another reason: the client is told, nobody
 * else is, the bytes wait, and all goes on when there is room again.
 */
class DiskFullIT {

  private static final int MEGABYTE = 1024 * 1024;
  private static final byte[] FILE = randomBytes(8 * MEGABYTE);

  @TempDir Path root;

  @TempDir Path other;

  @Test
  void fullDisk_isAnswered452_andTheUploadGoesOnWhenThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(root, 16);
        RunningService service = startOnSmallDisk()) {
      disk.fill(3 * MEGABYTE);
      interruptedByFullDisk(service, "large.bin", FILE);
      disk.makeRoom();
      goesOn(service, "large.bin", FILE);
    }
  }

  @Test
  void fullDisk_keepsAlsoWhatIsSmall_andARefusedResumeLosesNothing() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(root, 16);
        RunningService service = startOnSmallDisk()) {
      disk.fill(300_000);
      byte[] file = Arrays.copyOf(FILE, 900_000);
      interruptedByFullDisk(service, "small.bin", file);
      try (ScriptedFtpClient ftp = client(service)) {
        int size = size(ftp, "small.bin");
        ftp.send("REST " + size);
        byte[] rest = Arrays.copyOfRange(file, size, file.length);
        assertThat(storeAsFarAsItGoes(ftp, "STOR small.bin", rest)).isEqualTo(452);
        assertThat(size(ftp, "small.bin")).isGreaterThanOrEqualTo(size);
      }
      disk.makeRoom();
      goesOn(service, "small.bin", file);
    }
  }

  private RunningService startOnSmallDisk() {
    return RunningService.start(
        root, "--dropbell.upload.min-free=0", "--dropbell.data-directory=" + other);
  }

  @Test
  void floorOfFreeSpace_isKept_andTheUploadGoesOnWhenThereIsRoom() throws Exception {
    Path filler = other.resolve("filler");
    long usable = root.toFile().getUsableSpace();
    long reserve = 512L * MEGABYTE;
    long floor = (usable - reserve / 2) / MEGABYTE;
    try (RunningService service =
        RunningService.start(root, "--dropbell.upload.min-free=" + floor + "MB")) {
      try (ScriptedFtpClient ftp = client(service);
          Socket data = ftp.openData()) {
        assertThat(ftp.send("STOR floor.bin").code()).isEqualTo(150);
        data.getOutputStream().write(FILE, 0, 2 * MEGABYTE);
        awaitSize(service, "floor.bin", 2 * MEGABYTE);
        allocate(filler, reserve);
        data.getOutputStream().write(FILE, 2 * MEGABYTE, 1);
        ftp.expect(452);
        ftp.extendedPassivePort();
        assertThat(ftp.send("STOR next.bin").code()).isEqualTo(452);
      }
      Files.delete(filler);
      goesOn(service, "floor.bin", FILE);
    }
  }

  private static void allocate(Path file, long bytes) throws Exception {
    String fallocate = RequiredProgram.find("fallocate").toString();
    Process process =
        new ProcessBuilder(fallocate, "-l", Long.toString(bytes), file.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void fullDiskOfTheLog_isAnswered451_andTheUploadGoesOnWhenThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(other, 8);
        RunningService service = RunningService.start(root, "--dropbell.data-directory=" + other)) {
      RecordingSubscriber subscriber = RecordingSubscriber.of(service);
      disk.fill(0);
      String refused = uploadUntilRefused(service);
      assertLoggedOnlyLater(service, subscriber, refused);
      disk.makeRoom();
      assertCompletesNow(service, subscriber, refused);
    }
  }

  /** What the log has of room in its last page may be enough for some. */
  private static String uploadUntilRefused(RunningService service) {
    try (ScriptedFtpClient ftp = client(service)) {
      for (int n = 0; n < 200; n++) {
        int code = ftp.store("STOR logged-" + n + ".bin", FILE).code();
        if (code == 451) {
          return "logged-" + n + ".bin";
        }
        assertThat(code).isEqualTo(226);
      }
    }
    throw new AssertionError("the log was never full");
  }

  @Test
  void logThatIsLocked_isAnswered451_andTheUploadGoesOnWhenItIsNot() throws Exception {
    try (RunningService service = RunningService.start(root)) {
      RecordingSubscriber subscriber = RecordingSubscriber.of(service);
      try (Connection log =
              DriverManager.getConnection("jdbc:sqlite:" + root.resolve(".dropbell/events.db"));
          Statement statement = log.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        try (ScriptedFtpClient ftp = client(service)) {
          assertThat(ftp.store("STOR locked.bin", FILE).code()).isEqualTo(451);
        }
        assertLoggedOnlyLater(service, subscriber, "locked.bin");
        statement.execute("ROLLBACK");
      }
      assertCompletesNow(service, subscriber, "locked.bin");
    }
  }

  private static void assertLoggedOnlyLater(
      RunningService service, RecordingSubscriber subscriber, String name) {
    assertThat(subscriber.awaitEnd("/" + name).reason()).isEqualTo("log-unavailable");
    assertThat(service.root().resolve(name)).doesNotExist();
    awaitSize(service, name, FILE.length);
  }

  /** All bytes are there, so none is to be sent. */
  private static void assertCompletesNow(
      RunningService service, RecordingSubscriber subscriber, String name) {
    try (ScriptedFtpClient ftp = client(service)) {
      ftp.send("REST " + FILE.length);
      assertThat(ftp.store("STOR " + name, new byte[0]).code()).isEqualTo(226);
      assertThat(ftp.store("STOR next.bin", FILE).code()).isEqualTo(226);
    }
    assertThat(service.root().resolve(name)).hasBinaryContent(FILE);
    await().until(() -> subscriber.ends("/" + name).size() == 2);
    assertThat(subscriber.ends("/" + name).getLast().type()).isEqualTo(MessageType.FILE_UPLOADED);
    assertThat(subscriber.awaitEnd("/next.bin").type()).isEqualTo(MessageType.FILE_UPLOADED);
  }

  private static void interruptedByFullDisk(RunningService service, String name, byte[] file) {
    RecordingSubscriber subscriber = RecordingSubscriber.of(service);
    try (ScriptedFtpClient ftp = client(service)) {
      assertThat(storeAsFarAsItGoes(ftp, "STOR " + name, file)).isEqualTo(452);
      assertThat(subscriber.awaitEnd("/" + name).reason()).isEqualTo("disk-full");
      assertThat(size(ftp, name)).isBetween(1, file.length - 1);
    }
    assertThat(service.root().resolve(name)).doesNotExist();
  }

  private static void goesOn(RunningService service, String name, byte[] file) {
    try (ScriptedFtpClient ftp = client(service)) {
      int size = size(ftp, name);
      ftp.send("REST " + size);
      byte[] rest = Arrays.copyOfRange(file, size, file.length);
      assertThat(ftp.store("STOR " + name, rest).code()).isEqualTo(226);
      assertThat(service.root().resolve(name)).hasBinaryContent(file);
      assertThat(ftp.store("STOR next.bin", new byte[100]).code()).isEqualTo(226);
    }
  }

  /** The server stops to read in the middle. */
  private static int storeAsFarAsItGoes(ScriptedFtpClient ftp, String command, byte[] bytes) {
    try (Socket data = ftp.openData()) {
      int first = ftp.send(command).code();
      if (first != 150) {
        return first;
      }
      data.getOutputStream().write(bytes);
    } catch (IOException cut) {
      // The answer says why.
    }
    return ftp.read().code();
  }

  private static ScriptedFtpClient client(RunningService service) {
    return ScriptedFtpClient.logIn(service.port("ftp"));
  }

  private static int size(ScriptedFtpClient ftp, String name) {
    String reply = ftp.send("SIZE " + name).text();
    assertThat(reply).startsWith("213 ");
    return Integer.parseInt(reply.substring(4));
  }

  private static void awaitSize(RunningService service, String name, int bytes) {
    try (ScriptedFtpClient ftp = client(service)) {
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> ftp.send("SIZE " + name).text().equals("213 " + bytes));
    }
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
