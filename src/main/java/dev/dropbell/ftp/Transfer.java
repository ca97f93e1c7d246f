package dev.dropbell.ftp;

import dev.dropbell.upload.Evidence;
import dev.dropbell.upload.Upload;
import dev.dropbell.upload.UploadEvent;
import dev.dropbell.upload.UploadException;
import dev.dropbell.upload.UploadProblem;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Moves the bytes of one upload from its data connection to the store. Used once, by one thread.
 */
final class Transfer {

  /** Enough for a small file; a connection that fills it gets the large one. */
  private static final int FIRST_BUFFER = 16 * 1024;

  private static final int BUFFER = 256 * 1024;

  private final Upload upload;
  private final SessionState state;

  Transfer(Upload upload, SessionState state) {
    this.upload = upload;
    this.state = state;
  }

  /**
   * Takes the whole file.
   *
   * @param controlAlive whether the client is still there
   * @throws IOException when the data connection could not be opened: then there was no upload
   * @throws UploadException when the upload failed
   */
  UploadEvent.Completed run(BooleanSupplier controlAlive) throws IOException, UploadException {
    upload.onStop(state.dataPort()::closeDataConnection);
    Socket data = state.dataPort().connect();
    upload.start();
    receive(data);
    if (!controlAlive.getAsBoolean()) {
      throw upload.failure(UploadProblem.CONTROL_LOST);
    }
    return upload.complete(Evidence.CONTROL_ALIVE, controlAlive);
  }

  private void receive(Socket data) throws UploadException {
    byte[] buffer = new byte[FIRST_BUFFER];
    try (InputStream in = data.getInputStream()) {
      for (int count; (count = in.read(buffer)) >= 0; ) {
        upload.write(buffer, 0, count);
        if (count == buffer.length && count < BUFFER) {
          buffer = new byte[BUFFER];
        }
      }
    } catch (SocketTimeoutException e) {
      throw upload.failure(UploadProblem.TIMEOUT);
    } catch (IOException e) {
      throw upload.failure(UploadProblem.CONNECTION_LOST);
    }
  }
}
