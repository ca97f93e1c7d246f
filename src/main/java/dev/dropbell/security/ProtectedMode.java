package dev.dropbell.security;

import dev.dropbell.listener.BindProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.env.Environment;

/**
 * Refuses to start when a network could reach us with the password that everybody knows (DESIGN 5).
 * On loopback the same is a warning, so that trying it out takes one command.
 */
final class ProtectedMode implements InitializingBean {

  private static final Logger log = LoggerFactory.getLogger(ProtectedMode.class);

  private static final String DEFAULT_PASSWORD = "secret123";

  private final BindProperties bind;
  private final Environment settings;

  ProtectedMode(BindProperties bind, Environment settings) {
    this.bind = bind;
    this.settings = settings;
  }

  /** Runs before anything is bound. */
  @Override
  public void afterPropertiesSet() {
    if (!hasDefaultPassword()) {
      return;
    }
    if (!bind.bindAddress().isLoopbackAddress()) {
      throw new UnprotectedException(bind.bindAddress());
    }
    log.warn(
        "The FTP user has the default password, so everything binds to this machine only;"
            + " set FTP_PASS (dropbell.ftp.password) before you open it.");
  }

  private boolean hasDefaultPassword() {
    return !settings.getProperty("dropbell.ftp.user", "").isEmpty()
        && DEFAULT_PASSWORD.equals(settings.getProperty("dropbell.ftp.password"));
  }
}
