package dev.dropbell.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {

  @ParameterizedTest
  @ValueSource(ints = {421, 425, 426, 450, 451, 452})
  void transientReply_isTriedAgain(int code) {
    assertThat(refused(code).retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {430, 434, 500, 501, 502, 503, 530, 550, 551, 552, 553, 554})
  void refusal_isNotTriedAgain(int code) {
    assertThat(refused(code).retryable()).isFalse();
  }

  @Test
  void whatTheNetworkDid_isTriedAgain() {
    assertThat(
            List.of(
                new ConnectException("Connection refused"),
                new SocketTimeoutException("Read timed out"),
                new SocketException("Connection reset"),
                new UnknownHostException("ftp.example.org"),
                new EOFException(),
                new FTPConnectionClosedException("Connection closed without indication."),
                new SSLException("Remote host terminated the handshake")))
        .allSatisfy(e -> assertThat(Failures.of(e).retryable()).isTrue());
  }

  @Test
  void whatIsWrongHere_isNotTriedAgain_andNamed() {
    for (IOException e :
        List.of(new NoSuchFileException("a.pdf"), new AccessDeniedException("a.pdf"))) {
      assertThat(Failures.of(e).retryable()).isFalse();
      assertThat(Failures.of(e)).hasMessageStartingWith("a.pdf: ");
    }
  }

  @Test
  void certificateThatIsNotTrusted_isNotTriedAgain() {
    SSLHandshakeException e = new SSLHandshakeException("PKIX path building failed");
    e.initCause(new CertificateException("PKIX path building failed"));

    assertThat(Failures.of(e).retryable()).isFalse();
    assertThat(Failures.of(e)).hasMessageContaining("--trust");
  }

  @Test
  void reply_reachesPeopleWithoutControlCharacters() {
    assertThat(refused(550)).hasMessage("550 No?[31m");
  }

  private static TransferException refused(int code) {
    return TransferException.refused(new Reply(code, List.of(code + " No\u001b[31m")));
  }
}
