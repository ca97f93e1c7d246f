package dev.dropbell.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;

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

  /**
   * Arguments for the service that use it, and soon notice when the file holds another.
   *
   * @param listener whose port is to speak TLS with it: {@code ftp}
   */
  public String[] argumentsFor(String listener) {
    String bundle = "spring.ssl.bundle.jks." + listener;
    return new String[] {
      "--%s.keystore.location=file:%s".formatted(bundle, store),
      "--%s.keystore.password=%s".formatted(bundle, PASSWORD),
      "--%s.keystore.type=PKCS12".formatted(bundle),
      "--%s.reload-on-update=true".formatted(bundle),
      "--spring.ssl.bundle.watch.file.quiet-period=100ms",
      "--dropbell.%s.ssl.bundle=%s".formatted(listener, listener)
    };
  }

  /** For a listener without the rest of the service: a bundle of this name that holds it. */
  public SslBundles asBundle(String name) {
    try {
      SslStoreBundle stores = SslStoreBundle.of(keys(), PASSWORD, null);
      return new DefaultSslBundleRegistry(name, SslBundle.of(stores));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificate alone in a file that other programs than Java's understand. */
  public Path pem() {
    try {
      byte[] encoded = certificate().getEncoded();
      String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
      return Files.writeString(
          store.resolveSibling("certificate.pem"),
          "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a client needs that trusts this certificate and no other. */
  public SSLContext trustingContext() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", certificate());
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

  private Certificate certificate() throws GeneralSecurityException, IOException {
    return keys().getCertificate("server");
  }

  private KeyStore keys() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }
}
