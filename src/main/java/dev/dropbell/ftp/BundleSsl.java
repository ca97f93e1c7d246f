package dev.dropbell.ftp;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.ftpserver.ssl.ClientAuth;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * TLS from a Spring SSL bundle, for control and data connections. A bundle that is reloaded holds
 * for the connections that come after. Thread-safe.
 *
 * <p>That a stream without close_notify counts as cut is a property of the JDK, which {@code
 * DropbellApplication} sets before anything else.
 */
final class BundleSsl implements SslConfiguration {

  /**
   * TLS 1.3 gives a ticket no longer life, so that a session of more gets none (RFC 8446, section
   * 4.6.1). A client that only sends never reads its ticket, and a socket that is closed with
   * something unread in it is reset: the last bytes of curl's uploads were lost.
   */
  private static final int NO_TICKETS_SECONDS = (int) Duration.ofDays(8).toSeconds();

  /** Sessions for TLS 1.2 to resume. */
  private static final int MOST_SESSIONS = 1_000;

  private volatile SslBundle bundle;
  private volatile SSLContext context;

  BundleSsl(SslBundles bundles, String name) {
    bundle = bundles.getBundle(name);
    context = context(bundle);
    bundles.addBundleUpdateHandler(name, this::replace);
  }

  /** Makes a TLS connection, with us as the server, of a connected socket. */
  SSLSocket wrap(Socket socket) throws IOException {
    SSLSocket wrapped =
        (SSLSocket)
            getSocketFactory()
                .createSocket(
                    socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
    wrapped.setUseClientMode(false);
    String[] protocols = bundle.getOptions().getEnabledProtocols();
    String[] ciphers = bundle.getOptions().getCiphers();
    if (protocols != null) {
      wrapped.setEnabledProtocols(protocols);
    }
    if (ciphers != null) {
      wrapped.setEnabledCipherSuites(ciphers);
    }
    return wrapped;
  }

  @Override
  public SSLSocketFactory getSocketFactory() {
    return context.getSocketFactory();
  }

  @Override
  public SSLContext getSSLContext() {
    return context;
  }

  @Override
  public SSLContext getSSLContext(String protocol) {
    return context;
  }

  @Override
  public String @Nullable [] getEnabledCipherSuites() {
    return bundle.getOptions().getCiphers();
  }

  @Override
  public String @Nullable [] getEnabledProtocols() {
    return bundle.getOptions().getEnabledProtocols();
  }

  /** {@link #getEnabledProtocols} is asked instead. */
  @Override
  public @Nullable String getEnabledProtocol() {
    return null;
  }

  @Override
  public ClientAuth getClientAuth() {
    return ClientAuth.NONE;
  }

  private void replace(SslBundle reloaded) {
    context = context(reloaded);
    bundle = reloaded;
  }

  private static SSLContext context(SslBundle bundle) {
    SSLContext made = bundle.createSslContext();
    made.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
    made.getServerSessionContext().setSessionCacheSize(MOST_SESSIONS);
    return made;
  }
}
