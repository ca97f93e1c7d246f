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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of an answer: parts of one file, with text between them. What is in the file the kernel
 * copies to the socket. Closing it closes the file.
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

  /** Where the bytes are; null when {@link #content} has them. */
  private final @Nullable FileChannel file;

  private final ByteBuffer content;

  private final Deque<Piece> pieces = new ArrayDeque<>();

  /** Sends from this file, which is open. */
  public Transfer(FileChannel file) {
    this(file, ByteBuffer.allocate(0));
  }

  /** Sends from a file that has been read, to the heap. */
  public Transfer(ByteBuffer content) {
    this(null, content);
  }

  private Transfer(@Nullable FileChannel file, ByteBuffer content) {
    // The container knows files by their names only. This one says which transfer is meant.
    super("transfer-" + numbers.incrementAndGet(), 0, 0);
    this.file = file;
    this.content = content;
  }

  private sealed interface Piece {

    /** Text between parts of the file, or a part that has been read. */
    record Text(ByteBuffer bytes) implements Piece {}

    /**
     * A part of the file that is still to be sent.
     *
     * @param count never 0
     */
    record Part(FileChannel file, long from, long count) implements Piece {

      /** What is left of it when so much has been sent. */
      Part after(long sent) {
        return new Part(file, from + sent, count - sent);
      }
    }
  }

  /** Adds text. */
  public Transfer text(byte[] bytes) {
    return text(ByteBuffer.wrap(bytes));
  }

  private Transfer text(ByteBuffer bytes) {
    pieces.add(new Piece.Text(bytes));
    length += bytes.remaining();
    return this;
  }

  /** Adds bytes of the file, which must have them. */
  public Transfer part(long from, long count) {
    if (count > 0 && file != null) {
      pieces.add(new Piece.Part(file, from, count));
      length += count;
    } else if (count > 0) {
      text(content.slice((int) from, (int) count));
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
          case Piece.Part part -> send(part, channel);
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
    } else if (ofFile > 0 && pieces.remove() instanceof Piece.Part part) {
      putBack(part.after(ofFile));
    }
    return sent;
  }

  private ByteBuffer joined(ByteBuffer text) throws IOException {
    if (!(pieces.peek() instanceof Piece.Part part)) {
      return text.duplicate();
    }
    int room = (int) Math.min(part.count(), Math.max(0, JOINED - text.remaining()));
    ByteBuffer both = ByteBuffer.allocate(text.remaining() + room).put(text.duplicate());
    part.file().read(both, part.from());
    return both.flip();
  }

  private long send(Piece.Part part, WritableByteChannel channel) throws IOException {
    long sent = part.file().transferTo(part.from(), Math.min(part.count(), CHUNK), channel);
    if (sent == 0 && part.file().size() <= part.from()) {
      throw cutShort();
    }
    putBack(part.after(sent));
    return sent;
  }

  private void putBack(Piece.Part rest) {
    if (rest.count() > 0) {
      pieces.addFirst(rest);
    }
  }

  /** Sends all of it through a stream that may wait for its client. */
  public void copyTo(OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, COPIED));
    while (!pieces.isEmpty()) {
      switch (pieces.remove()) {
        case Piece.Text(ByteBuffer bytes) -> write(bytes, out);
        case Piece.Part part -> copy(part, buffer, out);
      }
    }
  }

  private static void copy(Piece.Part part, ByteBuffer buffer, OutputStream out)
      throws IOException {
    for (Piece.Part rest = part; rest.count() > 0; rest = rest.after(buffer.limit())) {
      buffer.clear().limit((int) Math.min(rest.count(), buffer.capacity()));
      if (rest.file().read(buffer, rest.from()) < 0) {
        throw cutShort();
      }
      write(buffer.flip(), out);
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
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      log.debug("cannot close a file", e);
    }
  }
}
