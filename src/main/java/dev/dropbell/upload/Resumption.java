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
   * Behind how many bytes a resume goes on.
   *
   * @throws UploadException when there is nothing to resume there
   */
  long offset(UploadRequest request, Owner owner) throws UploadException {
    takeOver(owner);
    // Behind it, because what was to be taken over may just have become complete.
    if (tree.exists(owner.path())) {
      throw new UploadException(UploadProblem.COMPLETED_FILE);
    }
    Partial partial = partials.find(owner);
    long there = partial == null ? 0 : partial.bytes();
    if (request.start() == Start.APPEND) {
      return there;
    }
    if (request.offset() > there) {
      throw new UploadException(UploadProblem.BAD_OFFSET);
    }
    return request.offset();
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
  StagedFile stage(Upload upload, long offset) throws IOException, UploadException {
    if (upload.request().start() == Start.FRESH) {
      partials.drop(upload.owner());
      return StagedFile.create(staging.part(upload.id()));
    }
    Partial partial = partials.take(upload.owner());
    if (partial == null && offset == 0) {
      return StagedFile.create(staging.part(upload.id()));
    }
    if (partial == null || partial.bytes() < offset) {
      // What the resume counts on has gone or shrunk since it was opened.
      if (partial != null) {
        partials.keep(upload.owner(), partial);
      }
      throw new UploadException(UploadProblem.BAD_OFFSET);
    }
    return adopt(upload, partial, offset);
  }

  private StagedFile adopt(Upload upload, Partial partial, long offset) throws IOException {
    Partial kept = partial;
    try {
      staging.label(upload.id(), upload.owner());
      staging.adopt(partial.id(), upload.id());
      kept = new Partial(upload.id(), offset);
      return StagedFile.reopen(staging.part(upload.id()), offset);
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
