package dev.dropbell.ftp;

import dev.dropbell.ftp.FtpProperties.Permission;
import dev.dropbell.upload.CompletedFiles;
import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.PathRefusedException;
import org.apache.ftpserver.ftplet.FileSystemView;
import org.apache.ftpserver.ftplet.FtpFile;
import org.jspecify.annotations.Nullable;

/**
 * The completed files as one logged-in user sees them: the home directory is {@code /}, nothing can
 * be changed, and there is no way out. Belongs to one session.
 */
final class HomeView implements FileSystemView {

  private final CompletedFiles files;
  private final FtpUser user;
  private volatile FilePath workingDirectory = FilePath.ROOT;

  HomeView(CompletedFiles files, FtpUser user) {
    this.files = files;
    this.user = user;
  }

  /**
   * Where a path leads that the client gave, as seen from the root.
   *
   * @throws PathRefusedException when it breaks the rules
   */
  FilePath locate(String path) {
    return workingDirectory.resolve(path).below(user.home());
  }

  @Override
  public FtpFile getHomeDirectory() {
    return file(FilePath.ROOT);
  }

  @Override
  public FtpFile getWorkingDirectory() {
    return file(workingDirectory);
  }

  @Override
  public boolean changeWorkingDirectory(String directory) {
    try {
      FilePath target = workingDirectory.resolve(directory);
      if (!file(target).isDirectory()) {
        return false;
      }
      workingDirectory = target;
      return true;
    } catch (PathRefusedException e) {
      return false;
    }
  }

  /** Null, which FtpServer answers with 550, for a path that breaks the rules. */
  @Override
  public @Nullable FtpFile getFile(String path) {
    try {
      return file(workingDirectory.resolve(path));
    } catch (PathRefusedException e) {
      return null;
    }
  }

  @Override
  public boolean isRandomAccessible() {
    return true;
  }

  @Override
  public void dispose() {}

  private HomeFile file(FilePath shown) {
    FilePath path = shown.below(user.home());
    return new HomeFile(
        files, shown, path, files.find(path).orElse(null), user.may(Permission.DOWNLOAD));
  }
}
