package dev.dropbell.ftp;

import java.io.FilterInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/**
 * A file to be sent, from its channel's position on, as the library's commands want it: a stream.
 * Who knows better takes the channel.
 */
final class FileInput extends FilterInputStream {

  private final FileChannel channel;

  FileInput(FileChannel channel) {
    super(Channels.newInputStream(channel));
    this.channel = channel;
  }

  FileChannel channel() {
    return channel;
  }
}
