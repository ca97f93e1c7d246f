package dev.dropbell.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.commons.net.MalformedServerReplyException;
import org.apache.commons.net.ftp.FTPConnectionClosedException;

/**
 * What is worth trying again: what the network did, and what a server calls transient. What it
 * refuses for good (530, 550, 553 and all other 5yz) is not, nor what is wrong on our side.
 */
final class Failures {

  private Failures() {}

  /**
   * 421 (going away), 425 and 426 (data connection), 45z (busy, failed, no space now). The other
   * 4yz that servers use (430, 434) are about who we are.
   */
  static boolean isTransient(int replyCode) {
    return replyCode == 421 || replyCode == 425 || replyCode == 426 || replyCode / 10 == 45;
  }

  /** The failure that this exception stands for. */
  static TransferException of(IOException e) {
    return switch (e) {
      case TransferException known -> known;
      case FileSystemException local -> new TransferException(local(local), false, local);
      case UnknownHostException unknown ->
          new TransferException("the host " + unknown.getMessage() + " is unknown", true, unknown);
      case SocketTimeoutException slow ->
          new TransferException("the server does not answer (timeout)", true, slow);
      case ConnectException refused ->
          new TransferException("cannot connect: " + refused.getMessage(), true, refused);
      case FTPConnectionClosedException closed ->
          new TransferException("the server closed the connection", true, closed);
      case MalformedServerReplyException broken ->
          new TransferException("not a reply of FTP: " + broken.getMessage(), true, broken);
      case EOFException end -> new TransferException("the connection ended", true, end);
      case SSLException tls -> new TransferException(tls(tls), !isDistrust(tls), tls);
      case SocketException lost ->
          new TransferException("connection lost: " + lost.getMessage(), true, lost);
      default -> new TransferException("connection lost: " + e.getMessage(), true, e);
    };
  }

  private static String local(FileSystemException e) {
    String file = String.valueOf(e.getFile());
    return switch (e) {
      case NoSuchFileException _ -> file + ": no such file";
      case AccessDeniedException _ -> file + ": permission denied";
      default ->
          file + ": " + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
    };
  }

  private static String tls(SSLException e) {
    return isDistrust(e)
        ? "the server's certificate is not trusted (%s); name it with --trust"
            .formatted(e.getMessage())
        : "TLS failed: " + e.getMessage();
  }

  /** A certificate does not get better by asking again. */
  private static boolean isDistrust(SSLException e) {
    if (!(e instanceof SSLHandshakeException)) {
      return false;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }
}
