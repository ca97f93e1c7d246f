package dev.dropbell.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whether connections are encrypted, by AUTH TLS and PROT P (RFC 4217), and whom they trust.
 *
 * @param required whether to encrypt; a server that cannot is not talked to
 * @param trust certificates (PEM, one or several) to trust instead of those that the JDK trusts;
 *     null trusts the JDK's
 * @param insecure trusts any certificate of any host: whoever stands between can read and change
 *     everything
 */
public record Tls(boolean required, @Nullable Path trust, boolean insecure) {

  /** In the clear. */
  public static final Tls OFF = new Tls(false, null, false);

  /** Encrypted, trusting whom the JDK trusts. */
  public static final Tls ON = new Tls(true, null, false);

  SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, insecure ? new TrustManager[] {new TrustAnyone()} : trusted(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be used: " + e.getMessage(), e);
    }
  }

  private TrustManager @Nullable [] trusted() throws IOException, GeneralSecurityException {
    if (trust == null) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : read(trust)) {
      store.setCertificateEntry("trusted-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static Collection<? extends Certificate> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new TransferException(file + " holds no certificate; give a PEM file.", false);
      }
      return found;
    } catch (CertificateException e) {
      throw new TransferException(file + " holds no certificate; give a PEM file.", false, e);
    }
  }

  /** For {@code --insecure}. Extended, or the JDK would check the host's name all the same. */
  private static final class TrustAnyone extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
