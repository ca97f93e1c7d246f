package dev.dropbell.ftp;

import static java.util.Objects.requireNonNull;

import dev.dropbell.ftp.FtpProperties.Permission;
import dev.dropbell.ftp.FtpProperties.UserProperties;
import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.PathRefusedException;
import dev.dropbell.upload.UploadLimits;
import java.net.InetAddress;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.ftpserver.ftplet.Authentication;
import org.apache.ftpserver.ftplet.AuthenticationFailedException;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.usermanager.UsernamePasswordAuthentication;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The users of the settings. Immutable, so thread-safe. */
final class FtpUsers implements UserManager {

  private final Map<String, FtpUser> users = new LinkedHashMap<>();

  private final LoginGuard guard;

  /** What the password of an unknown user is compared with, so that both take the same time. */
  private final Password decoy;

  FtpUsers(FtpProperties properties, UploadLimits defaults, LoginGuard guard) {
    this.guard = guard;
    if (!properties.user().isEmpty()) {
      add(
          new FtpUser(
              properties.user(),
              properties.password(),
              FilePath.ROOT,
              EnumSet.allOf(Permission.class),
              defaults));
    }
    properties.users().forEach(user -> add(user(user, defaults)));
    decoy =
        users.values().stream()
            .map(FtpUser::password)
            .findFirst()
            .orElse(Password.valueOf("nobody can log in"));
  }

  Collection<FtpUser> all() {
    return users.values();
  }

  @Override
  public @Nullable User getUserByName(String name) {
    return users.get(name);
  }

  @Override
  public User authenticate(Authentication authentication) throws AuthenticationFailedException {
    if (!(authentication instanceof UsernamePasswordAuthentication login)) {
      throw new AuthenticationFailedException("only names with passwords are accepted");
    }
    InetAddress address = login.getUserMetadata().getInetAddress();
    if (guard.isLockedOut(login.getUsername(), address)) {
      throw new AuthenticationFailedException("locked out after too many wrong passwords");
    }
    FtpUser user = users.get(login.getUsername());
    String password = login.getPassword() == null ? "" : login.getPassword();
    boolean matches = (user == null ? decoy : user.password()).matches(password);
    if (user == null || !matches) {
      guard.failed(login.getUsername(), address);
      throw new AuthenticationFailedException("unknown user or wrong password");
    }
    guard.succeeded(login.getUsername(), address);
    return user;
  }

  @Override
  public String[] getAllUserNames() {
    return users.keySet().toArray(String[]::new);
  }

  @Override
  public boolean doesExist(String name) {
    return users.containsKey(name);
  }

  @Override
  public void delete(String name) throws FtpException {
    throw new FtpException("users are kept in the settings");
  }

  @Override
  public void save(User user) throws FtpException {
    throw new FtpException("users are kept in the settings");
  }

  /** Nobody administers this server over FTP. */
  @Override
  public String getAdminName() {
    return "";
  }

  @Override
  public boolean isAdmin(String name) {
    return false;
  }

  private void add(FtpUser user) {
    if (users.putIfAbsent(user.name(), user) != null) {
      throw new IllegalArgumentException(
          "dropbell.ftp.users: '%s' is there twice; name each user once, and set an empty FTP_USER to remove the single user."
              .formatted(user.name()));
    }
  }

  private static FtpUser user(UserProperties user, UploadLimits defaults) {
    try {
      FilePath home = FilePath.ROOT.resolve(user.home());
      return new FtpUser(
          requireNonNull(user.name()),
          requireNonNull(user.password()),
          home,
          user.permissions(),
          new UploadLimits(
              bytes(user.maxFileSize(), defaults.maxFileBytes()),
              bytes(user.quota(), defaults.quotaBytes()),
              home));
    } catch (PathRefusedException e) {
      throw new IllegalArgumentException(
          "dropbell.ftp.users: the home of '%s' is refused: %s"
              .formatted(user.name(), e.getMessage()));
    }
  }

  private static long bytes(@Nullable DataSize own, long general) {
    return own == null ? general : own.toBytes();
  }
}
