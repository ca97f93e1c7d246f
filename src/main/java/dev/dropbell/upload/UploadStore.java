package dev.dropbell.upload;

import dev.dropbell.upload.Partials.Partial;
import dev.dropbell.upload.Staging.Owner;
import dev.dropbell.upload.UploadProperties.Existing;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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

  /** An upload of this size is worth resuming after a crash of ours, and so worth a label. */
  private static final long LABELLED_FROM = 1024 * 1024;

  private final RootProperties root;
  private final UploadProperties settings;
  private final Journal journal;
  private final UploadListener listener;
  private final InstantSource clock;
  private final FileTree tree;
  private final CompletedFiles files;
  private final Staging staging;
  private final Partials partials;
  private final DiskSpace disk;
  private final Quotas quotas;
  private final Committer committer;
  private final Resumption resumption;
  private final UploadMeters meters;
  private final Map<UUID, Upload> inFlight = new ConcurrentHashMap<>();

  /** Takes files below this root. Nothing is touched before {@link #prepare}. */
  public UploadStore(
      RootProperties root,
      UploadProperties settings,
      Journal journal,
      UploadListener listener,
      InstantSource clock,
      MeterRegistry registry) {
    this.root = root;
    this.settings = settings;
    this.journal = journal;
    this.listener = listener;
    this.clock = clock;
    this.tree = new FileTree(root.root());
    this.files = new CompletedFiles(root.root());
    this.staging = new Staging(root.root());
    this.partials = new Partials(staging);
    this.disk = new DiskSpace(root.root(), settings.minFree().toBytes());
    this.quotas = new Quotas(root.root(), clock);
    this.resumption = new Resumption(tree, staging, partials, inFlight.values());
    this.committer = new Committer(tree, staging, journal, quotas, settings, clock);
    this.meters = new UploadMeters(registry, inFlight);
  }

  /**
   * Makes the root, the staging directory and the configured directories, and finishes what an
   * earlier process has begun.
   *
   * @throws UncheckedIOException when that is not possible
   */
  public void prepare() {
    try {
      staging.make();
      for (String directory : root.directories()) {
        makeDirectory(FilePath.ROOT.resolve(directory));
      }
      new Recovery(staging, tree, partials, journal).run(oldestPartial());
      warnOfNarrowLocale();
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
    try {
      return admit(request);
    } catch (UploadException e) {
      meters.refused();
      throw e;
    }
  }

  private Upload admit(UploadRequest request) throws UploadException {
    boolean completed = tree.checkTarget(request.path());
    if (completed && existing(request) == Existing.REJECT) {
      throw new UploadException(UploadProblem.EXISTS);
    }
    Owner owner = new Owner(request.user(), request.path());
    Partial resumed = resumption.find(request, owner);
    Instant now = clock.instant();
    Upload upload = new Upload(this, UuidV7.at(now), owner, request, resumed, now);
    Long declared = upload.declaredSize();
    long known = declared == null ? upload.bytes() : declared;
    checkLimits(request.limits(), known, known - upload.bytes());
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
    return resumption.bytes(new Owner(user, path));
  }

  /** The completed files, to be read. */
  public CompletedFiles files() {
    return files;
  }

  /** The first name like this one that no file has, and none that is under way will have. */
  public FilePath freeName(FilePath path) {
    Set<FilePath> arriving =
        inFlight.values().stream().map(Upload::path).collect(Collectors.toSet());
    return tree.freeName(path, arriving::contains);
  }

  /** Clears away partial uploads that nobody has resumed in time. */
  public void expirePartials() {
    partials.expire(oldestPartial());
  }

  /** Ends everything that is under way; what has come may be resumed. */
  public void stopAll() {
    inFlight.values().forEach(u -> u.stop(UploadProblem.SHUTTING_DOWN));
  }

  // What follows is for Upload, on the thread of the transfer.

  StagedFile start(Upload upload, @Nullable Partial resumed) throws UploadException {
    try {
      StagedFile file = resumption.stage(upload, resumed);
      tell(
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

  void write(Upload upload, StagedFile file, ByteBuffer piece) throws UploadException {
    long before = file.bytes();
    int length = piece.remaining();
    long after = before + length;
    Long declared = upload.declaredSize();
    if (declared != null && after > declared) {
      throw new UploadException(UploadProblem.SIZE_MISMATCH);
    }
    checkLimits(upload.request().limits(), after, length);
    try {
      file.write(piece);
      if (before < LABELLED_FROM && after >= LABELLED_FROM) {
        staging.label(upload.id(), upload.owner());
      }
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  void progressed(Upload upload) {
    tell(
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
    meters.completed(upload.startedAt(), completed);
    log.info(
        "upload completed: id={} path={} user={} bytes={} replaced={} evidence={}",
        completed.id(),
        completed.path(),
        completed.user(),
        completed.bytes(),
        completed.replaced(),
        completed.evidence().code());
    tell(completed);
    return completed;
  }

  void fail(Upload upload, @Nullable StagedFile file, UploadProblem problem) {
    if (file == null) {
      inFlight.remove(upload.id());
      return;
    }
    resumption.setAside(upload, file, problem);
    inFlight.remove(upload.id());
    meters.failed();
    log.info(
        "upload failed: id={} path={} user={} bytes={} reason={}",
        upload.id(),
        upload.path(),
        upload.user(),
        upload.bytes(),
        problem.code());
    tell(
        new UploadEvent.Failed(
            upload.id(),
            upload.path(),
            upload.user(),
            upload.bytes(),
            upload.declaredSize(),
            clock.instant(),
            problem));
  }

  /** What somebody does with an event must not decide what becomes of the upload. */
  private void tell(UploadEvent event) {
    try {
      listener.onEvent(event);
    } catch (RuntimeException e) {
      log.error("an upload event was not taken: id={} event={}", event.id(), event, e);
    }
  }

  private Existing existing(UploadRequest request) {
    Existing wanted = request.existing();
    return wanted == null ? settings.existing() : wanted;
  }

  /**
   * Refuses what is too much.
   *
   * @param size of the file, as far as we know
   * @param more how many bytes of it are still to be stored
   */
  private void checkLimits(UploadLimits limits, long size, long more) throws UploadException {
    if (limits.maxFileBytes() > 0 && size > limits.maxFileBytes()) {
      throw new UploadException(UploadProblem.FILE_TOO_LARGE);
    }
    disk.check(more);
    if (limits.hasQuota()) {
      quotas.check(limits, more + underWay(limits.home()));
    }
  }

  private long underWay(FilePath home) {
    return inFlight.values().stream()
        .filter(u -> u.path().isBelow(home))
        .mapToLong(Upload::bytes)
        .sum();
  }

  private Instant oldestPartial() {
    return clock.instant().minus(settings.partialRetention());
  }

  /** Without a UTF-8 locale the JVM cannot store most names; each is refused, and this says why. */
  private void warnOfNarrowLocale() {
    try {
      var _ = root.root().resolve("é");
    } catch (InvalidPathException e) {
      log.warn(
          "file names are limited: locale={} names beyond it are refused with 553; set LC_ALL=C.UTF-8",
          System.getProperty("sun.jnu.encoding"));
    }
  }
}
