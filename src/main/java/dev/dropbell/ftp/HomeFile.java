package dev.dropbell.ftp;

import dev.dropbell.upload.CompletedFiles;
import dev.dropbell.upload.CompletedFiles.Entry;
import dev.dropbell.upload.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.List;
import org.apache.ftpserver.ftplet.FtpFile;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory as the client sees it: to be listed and read, never to be changed.
 *
 * @param files where it is read from
 * @param shown its path below the user's home
 * @param path its path below the root
 * @param entry what is there; null when nothing is
 * @param isReadable whether the user may download
 */
record HomeFile(
    CompletedFiles files, FilePath shown, FilePath path, @Nullable Entry entry, boolean isReadable)
    implements FtpFile {

  @Override
  public String getAbsolutePath() {
    return shown.value();
  }

  @Override
  public String getName() {
    return shown.isRoot() ? "/" : shown.name();
  }

  @Override
  public boolean isHidden() {
    return false;
  }

  @Override
  public boolean isDirectory() {
    return entry != null && entry.isDirectory();
  }

  @Override
  public boolean isFile() {
    return entry != null && !entry.isDirectory();
  }

  @Override
  public boolean doesExist() {
    return entry != null;
  }

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public boolean isRemovable() {
    return false;
  }

  /** Clients are not told which accounts the server runs under. */
  @Override
  public String getOwnerName() {
    return "dropbell";
  }

  @Override
  public String getGroupName() {
    return "dropbell";
  }

  @Override
  public int getLinkCount() {
    return isDirectory() ? 2 : 1;
  }

  @Override
  public long getLastModified() {
    return entry == null ? 0 : entry.modifiedAt().toEpochMilli();
  }

  @Override
  public long getSize() {
    return entry == null ? 0 : entry.sizeBytes();
  }

  @Override
  public @Nullable Object getPhysicalFile() {
    return null;
  }

  /** Null, which FtpServer takes for an empty directory, when it cannot be read. */
  @Override
  public @Nullable List<? extends FtpFile> listFiles() {
    try {
      return files.list(path).stream().map(this::child).toList();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public InputStream createInputStream(long offset) throws IOException {
    FileChannel channel = files.open(path);
    channel.position(offset);
    return Channels.newInputStream(channel);
  }

  @Override
  public OutputStream createOutputStream(long offset) throws IOException {
    throw new IOException("files are stored by STOR, APPE and STOU only");
  }

  @Override
  public boolean setLastModified(long time) {
    return false;
  }

  @Override
  public boolean mkdir() {
    return false;
  }

  @Override
  public boolean delete() {
    return false;
  }

  @Override
  public boolean move(FtpFile destination) {
    return false;
  }

  private HomeFile child(Entry child) {
    return new HomeFile(files, shown.resolve(child.path().name()), child.path(), child, isReadable);
  }
}
