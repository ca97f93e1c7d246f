package dev.dropbell.upload;

import dev.dropbell.upload.Partials.Partial;
import dev.dropbell.upload.Staging.Owner;
import dev.dropbell.upload.UploadRequest.Start;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an interrupted upload is gone on with: by the same user, to the same path, where no completed
 * file is. Thread-safe.
 */
final class Resumption {

  private static final Logger log = LoggerFactory.getLogger(Resumption.class);

  /** How long a resume waits for the transfer that it takes over to let go. */
  private static final int TAKE_OVER_SECONDS = 10;

  private final FileTree tree;
  private final Staging staging;
  private final Partials partials;
  private final Collection<Upload> inFlight;

  /**
   * Resumes what these keep.
   *
   * @param inFlight the uploads under way, as they are at any moment
   */
  Resumption(FileTree tree, Staging staging, Partials partials, Collection<Upload> inFlight) {
    this.tree = tree;
    this.staging = staging;
    this.partials = partials;
    this.inFlight = inFlight;
  }

  /** How many bytes a resume would start from; empty when there is nothing to resume. */
  OptionalLong bytes(Owner owner) {
    if (tree.exists(owner.path())) {
      return OptionalLong.empty();
    }
    Upload arriving = newest(owner);
    if (arriving != null) {
      return OptionalLong.of(arriving.bytes());
    }
    Partial partial = partials.find(owner);
    return partial == null ? OptionalLong.empty() : OptionalLong.of(partial.bytes());
  }

  /**
   * What a resume goes on with, cut off where the client says; null when it begins a new file.
   *
   * @throws UploadException when there is nothing to resume there
   */
  @Nullable Partial find(UploadRequest request, Owner owner) throws UploadException {
    if (request.start() == Start.FRESH) {
      return null;
    }
    checkNotCompleted(owner);
    takeOver(owner);
    checkNotCompleted(owner); // what was to be taken over may just have become complete
    Partial partial = partials.find(owner);
    if (request.start() == Start.APPEND) {
      return partial;
    }
    if (partial == null || request.offset() > partial.bytes()) {
      throw new UploadException(UploadProblem.BAD_OFFSET);
    }
    return new Partial(partial.id(), request.offset());
  }

  private void checkNotCompleted(Owner owner) throws UploadException {
    if (tree.exists(owner.path())) {
      throw new UploadException(UploadProblem.COMPLETED_FILE);
    }
  }

  /** A client that resumes has given its earlier connection up, whether we have noticed or not. */
  private void takeOver(Owner owner) throws UploadException {
    Upload earlier = newest(owner);
    if (earlier == null) {
      return;
    }
    earlier.stop(UploadProblem.SUPERSEDED);
    try {
      earlier.ended().get(TAKE_OVER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UploadException(UploadProblem.SHUTTING_DOWN, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new UploadException(UploadProblem.TOO_MANY_UPLOADS, e);
    }
  }

  private @Nullable Upload newest(Owner owner) {
    return inFlight.stream()
        .filter(u -> u.owner().equals(owner))
        .max(Comparator.comparing(Upload::startedAt))
        .orElse(null);
  }

  /** The file that an upload writes to: new, or what an interrupted one has left. */
  StagedFile stage(Upload upload, @Nullable Partial resumed) throws IOException, UploadException {
    if (resumed == null) {
      partials.drop(upload.owner());
      return StagedFile.create(staging.part(upload.id()));
    }
    if (!partials.take(upload.owner(), resumed.id())) {
      // Another session has gone on with it, or sent the file anew, since this one asked.
      throw new UploadException(UploadProblem.BAD_OFFSET);
    }
    return adopt(upload, resumed);
  }

  private StagedFile adopt(Upload upload, Partial resumed) throws IOException {
    Partial kept = resumed;
    try {
      staging.label(upload.id(), upload.owner());
      staging.adopt(resumed.id(), upload.id());
      kept = new Partial(upload.id(), resumed.bytes());
      return StagedFile.reopen(staging.part(upload.id()), resumed.bytes());
    } catch (IOException e) {
      partials.keep(upload.owner(), kept);
      throw e;
    }
  }

  /**
   * Keeps the bytes of a failed upload for a resume, or removes them when none would make sense.
   */
  void setAside(Upload upload, StagedFile file, UploadProblem problem) {
    try {
      file.close();
      if (isResumable(upload, problem)) {
        partials.keep(upload.owner(), new Partial(upload.id(), upload.bytes()));
        return;
      }
    } catch (IOException e) {
      log.warn("partial upload not kept: id={} reason={}", upload.id(), e.toString());
    }
    partials.delete(upload.id());
  }

  private boolean isResumable(Upload upload, UploadProblem problem) {
    if (upload.bytes() == 0 || tree.exists(upload.path())) {
      return false;
    }
    Long declared = upload.declaredSize();
    return switch (problem) {
      case FILE_TOO_LARGE, QUOTA_EXCEEDED, EXISTS -> false;
      case SIZE_MISMATCH -> declared != null && upload.bytes() < declared;
      default -> true;
    };
  }
}
