package dev.dropbell.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {

  @TempDir Path home;

  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void home() {
    environment.put("HOME", home.toString());
  }

  @Test
  void passwordInTheUrl_isUsed_withAWarningThatDoesNotRepeatIt() {
    assertThat(login("ftp://ann:secret@h/")).isEqualTo(new Login("ann", "secret"));
    assertThat(said.toString(UTF_8)).contains("warning").doesNotContain("secret");
  }

  @Test
  void environment_givesUserAndPassword() {
    environment.put("FTP_USER", "ann");
    environment.put("FTP_PASS", "secret");

    assertThat(login("ftp://h/")).isEqualTo(new Login("ann", "secret"));
    assertThat(login("ftp://ann@h/")).isEqualTo(new Login("ann", "secret"));
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  @Test
  void passwordOfAnotherUserOrHost_isNotSent() {
    environment.put("FTP_USER", "ann");
    environment.put("FTP_PASS", "secret");
    assertThatThrownBy(() -> login("ftp://bob@h/")).hasMessageContaining("FTP_PASS");

    environment.put("FTP_HOST", "other:2121");
    assertThatThrownBy(() -> login("ftp://ann@h/")).hasMessageContaining("no password");
    assertThat(login("ftp://ann@other/")).isEqualTo(new Login("ann", "secret"));
  }

  @Test
  void netrc_givesWhatTheEnvironmentDoesNot() throws Exception {
    netrc("rw-------");

    assertThat(login("ftp://h/")).isEqualTo(new Login("ann", "secret"));
    assertThat(login("ftp://ann@h/")).isEqualTo(new Login("ann", "secret"));
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  @Test
  void netrcThatOthersMayRead_isWarnedOf() throws Exception {
    netrc("rw-r--r--");

    assertThat(login("ftp://h/").user()).isEqualTo("ann");
    assertThat(said.toString(UTF_8)).contains("chmod 600");
  }

  @Test
  void nobodyNamed_isAnonymous() {
    assertThat(login("ftp://h/").user()).isEqualTo("anonymous");
  }

  @Test
  void pathAlone_isOnFtpHost() {
    environment.put("FTP_HOST", "[::1]:2121");

    assertThat(Target.of("/cams/", surroundings()).toString()).isEqualTo("ftp://[::1]:2121/cams/");
    assertThat(Target.of("ftp:///cams/", surroundings()).toString())
        .isEqualTo("ftp://[::1]:2121/cams/");
  }

  @Test
  void pathWithoutFtpHost_isRefused() {
    assertThatThrownBy(() -> Target.of("cams/", surroundings())).hasMessageContaining("FTP_HOST");
  }

  private void netrc(String permissions) throws Exception {
    Path file = Files.writeString(home.resolve(".netrc"), "machine h login ann password secret\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private Login login(String url) {
    return Login.of(FtpUrl.parse(url), surroundings());
  }

  private Surroundings surroundings() {
    PrintStream err = new PrintStream(said, true, UTF_8);
    return new Surroundings(environment, InputStream.nullInputStream(), err, err, null);
  }
}
