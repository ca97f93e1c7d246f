package dev.dropbell.ftp;

import static java.util.Objects.requireNonNull;

import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.PathRefusedException;
import dev.dropbell.upload.Upload;
import dev.dropbell.upload.UploadEvent;
import dev.dropbell.upload.UploadException;
import dev.dropbell.upload.UploadProblem;
import dev.dropbell.upload.UploadProperties.Existing;
import dev.dropbell.upload.UploadRequest;
import dev.dropbell.upload.UploadRequest.Start;
import dev.dropbell.upload.UploadStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * STOR, APPE and STOU (RFC 959, section 4.1.3), in place of the library's.
 *
 * <p>The order of events: the request is checked, 150, the data connection opens, bytes go to
 * staging, the end of the data is the end of the file if the client is still there, the upload is
 * completed, 226. Whatever goes wrong is answered with its own code, and never with 226.
 * Thread-safe.
 */
final class StoreCommand implements Command {

  private static final Logger log = LoggerFactory.getLogger(StoreCommand.class);

  private final UploadStore store;
  private final UploadGate gate;
  private final UploadTurns turns;
  private final Verb verb;
  private final MeterRegistry meters;

  /** Which of the three commands. */
  enum Verb {
    STOR,
    APPE,
    STOU
  }

  StoreCommand(
      UploadStore store, UploadGate gate, UploadTurns turns, Verb verb, MeterRegistry meters) {
    this.store = store;
    this.gate = gate;
    this.turns = turns;
    this.verb = verb;
    this.meters = meters;
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    if (!gate.enter()) {
      Replies.send(session, UploadProblem.SHUTTING_DOWN);
      session.closeOnFlush();
      return;
    }
    try {
      store(session, request);
    } finally {
      gate.leave();
    }
  }

  private void store(FtpIoSession session, FtpRequest request) {
    SessionState state = SessionState.of(session);
    Long announced = state.takeAnnounced();
    String argument = request.getArgument();
    try {
      if (argument == null && verb != Verb.STOU) {
        Replies.send(session, 501, "Name the file: " + verb + " <name>.");
      } else if (!state.dataPort().isPrepared()) {
        Replies.send(session, 503, "Send PASV, EPSV, PORT or EPRT first.");
      } else {
        transferInTurn(session, state, wanted(session, argument, announced));
      }
    } catch (PathRefusedException e) {
      meters.counter("dropbell.ftp.refused", "command", verb.name()).increment();
      Replies.send(session, 553, e.reason());
    } catch (UploadException e) {
      refuse(session, argument, e);
    } finally {
      session.resetState();
      state.dataPort().closeDataConnection();
    }
  }

  private UploadRequest wanted(
      FtpIoSession session, @Nullable String argument, @Nullable Long announced) {
    HomeView view = (HomeView) session.getFileSystemView();
    FtpUser user = (FtpUser) session.getUser();
    if (verb == Verb.STOU) {
      FilePath path = view.locate(argument == null ? "upload-" + UUID.randomUUID() : argument);
      return new UploadRequest(
          user.name(),
          store.freeName(path),
          Start.FRESH,
          0,
          announced,
          Existing.KEEP_BOTH,
          user.limits());
    }
    long offset = session.getFileOffset();
    Start start = verb == Verb.APPE ? Start.APPEND : offset > 0 ? Start.AT_OFFSET : Start.FRESH;
    return new UploadRequest(
        user.name(),
        view.locate(requireNonNull(argument)),
        start,
        offset,
        announced,
        null,
        user.limits());
  }

  private void transferInTurn(FtpIoSession session, SessionState state, UploadRequest wanted)
      throws UploadException {
    if (!turns.take(wanted.user())) {
      Replies.send(session, UploadProblem.TOO_MANY_UPLOADS);
      return;
    }
    try {
      transfer(session, state, store.open(wanted));
    } finally {
      turns.giveBack(wanted.user());
    }
  }

  /** From the 150 on it is an upload: it completes or fails, and either is told. */
  private void transfer(FtpIoSession session, SessionState state, Upload upload)
      throws UploadException {
    state.transferBegins(upload);
    try {
      // RFC 1123, section 4.1.2.9, wants the name that STOU chose in this form.
      Replies.send(
          session, 150, verb == Verb.STOU ? "FILE: " + upload.path().name() : "Send the file.");
      upload.start(); // while the client begins to send
      UploadEvent.Completed completed = new Transfer(upload, state).run();
      Replies.send(
          session,
          226,
          "Stored %s, %d bytes.".formatted(completed.path().name(), completed.bytes()));
    } catch (UploadException e) {
      upload.fail(e.problem());
      throw e;
    } catch (RuntimeException | Error e) {
      // Ours to mend, but the upload must end whatever happens.
      upload.fail(UploadProblem.STORAGE_FAILED);
      throw e;
    } finally {
      state.transferEnds();
    }
  }

  private void refuse(FtpIoSession session, @Nullable String argument, UploadException refusal) {
    log.info(
        "not stored: command={} path={} user={} reason={}",
        verb,
        argument,
        session.getUser().getName(),
        refusal.problem().code());
    Replies.send(session, refusal.problem());
  }
}
