package dev.dropbell.ftp;

import dev.dropbell.upload.Evidence;
import dev.dropbell.upload.Upload;
import dev.dropbell.upload.UploadEvent;
import dev.dropbell.upload.UploadException;
import dev.dropbell.upload.UploadProblem;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Moves the bytes of one upload from its data connection to the store. Used once, by one thread.
 */
final class Transfer {

  private final Upload upload;
  private final SessionState state;

  Transfer(Upload upload, SessionState state) {
    this.upload = upload;
    this.state = state;
  }

  /**
   * Takes the whole file.
   *
   * @throws UploadException when that did not succeed
   */
  UploadEvent.Completed run() throws UploadException {
    upload.onStop(state.dataPort()::closeDataConnection);
    Socket data = connect();
    receive(data);
    if (!state.isClientAlive()) {
      throw upload.failure(UploadProblem.CONTROL_LOST);
    }
    return upload.complete(evidence(data), state::isClientAlive);
  }

  private Socket connect() throws UploadException {
    try {
      return state.dataPort().connect();
    } catch (IOException e) {
      throw upload.failure(UploadProblem.NO_CONNECTION);
    }
  }

  private void receive(Socket data) throws UploadException {
    try {
      upload.receive(state.dataPort().inputOf(data));
    } catch (SSLException e) {
      throw upload.failure(UploadProblem.TLS_TRUNCATED);
    } catch (IOException e) {
      throw upload.failure(UploadProblem.CONNECTION_LOST);
    } finally {
      state.dataPort().closeDataConnection(); // what follows is no silence of the client's
    }
  }

  /** A TLS stream that ends without an exception was ended by the client's close_notify. */
  private static Evidence evidence(Socket data) {
    return data instanceof SSLSocket ? Evidence.TLS_CLOSE_NOTIFY : Evidence.CONTROL_ALIVE;
  }
}
