package dev.dropbell.upload;

import dev.dropbell.upload.Partials.Partial;
import dev.dropbell.upload.Staging.Owner;
import dev.dropbell.upload.UploadProperties.Existing;
import dev.dropbell.upload.UploadRequest.Start;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files in: each is staged, and then either appears under the root whole and in one step, or
 * never.
 *
 * <p>Safe for concurrent use; it blocks, so call it from a thread that may.
 */
public final class UploadStore {

  private static final Logger log = LoggerFactory.getLogger(UploadStore.class);

  /** How long a resume waits for the transfer that it takes over to let go. */
  private static final int TAKE_OVER_SECONDS = 10;

  private final RootProperties root;
  private final UploadProperties settings;
  private final UploadListener listener;
  private final InstantSource clock;
  private final FileTree tree;
  private final CompletedFiles files;
  private final Staging staging;
  private final Partials partials;
  private final Committer committer;
  private final Map<UUID, Upload> inFlight = new ConcurrentHashMap<>();

  /** Takes files below this root. Nothing is touched before {@link #prepare}. */
  public UploadStore(
      RootProperties root,
      UploadProperties settings,
      Journal journal,
      UploadListener listener,
      InstantSource clock) {
    this.root = root;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.tree = new FileTree(root.root());
    this.files = new CompletedFiles(root.root());
    this.staging = new Staging(root.root());
    this.partials = new Partials(staging);
    this.committer = new Committer(tree, staging, journal, settings, clock);
  }

