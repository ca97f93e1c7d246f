package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.codec.ProtocolDecoderAdapter;
import org.apache.mina.filter.codec.ProtocolDecoderOutput;

/**
 * Cuts what comes over a control connection into command lines. One for each session; not
 * thread-safe.
 *
 * <p>A line ends with LF, and a CR before it does not belong to it (RFC 959, section 5.3). Telnet
 * commands, which clients send before ABOR, are left out where a line begins: {@code IAC} (255) is
 * followed by a byte from 240 on, or stands alone when the network took that byte out of the stream
 * as urgent data. Further on they would be part of a name. Bytes that are no UTF-8 become U+FFFD,
 * which no name may hold. A line that is too long comes out as {@link #TOO_LONG}, and the next one
 * is fine again.
 */
final class CommandDecoder extends ProtocolDecoderAdapter {

  /** Stands for a line that was longer than {@link #MAX_LINE}. */
  static final Object TOO_LONG = new Object();

  /** Bytes; a path of 4,096 bytes, the most that Linux takes, fits with its command. */
  static final int MAX_LINE = 8 * 1024;

  private static final int IAC = 0xFF;
  private static final int LOWEST_TELNET_COMMAND = 0xF0;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
  private boolean tooLong;
  private boolean afterIac;

  /** Forgets the beginning of a line. */
  void reset() {
    line.reset();
    tooLong = false;
  }

  @Override
  public void decode(IoSession session, IoBuffer in, ProtocolDecoderOutput out) {
    while (in.hasRemaining()) {
      int octet = in.get() & 0xFF;
      if (isTelnet(octet)) {
        continue;
      }
      if (octet == '\n') {
        out.write(take());
      } else {
        add(octet);
      }
    }
  }

  private boolean isTelnet(int octet) {
    if (line.size() > 0) {
      return false;
    }
    boolean second = afterIac && octet >= LOWEST_TELNET_COMMAND;
    afterIac = octet == IAC && !second;
    return second || octet == IAC;
  }

  private void add(int octet) {
    if (line.size() < MAX_LINE) {
      line.write(octet);
    } else {
      tooLong = true;
    }
  }

  private Object take() {
    String text = line.toString(UTF_8);
    boolean overflowed = tooLong;
    line.reset();
    tooLong = false;
    if (overflowed) {
      return TOO_LONG;
    }
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
