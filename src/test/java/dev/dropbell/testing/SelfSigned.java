package dev.dropbell.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that nobody has signed, made by the JDK's keytool, in a PKCS12 store that a Spring
 * SSL bundle can use.
 *
 * @param store the file
 */
public record SelfSigned(Path store) {

  private static final String PASSWORD = "changeit";

  /**
   * Makes one, in the place of what the file may hold, in one step.
   *
   * @param name the common name, by which tests tell two of them apart
   */
  public static SelfSigned create(Path store, String name) {
    try {
      Path made = store.resolveSibling(name + ".new");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=" + name,
                  "-ext",
                  "SAN=ip:127.0.0.1",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  PASSWORD,
                  "-keystore",
                  made.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
      if (keytool.waitFor() != 0) {
        throw new AssertionError("keytool failed: " + said);
      }
      Files.move(made, store, StandardCopyOption.ATOMIC_MOVE);
      return new SelfSigned(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Arguments for the service that use it for FTP. */
  public String[] ftpArguments() {
    return new String[] {
      "--spring.ssl.bundle.jks.ftp.keystore.location=file:" + store,
      "--spring.ssl.bundle.jks.ftp.keystore.password=" + PASSWORD,
      "--spring.ssl.bundle.jks.ftp.keystore.type=PKCS12",
      "--dropbell.ftp.ssl.bundle=ftp"
    };
  }

  /** What a client needs that trusts this certificate and no other. */
  public SSLContext trustingContext() {
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", keys.getCertificate("server"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