  /**
   * Makes the root, the staging directory and the configured directories.
   *
   * @throws UncheckedIOException when that is not possible
   */
  public void prepare() {
    try {
      staging.make();
      for (String directory : root.directories()) {
        makeDirectory(FilePath.ROOT.resolve(directory));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a directory that the configuration names, and those above it. */
  public void makeDirectory(FilePath directory) throws IOException {
    tree.makeDirectories(directory);
  }

  /**
   * Begins an upload: checks everything that can be known before its first byte.
   *
   * @return an upload that is not started yet and tells nobody
   * @throws UploadException when it is refused
   */
  public Upload open(UploadRequest request) throws UploadException {
    tree.checkTarget(request.path());
    boolean completed = tree.exists(request.path());
    if (completed && existing(request) == Existing.REJECT) {
      throw new UploadException(UploadProblem.EXISTS);
    }
    Owner owner = new Owner(request.user(), request.path());
    long offset = request.start() == Start.FRESH ? 0 : resumeOffset(request, owner, completed);
    Instant now = clock.instant();
    Upload upload = new Upload(this, UuidV7.at(now), owner, request, offset, now);
    checkSize(upload.declaredSize());
    inFlight.put(upload.id(), upload);
    return upload;
  }

  /** The uploads that are under way, the oldest first. */
  public List<Upload> inFlight() {
    return inFlight.values().stream().sorted(Comparator.comparing(Upload::startedAt)).toList();
  }

  /**
   * How many bytes a resume by this user to this path would start from; also while they still
   * arrive. Empty when there is nothing to resume, or a completed file is there.
   */
  public OptionalLong resumableBytes(String user, FilePath path) {
    if (tree.exists(path)) {
      return OptionalLong.empty();
    }
    Owner owner = new Owner(user, path);
    Upload arriving = newest(owner);
    if (arriving != null) {
      return OptionalLong.of(arriving.bytes());
    }
    Partial partial = partials.find(owner);
    return partial == null ? OptionalLong.empty() : OptionalLong.of(partial.bytes());
  }

  /** The completed files, to be read. */
  public CompletedFiles files() {
    return files;
  }

  /** The first name like this one that no file has. */
  public FilePath freeName(FilePath path) {
    return tree.freeName(path);
  }

  /** Ends everything that is under way; what has come may be resumed. */
  public void stopAll() {
    Collection<Upload> all = inFlight.values();
    all.forEach(u -> u.stop(UploadProblem.SHUTTING_DOWN));
  }

  // What follows is for Upload, on the thread of the transfer.

  StagedFile start(Upload upload, long offset) throws UploadException {
    try {
      StagedFile file = stage(upload, offset);
      listener.onEvent(
          new UploadEvent.Started(
              upload.id(),
              upload.path(),
              upload.user(),
              file.bytes(),
              upload.declaredSize(),
              clock.instant()));
      return file;
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  void write(Upload upload, StagedFile file, byte[] data, int from, int length)
      throws UploadException {
    checkSize(file.bytes() + length);
    Long declared = upload.declaredSize();
    if (declared != null && file.bytes() + length > declared) {
      throw new UploadException(UploadProblem.SIZE_MISMATCH);
    }
    try {
      file.write(data, from, length);
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  void progressed(Upload upload) {
    listener.onEvent(
        new UploadEvent.Progressed(
            upload.id(),
            upload.path(),
            upload.user(),
            upload.bytes(),
            upload.declaredSize(),
            clock.instant()));
  }

  UploadEvent.Completed complete(
      Upload upload, StagedFile file, Evidence evidence, BooleanSupplier controlAlive)
      throws UploadException {
    UploadEvent.Completed completed =
        committer.commit(upload, file, existing(upload.request()), evidence, controlAlive);
    inFlight.remove(upload.id());
    log.info(
        "upload completed: id={} path={} user={} bytes={} replaced={} evidence={}",
        completed.id(),
        completed.path(),
        completed.user(),
        completed.bytes(),
        completed.replaced(),
        completed.evidence().code());
    listener.onEvent(completed);
    return completed;
  }

  void fail(Upload upload, @Nullable StagedFile file, UploadProblem problem) {
    if (file == null) {
      inFlight.remove(upload.id());
      return;
    }
    setAside(upload, file, problem);
    inFlight.remove(upload.id());
    log.info(
        "upload failed: id={} path={} user={} bytes={} reason={}",
        upload.id(),
        upload.path(),
        upload.user(),
        upload.bytes(),
        problem.code());
    listener.onEvent(
        new UploadEvent.Failed(
            upload.id(),
            upload.path(),
            upload.user(),
            upload.bytes(),
            upload.declaredSize(),
            clock.instant(),
            problem));
  }

  /** What a resume counts on may have gone or shrunk since it was opened. */
  private StagedFile stage(Upload upload, long offset) throws IOException, UploadException {
    if (upload.request().start() == Start.FRESH) {
      partials.drop(upload.owner());
      return StagedFile.create(staging.part(upload.id()));
    }
    Partial partial = partials.take(upload.owner());
    if (partial == null && offset == 0) {
      return StagedFile.create(staging.part(upload.id()));
    }
    if (partial == null || partial.bytes() < offset) {
      if (partial != null) {
        partials.keep(upload.owner(), partial);
      }
      throw new UploadException(UploadProblem.BAD_OFFSET);
    }
    staging.adopt(partial.id(), upload.id());
    return StagedFile.reopen(staging.part(upload.id()), offset);
  }

  /**
   * Keeps the bytes of a failed upload for a resume, or removes them when none would make sense.
   */
  private void setAside(Upload upload, StagedFile file, UploadProblem problem) {
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
    Long declared = upload.declaredSize();
    boolean tooLong = declared != null && upload.bytes() >= declared;
    return switch (problem) {
      case FILE_TOO_LARGE, QUOTA_EXCEEDED, EXISTS -> false;
      case SIZE_MISMATCH -> !tooLong && upload.bytes() > 0 && !tree.exists(upload.path());
      default -> upload.bytes() > 0 && !tree.exists(upload.path());
    };
  }

  private long resumeOffset(UploadRequest request, Owner owner, boolean completed)
      throws UploadException {
    if (completed) {
      throw new UploadException(UploadProblem.COMPLETED_FILE);
    }
    takeOver(owner);
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
    return inFlight.values().stream()
        .filter(u -> u.owner().equals(owner))
        .max(Comparator.comparing(Upload::startedAt))
        .orElse(null);
  }

  private Existing existing(UploadRequest request) {
    Existing wanted = request.existing();
    return wanted == null ? settings.existing() : wanted;
  }

  private void checkSize(@Nullable Long bytes) throws UploadException {
    long limit = settings.maxFileSize().toBytes();
    if (bytes != null && limit > 0 && bytes > limit) {
      throw new UploadException(UploadProblem.FILE_TOO_LARGE);
    }
  }
}
