package dev.dropbell.tcp;

import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * TLS from a Spring SSL bundle. A bundle that is reloaded holds for the connections that come
 * after. Thread-safe.
 */
final class Tls {

  private volatile Loaded loaded;

  /** A bundle and what was made of it. */
  private record Loaded(SslBundle bundle, SSLContext context) {

    static Loaded of(SslBundle bundle) {
      return new Loaded(bundle, bundle.createSslContext());
    }
  }

  Tls(SslBundles bundles, String name) {
    loaded = Loaded.of(bundles.getBundle(name));
    bundles.addBundleUpdateHandler(name, bundle -> loaded = Loaded.of(bundle));
  }

  /** Goes first into the pipeline of a new connection. */
  SslHandler handler() {
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
    return new SslHandler(engine);
  }
}
