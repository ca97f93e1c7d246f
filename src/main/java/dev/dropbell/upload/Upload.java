package dev.dropbell.upload;

import dev.dropbell.upload.Partials.Partial;
import dev.dropbell.upload.Staging.Owner;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way in: opened, started, written, then completed or failed.
 *
 * <p>Belongs to the thread that transfers it, but for {@link #stop}, {@link #onStop} and the
 * getters, which any thread may call.
 */
public final class Upload {

  /** At most four events of progress a second. */
  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final UploadStore store;
  private final UUID id;
  private final Owner owner;
  private final UploadRequest request;
  private final @Nullable Partial resumed;
  private final Instant startedAt;
  private final AtomicReference<@Nullable UploadProblem> stopped = new AtomicReference<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile Runnable stopper = () -> {};
  private volatile @Nullable StagedFile file;
  private long progressedAt = System.nanoTime();

  Upload(
      UploadStore store,
      UUID id,
      Owner owner,
      UploadRequest request,
      @Nullable Partial resumed,
      Instant startedAt) {
    this.store = store;
    this.id = id;
    this.owner = owner;
    this.request = request;
    this.resumed = resumed;
    this.startedAt = startedAt;
  }

  /** A UUIDv7, the same in every event of this upload. */
  public UUID id() {
    return id;
  }

  /** Where the file is to be. */
  public FilePath path() {
    return owner.path();
  }

  /** Who uploads it. */
  public String user() {
    return owner.user();
  }

  /** How many bytes there are, those of the interrupted upload that this one resumes included. */
  public long bytes() {
    StagedFile current = file;
    return current == null ? offset() : current.bytes();
  }

  /** How many bytes there will be, if the client said so. */
  public @Nullable Long declaredSize() {
    Long announced = request.announced();
    return announced == null ? null : Long.valueOf(offset() + announced);
  }

  /** When it began. */
  public Instant startedAt() {
    return startedAt;
  }

  /**
   * Begins: from now on it is an upload that completes or fails. Called when the data connection is
   * there, so that what was refused before never was one.
   */
  public void start() throws UploadException {
    file = store.start(this, resumed);
  }

  /**
   * Takes everything that comes, to the end. Does not close the channel.
   *
   * @throws IOException when it breaks
   * @throws UploadException when what came cannot be taken; in both cases the upload must be
   *     {@linkplain #fail failed}
   */
  public void receive(ReadableByteChannel in) throws IOException, UploadException {
    StagedFile staged = started();
    try (Intake intake = new Intake(in)) {
      receiveAll(intake, staged);
    }
  }

  private void receiveAll(Intake intake, StagedFile staged) throws IOException, UploadException {
    try {
      intake.readAll(piece -> {
        checkNotStopped();
        store.write(this, staged, piece);
        tellProgress();
      });
    } finally {
      staged.settle();
    }
  }

  /**
   * Puts the file in its place. When this returns, what {@code dropbell.upload.durability} promises
   * holds.
   *
   * @param evidence how the caller knows that all bytes have come, apart from the declared size
   * @param controlAlive asked right before the commit: whether the client is still there
   * @throws UploadException when it cannot be completed; then it must be {@linkplain #fail failed}
   */
  public UploadEvent.Completed complete(Evidence evidence, BooleanSupplier controlAlive)
      throws UploadException {
    checkNotStopped();
    Long declared = declaredSize();
    if (declared != null && declared != bytes()) {
      throw new UploadException(UploadProblem.SIZE_MISMATCH);
    }
    UploadEvent.Completed completed =
        store.complete(
            this, started(), declared == null ? evidence : Evidence.DECLARED_SIZE, controlAlive);
    ended.complete(null);
    return completed;
  }

  /**
   * The exception for a problem of the caller's, or for what the upload was {@link #stop}ped for.
   */
  public UploadException failure(UploadProblem problem) {
    UploadProblem stop = stopped.get();
    return new UploadException(stop == null ? problem : stop);
  }

  /**
   * Gives it up. What has come may be resumed, if that makes sense. Not an error when it has ended.
   */
  public void fail(UploadProblem problem) {
    if (!ended.isDone()) {
      UploadProblem stop = stopped.get();
      store.fail(this, file, stop == null ? problem : stop);
      ended.complete(null);
    }
  }

  /** Makes the transfer end soon, for this reason. The transfer's own thread then fails it. */
  public void stop(UploadProblem problem) {
    if (stopped.compareAndSet(null, problem)) {
      stopper.run();
    }
  }

  /** What {@link #stop} does to interrupt a transfer that waits for bytes. */
  public void onStop(Runnable interrupt) {
    stopper = interrupt;
    if (stopped.get() != null) {
      interrupt.run();
    }
  }

  /** Completes when the upload has ended, one way or the other. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  Owner owner() {
    return owner;
  }

  UploadRequest request() {
    return request;
  }

  private long offset() {
    return resumed == null ? 0 : resumed.bytes();
  }

  private void tellProgress() {
    long now = System.nanoTime();
    if (now - progressedAt >= PROGRESS_NANOS) {
      progressedAt = now;
      store.progressed(this);
    }
  }

  /** Throws what it was {@link #stop}ped for. */
  void checkNotStopped() throws UploadException {
    UploadProblem problem = stopped.get();
    if (problem != null) {
      throw new UploadException(problem);
    }
  }

  private StagedFile started() {
    StagedFile current = file;
    if (current == null) {
      throw new IllegalStateException("the upload was not started");
    }
    return current;
  }
}
