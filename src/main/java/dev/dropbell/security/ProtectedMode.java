package dev.dropbell.security;

import dev.dropbell.listener.BindProperties;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Refuses to start when a network could reach us with the password that everybody knows, or without
 * a token (DESIGN 5). On loopback the same is a warning, so that trying it out takes one command.
 */
final class ProtectedMode implements InitializingBean {

  private static final Logger log = LoggerFactory.getLogger(ProtectedMode.class);

  private static final Set<String> DEFAULT_PASSWORDS = Set.of("secret123", "{noop}secret123");

  private final BindProperties bind;
  private final boolean tokensRequired;
  private final Environment settings;
  private final Binder binder;

  ProtectedMode(BindProperties bind, Tokens tokens, Environment settings) {
    this.bind = bind;
    this.tokensRequired = tokens.required();
    this.settings = settings;
    this.binder = Binder.get(settings);
  }

  /** Runs before anything is bound. */
  @Override
  public void afterPropertiesSet() {
    List<Exposure> strays = strays();
    if (!strays.isEmpty()) {
      throw new UnprotectedException(bind.bindAddress(), strays);
    }
    List<Exposure> exposures = exposures();
    if (exposures.isEmpty()) {
      return;
    }
    if (!bind.bindAddress().isLoopbackAddress()) {
      throw new UnprotectedException(bind.bindAddress(), exposures);
    }
    log.warn(
        "Everything binds to this machine only, because {}; before you open it: {}.",
        Exposure.join(exposures, Exposure::problem),
        Exposure.join(exposures, Exposure::remedy));
  }

  /** Web servers that would bind elsewhere than everything else. */
  private List<Exposure> strays() {
    List<Exposure> strays = new ArrayList<>();
    InetAddress http = address("server.address");
    if (!bind.bindAddress().equals(http)) {
      strays.add(Exposure.stray("server.address", http));
    }
    InetAddress management = address("management.server.address");
    if (management != null
        && !management.isLoopbackAddress()
        && !management.equals(bind.bindAddress())) {
      strays.add(Exposure.stray("management.server.address", management));
    }
    return strays;
  }

  private @Nullable InetAddress address(String setting) {
    return binder.bind(setting, InetAddress.class).orElse(null);
  }

  private List<Exposure> exposures() {
    List<Exposure> exposures = new ArrayList<>();
    if (!settings.getProperty("dropbell.ftp.user", "").isEmpty()
        && isDefault(settings.getProperty("dropbell.ftp.password"))) {
      exposures.add(Exposure.DEFAULT_PASSWORD);
    }
    if (users().stream().anyMatch(user -> isDefault(user.password()))) {
      exposures.add(Exposure.DEFAULT_PASSWORD_OF_ANOTHER);
    }
    if (!tokensRequired) {
      exposures.add(Exposure.NO_TOKEN);
    }
    return exposures;
  }

  /** What we look at of an FTP user; the rest is the FTP server's. */
  record FtpUser(@Nullable String password) {}

  private List<FtpUser> users() {
    return binder.bind("dropbell.ftp.users", Bindable.listOf(FtpUser.class)).orElse(List.of());
  }

  private static boolean isDefault(@Nullable String password) {
    return password != null && DEFAULT_PASSWORDS.contains(password);
  }
}
