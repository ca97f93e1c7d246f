package dev.dropbell.ftp;

import dev.dropbell.ftp.FtpProperties.Permission;
import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.UploadLimits;
import java.util.List;
import java.util.Set;
import org.apache.ftpserver.ftplet.Authority;
import org.apache.ftpserver.ftplet.AuthorizationRequest;
import org.apache.ftpserver.ftplet.User;
import org.jspecify.annotations.Nullable;

/**
 * A user as FtpServer knows users. What one may do is decided by {@link UploadOnlyFtplet}, so the
 * library's own requests for authority are all granted.
 *
 * @param name what the client sends with USER
 * @param password what the client sends with PASS
 * @param home what the user sees as {@code /}
 * @param permissions what the user may do
 * @param limits how much the user may store
 */
record FtpUser(
    String name, Password password, FilePath home, Set<Permission> permissions, UploadLimits limits)
    implements User {

  boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  @Override
  public String getName() {
    return name;
  }

  /** Nobody outside needs it. */
  @Override
  public @Nullable String getPassword() {
    return null;
  }

  @Override
  public List<? extends Authority> getAuthorities() {
    return List.of();
  }

  @Override
  public List<? extends Authority> getAuthorities(Class<? extends Authority> type) {
    return List.of();
  }

  @Override
  public AuthorizationRequest authorize(AuthorizationRequest request) {
    return request;
  }

  /** The listener's own timeout holds for everybody. */
  @Override
  public int getMaxIdleTime() {
    return 0;
  }

  @Override
  public boolean getEnabled() {
    return true;
  }

  @Override
  public String getHomeDirectory() {
    return home.value();
  }
}
