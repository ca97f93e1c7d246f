package dev.dropbell.files.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of an answer: parts of one open file, with text between them, which the kernel copies
 * from the file to the socket. Closing it closes the file.
 *
 * <p>Not thread-safe; whoever holds the connection's lock uses it. {@link #close} is safe from any
 * thread.
 */
public final class Transfer extends SendfileDataBase implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(Transfer.class);

  /** So much at most in one system call, so that a fast client's turn ends now and then. */
  private static final int CHUNK = 1024 * 1024;

  /**
   * How much of the file leaves with the text before it: a full segment, be it of the loopback
   * interface. A client that is woken for the text alone takes in the rest piece by piece.
   */
  private static final int JOINED = 64 * 1024;

  /** Bytes at a time where the kernel cannot do it. */
  private static final int COPIED = 64 * 1024;

  private static final AtomicLong numbers = new AtomicLong();

  private final FileChannel file;
  private final Deque<Piece> pieces = new ArrayDeque<>();

  /** Sends from this file. */
  public Transfer(FileChannel file) {
    // The container knows files by their names only. This one says which transfer is meant.
    super("transfer-" + numbers.incrementAndGet(), 0, 0);
    this.file = file;
  }

  private sealed interface Piece {

    /** Text between parts of the file. */
    record Text(ByteBuffer bytes) implements Piece {}

    /**
     * A part of the file that is still to be sent.
     *
     * @param count never 0
     */
    record Part(long from, long count) implements Piece {}
  }

  /** Adds text. */
  public Transfer text(byte[] bytes) {
    pieces.add(new Piece.Text(ByteBuffer.wrap(bytes)));
    length += bytes.length;
    return this;
  }

  /** Adds bytes of the file, which must have them. */
  public Transfer part(long from, long count) {
    if (count > 0) {
      pieces.add(new Piece.Part(from, count));
      length += count;
    }
    return this;
  }

  /** How many bytes it has in all. */
  public long total() {
    return length + pos;
  }

  /** Puts bytes before everything else, and takes them out of the buffer. */
  void begin(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    pieces.addFirst(new Piece.Text(ByteBuffer.wrap(copy)));
    length += copy.length;
  }

  String key() {
    return fileName;
  }

  boolean isDone() {
    return pieces.isEmpty();
  }

  /**
   * Sends as much as the channel takes now, up to one chunk.
   *
   * @return how many bytes went; 0 when the channel takes no more for now
   * @throws EOFException when the file has become shorter than it was
   */
  long writeTo(WritableByteChannel channel) throws IOException {
    long sent =
        switch (pieces.remove()) {
          case Piece.Text(ByteBuffer bytes) -> send(bytes, channel);
          case Piece.Part(long from, long count) -> send(from, count, channel);
        };
    pos += sent;
    length -= sent;
    return sent;
  }

  /** Sends text together with what comes behind it in the file. */
  private int send(ByteBuffer text, WritableByteChannel channel) throws IOException {
    ByteBuffer both = joined(text);
    int ofFile = channel.write(both) - text.remaining();
    int sent = ofFile + text.remaining();
    if (ofFile < 0) {
      pieces.addFirst(new Piece.Text(text.position(text.position() + sent)));
    } else if (ofFile > 0 && pieces.remove() instanceof Piece.Part(long from, long count)) {
      putBack(from + ofFile, count - ofFile);
    }
    return sent;
  }

  private ByteBuffer joined(ByteBuffer text) throws IOException {
    if (!(pieces.peek() instanceof Piece.Part(long from, long count))) {
      return text.duplicate();
    }
    int room = (int) Math.min(count, Math.max(0, JOINED - text.remaining()));
    ByteBuffer both = ByteBuffer.allocate(text.remaining() + room).put(text.duplicate());
    file.read(both, from);
    return both.flip();
  }

  private long send(long from, long count, WritableByteChannel channel) throws IOException {
    long sent = file.transferTo(from, Math.min(count, CHUNK), channel);
    if (sent == 0 && file.size() <= from) {
      throw cutShort();
    }
    putBack(from + sent, count - sent);
    return sent;
  }

  private void putBack(long from, long count) {
    if (count > 0) {
      pieces.addFirst(new Piece.Part(from, count));
    }
  }

  /** Sends all of it through a stream that may wait for its client. */
  public void copyTo(OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, COPIED));
    while (!pieces.isEmpty()) {
      switch (pieces.remove()) {
        case Piece.Text(ByteBuffer bytes) -> write(bytes, out);
        case Piece.Part(long from, long count) -> copy(from, count, buffer, out);
      }
    }
  }

  private void copy(long from, long count, ByteBuffer buffer, OutputStream out) throws IOException {
    for (long done = 0; done < count; ) {
      buffer.clear().limit((int) Math.min(count - done, buffer.capacity()));
      int read = file.read(buffer, from + done);
      if (read < 0) {
        throw cutShort();
      }
      write(buffer.flip(), out);
      done += read;
    }
  }

  private static void write(ByteBuffer bytes, OutputStream out) throws IOException {
    out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  private static EOFException cutShort() {
    return new EOFException("the file was cut while it was sent");
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      log.debug("cannot close a file", e);
    }
  }
}
