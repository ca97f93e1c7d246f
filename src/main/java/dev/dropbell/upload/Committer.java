package dev.dropbell.upload;

import dev.dropbell.upload.UploadProperties.Durability;
import dev.dropbell.upload.UploadProperties.Existing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a staged file into a completed one.
 *
 * <p>The order is what the promises stand on (DESIGN 3 and 4): the bytes reach the disk; the client
 * is asked for once more; the journal records the completion, which is the commit point; the file
 * is renamed into its place. A crash before the commit point leaves a partial upload, a crash
 * behind it is made good by the next start. Thread-safe.
 */
final class Committer {

  private static final Logger log = LoggerFactory.getLogger(Committer.class);

  private static final int PATIENCE_SHARE = 8;

  /** A shorter sleep is not worth its switch of threads. */
  private static final Duration LEAST_PATIENCE = Duration.ofNanos(100_000);

  private static final Duration MOST_PATIENCE = Duration.ofMillis(20);

  private final FileTree tree;
  private final Staging staging;
  private final Journal journal;
  private final Quotas quotas;
  private final boolean durable;
  private final Duration grace;
  private final InstantSource clock;
  private final Claims claims = new Claims();

  Committer(
      FileTree tree,
      Staging staging,
      Journal journal,
      Quotas quotas,
      UploadProperties settings,
      InstantSource clock) {
    this.tree = tree;
    this.staging = staging;
    this.journal = journal;
    this.quotas = quotas;
    this.durable = settings.durability() == Durability.FSYNC;
    this.grace = settings.completionGrace();
    this.clock = clock;
  }

  UploadEvent.Completed commit(
      Upload upload,
      StagedFile file,
      Existing existing,
      Evidence evidence,
      BooleanSupplier controlAlive)
      throws UploadException {
    Instant dataEnded = clock.instant();
    String sha256 = finish(file);
    FilePath path = claim(upload.path(), existing);
    try {
      long replacedBytes = tree.size(path);
      boolean replaced = replacedBytes != FileTree.NONE;
      if (replaced && existing == Existing.REJECT) {
        throw new UploadException(UploadProblem.EXISTS);
      }
      waitUntil(dataEnded.plus(patience(upload, evidence, dataEnded)));
      checkAlive(upload, controlAlive);
      UploadEvent.Completed completed =
          new UploadEvent.Completed(
              upload.id(),
              path,
              upload.user(),
              file.bytes(),
              dataEnded,
              clock.instant(),
              sha256,
              replaced,
              evidence);
      record(completed);
      confirm(upload, controlAlive);
      place(completed);
      quotas.changed(path, file.bytes() - (replaced ? replacedBytes : 0));
      return completed;
    } finally {
      claims.release(path);
    }
  }

  /** Asking also brings to light an ABOR that has come behind the data. */
  private static void checkAlive(Upload upload, BooleanSupplier controlAlive)
      throws UploadException {
    boolean alive = controlAlive.getAsBoolean();
    upload.checkNotStopped();
    if (!alive) {
      throw new UploadException(UploadProblem.CONTROL_LOST);
    }
  }

  /**
   * Asks once more while the record can still be taken back. A client that is killed ends its data
   * connection first and its control connection when its kernel gets round to it, on a busy machine
   * milliseconds later; the time that the journal took costs nothing more.
   */
  private void confirm(Upload upload, BooleanSupplier controlAlive) throws UploadException {
    try {
      checkAlive(upload, controlAlive);
    } catch (UploadException e) {
      journal.withdraw(upload.id());
      throw e;
    }
  }

  /**
   * How long after its data a client's other connection may end, and it still counts as gone: in
   * proportion to how long the upload took, so that nobody waits much longer than anyhow, and what
   * came in a moment does not wait at all, nor what is proven otherwise. An fsync usually takes
   * longer.
   */
  private Duration patience(Upload upload, Evidence evidence, Instant dataEnded) {
    if (evidence != Evidence.CONTROL_ALIVE) {
      return grace;
    }
    Duration share = Duration.between(upload.startedAt(), dataEnded).dividedBy(PATIENCE_SHARE);
    Duration capped = share.compareTo(MOST_PATIENCE) < 0 ? share : MOST_PATIENCE;
    return capped.compareTo(LEAST_PATIENCE) < 0 ? grace : grace.plus(capped);
  }

  private void waitUntil(Instant moment) throws UploadException {
    try {
      Thread.sleep(Duration.between(clock.instant(), moment)); // not at all when it is over
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UploadException(UploadProblem.SHUTTING_DOWN, e);
    }
  }

  private String finish(StagedFile file) throws UploadException {
    try {
      if (durable) {
        file.force();
      }
      file.close();
      return file.sha256Hex();
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  private FilePath claim(FilePath wanted, Existing existing) throws UploadException {
    try {
      if (existing != Existing.KEEP_BOTH) {
        claims.claim(wanted);
        return wanted;
      }
      for (int n = 0; ; n++) {
        FilePath candidate = FileTree.numbered(wanted, n);
        if (claims.tryClaim(candidate)) {
          if (!tree.exists(candidate)) {
            return candidate;
          }
          claims.release(candidate);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UploadException(UploadProblem.SHUTTING_DOWN, e);
    }
  }

  private void record(UploadEvent.Completed completed) throws UploadException {
    try {
      journal.append(completed);
    } catch (IOException e) {
      throw new UploadException(UploadProblem.LOG_UNAVAILABLE, e);
    }
  }

  private void place(UploadEvent.Completed completed) throws UploadException {
    try {
      tree.place(staging.part(completed.id()), completed.path());
    } catch (IOException e) {
      journal.withdraw(completed.id());
      throw Storage.failure(e);
    }
    try {
      if (durable) {
        tree.force(completed.path().directory());
      }
      staging.deleteLabel(completed.id());
    } catch (IOException e) {
      // The file is in its place and in the journal. Should a power cut undo the rename, the next
      // start
      // does it again; a label without its bytes means nothing.
      log.warn("not tidied: id={} path={}", completed.id(), completed.path(), e);
    }
  }
}
