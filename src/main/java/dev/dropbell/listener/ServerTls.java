package dev.dropbell.listener;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The server's side of TLS, from a Spring SSL bundle. A bundle that is reloaded holds for the
 * connections that come after. Thread-safe.
 */
public final class ServerTls {

  private volatile Loaded loaded;

  /** A bundle and what was made of it. */
  private record Loaded(SslBundle bundle, SSLContext context) {

    static Loaded of(SslBundle bundle) {
      return new Loaded(bundle, bundle.createSslContext());
    }
  }

  private ServerTls(SslBundles bundles, String name) {
    loaded = Loaded.of(bundles.getBundle(name));
    bundles.addBundleUpdateHandler(name, bundle -> loaded = Loaded.of(bundle));
  }

  /** TLS from the bundle of this name; null, which is no TLS, when the name is empty. */
  public static @Nullable ServerTls of(SslBundles bundles, String name) {
    return name.isEmpty() ? null : new ServerTls(bundles, name);
  }

  /** What a new connection encrypts with. */
  public SSLEngine newEngine() {
    Loaded now = loaded;
    SSLEngine engine = now.context().createSSLEngine();
    engine.setUseClientMode(false);
    String[] protocols = now.bundle().getOptions().getEnabledProtocols();
    String[] ciphers = now.bundle().getOptions().getCiphers();
    if (protocols != null) {
      engine.setEnabledProtocols(protocols);
    }
    if (ciphers != null) {
      engine.setEnabledCipherSuites(ciphers);
    }
    return engine;
  }
}
