package dev.dropbell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.client.DropbellClient.Put;
import dev.dropbell.testing.SelfSigned;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client with a server that takes a data connection only if it resumes the TLS session of the
 * control connection, as vsftpd does by default.
 */
class VsftpdTlsIT {

  private static @Nullable Vsftpd vsftpd;
  private static Path certificate = Path.of("");

  @TempDir Path local;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    KeyStore keys =
        KeyStore.getInstance(
            SelfSigned.create(directory.resolve("keys.p12"), "vsftpd").store().toFile(),
            "changeit".toCharArray());
    certificate =
        pem(
            directory.resolve("certificate.pem"),
            "CERTIFICATE",
            keys.getCertificate("server").getEncoded());
    Path key =
        pem(
            directory.resolve("key.pem"),
            "PRIVATE KEY",
            keys.getKey("server", "changeit".toCharArray()).getEncoded());
    vsftpd =
        Vsftpd.start(
            directory,
            "ssl_enable=YES",
            "allow_anon_ssl=YES",
            "force_anon_logins_ssl=YES",
            "force_anon_data_ssl=YES",
            "require_ssl_reuse=YES",
            "rsa_cert_file=" + certificate,
            "rsa_private_key_file=" + key);
  }

  private static Path pem(Path file, String type, byte[] encoded) throws Exception {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded);
    return Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, base64, type));
  }

  @AfterAll
  static void stop() {
    if (vsftpd != null) {
      vsftpd.close();
    }
  }

  @Test
  void everyDataConnection_resumesTheSession() throws Exception {
    List<Put> files = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      files.add(
          new Put(
              Files.write(local.resolve("f" + i), FtpServerContract.random(i * 1000)), "f" + i));
    }
    try (DropbellClient client = client(new Tls(true, certificate, false))) {
      assertThat(client.putAll(files)).isZero();
      client.get("f59", local.resolve("back"));
      assertThat(client.list("")).hasSize(60);
    }
    assertThat(local.resolve("back")).hasSameBinaryContentAs(local.resolve("f59"));
  }

  @Test
  void certificateThatNobodyTrusts_endsItAtOnce() {
    try (DropbellClient client = client(Tls.ON)) {
      assertThatThrownBy(() -> client.list("")).hasMessageContaining("not trusted");
    }
  }

  private static DropbellClient client(Tls tls) {
    int port = vsftpd == null ? 0 : vsftpd.port();
    return FtpServerContract.client(new Server("127.0.0.1", port, "anonymous", "dropbell@", tls));
  }
}
