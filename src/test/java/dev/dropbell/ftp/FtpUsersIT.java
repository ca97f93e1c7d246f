package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.TreeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Who gets in, and what each user of the settings may do in a home of its own. */
class FtpUsersIT {

  private static RunningService service;

  @BeforeAll
  static void start(@TempDir Path root) throws IOException {
    service =
        RunningService.start(
            root,
            "--dropbell.ftp.users[0].name=camera",
            "--dropbell.ftp.users[0].password=only up",
            "--dropbell.ftp.users[0].home=cams/front",
            "--dropbell.ftp.users[0].permissions=upload",
            "--dropbell.ftp.users[1].name=reader",
            "--dropbell.ftp.users[1].password={bcrypt}" + BCrypt.hashpw("böse", BCrypt.gensalt(4)),
            "--dropbell.ftp.users[1].home=/cams",
            "--dropbell.ftp.users[1].permissions=download,list");
    Files.writeString(root.resolve("cams/front/there.txt"), "there");
    Files.writeString(root.resolve("secret.txt"), "not for everybody");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void wrongPassword_isRefusedAndTheRightOneThenTaken() {
    try (ScriptedFtpClient client = connect()) {
      assertThat(client.send("USER uploader").code()).isEqualTo(331);
      assertThat(client.send("PASS wrong").code()).isEqualTo(530);
      assertThat(client.send("PWD").code()).isEqualTo(530);

      assertThat(client.send("USER uploader").code()).isEqualTo(331);
      assertThat(client.send("PASS secret123").code()).isEqualTo(230);
      assertThat(client.send("PWD").code()).isEqualTo(257);
    }
  }

  @Test
  void unknownUser_cannotBeToldFromAWrongPassword() {
    try (ScriptedFtpClient client = connect()) {
      assertThat(client.send("USER nobody").code()).isEqualTo(331);
      String unknown = client.send("PASS secret123").text();
      assertThat(client.send("PWD").code()).isEqualTo(530);
      assertThat(client.send("USER uploader").code()).isEqualTo(331);
      assertThat(client.send("PASS wrong").text()).startsWith("530 ").isEqualTo(unknown);
    }
  }

  @Test
  void anonymous_isRefused() {
    try (ScriptedFtpClient client = connect()) {
      assertThat(client.send("USER anonymous").code()).isEqualTo(530);
    }
  }

  @Test
  void password_mustMatchToTheCharacter() {
    for (String wrong :
        List.of("PASS", "PASS ", "PASS SECRET123", "PASS secret1234", "PASS secret123 ")) {
      try (ScriptedFtpClient client = connect()) {
        client.send("USER uploader");
        assertThat(client.send(wrong).code()).as(wrong).isIn(501, 530);
        assertThat(client.send("PWD").code()).isEqualTo(530);
      }
    }
  }

  @Test
  void uploadOnlyUser_uploadsAndSeesNothing() {
    try (ScriptedFtpClient camera = logIn("camera", "only up")) {
      assertThat(camera.store("STOR new.txt", "new".getBytes(UTF_8)).code()).isEqualTo(226);
      assertThat(camera.send("SIZE new.txt").text()).isEqualTo("213 3");
      for (String command :
          List.of(
              "LIST",
              "NLST",
              "MLSD",
              "LIST there.txt",
              "STAT .",
              "STAT there.txt",
              "RETR there.txt",
              "MD5 there.txt",
              "MMD5 there.txt")) {
        camera.extendedPassivePort();
        assertThat(camera.send(command).code()).as(command).isEqualTo(550);
      }
      assertThat(camera.send("STAT").code()).isEqualTo(211);
    }
    assertThat(service.root().resolve("cams/front/new.txt")).hasContent("new");
  }

  @Test
  void readOnlyUser_readsAndUploadsNothing() {
    TreeSnapshot untouched = TreeSnapshot.of(service.root());
    try (ScriptedFtpClient reader = logIn("reader", "böse")) {
      assertThat(reader.fetchText("NLST front")).contains("there.txt");
      assertThat(reader.fetchText("RETR front/there.txt")).isEqualTo("there");
      for (String command : List.of("STOR a.txt", "APPE a.txt", "STOU", "STOU a.txt")) {
        assertThat(reader.store(command, new byte[3]).code()).as(command).isEqualTo(550);
      }
      assertThat(reader.send("DELE front/there.txt").code()).isEqualTo(550);
    }
    assertThat(TreeSnapshot.of(service.root())).isEqualTo(untouched);
  }

  @Test
  void home_isTheWholeWorld() {
    try (ScriptedFtpClient reader = logIn("reader", "böse")) {
      assertThat(reader.send("PWD").text()).startsWith("257 \"/\"");
      assertThat(reader.fetchText("NLST /").lines()).containsExactly("front");
      for (String path :
          List.of(
              "../secret.txt",
              "/../secret.txt",
              "front/../../secret.txt",
              "/secret.txt",
              "/cams/front/there.txt")) {
        reader.extendedPassivePort();
        assertThat(reader.send("RETR " + path).code()).as(path).isIn(550, 553);
        assertThat(reader.send("SIZE " + path).code()).as(path).isIn(550, 553);
      }
      assertThat(reader.send("CWD ..").code()).isEqualTo(550);
      assertThat(reader.send("CWD /front").code()).isEqualTo(250);
    }
  }

  private static ScriptedFtpClient connect() {
    return ScriptedFtpClient.connect(service.port("ftp"));
  }

  private static ScriptedFtpClient logIn(String user, String password) {
    return ScriptedFtpClient.logIn(service.port("ftp"), user, password);
  }
}
