package dev.dropbell.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.upload.UploadProperties.Durability;
import dev.dropbell.upload.UploadProperties.Existing;
import dev.dropbell.upload.UploadRequest.Start;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

/** The life of a file: what is kept, what is told, and what is never seen. */
class UploadStoreTest {

  private static final FilePath A = new FilePath("/a.txt");

  @TempDir Path root;

  private final List<UploadEvent> events = new CopyOnWriteArrayList<>();
  private final RecordingJournal journal = new RecordingJournal();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private UploadStore store;
  private UploadLimits limits = new UploadLimits(0, 0, FilePath.ROOT);

  /** Keeps what it is told, unless it was broken. */
  private static final class RecordingJournal implements Journal {

    private final List<UploadEvent.Completed> recorded = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    void breakDown() {
      broken = true;
    }

    @Override
    public void append(UploadEvent.Completed upload) throws IOException {
      if (broken) {
        throw new IOException("broken");
      }
      recorded.add(upload);
    }

    @Override
    public Optional<FilePath> find(UUID uploadId) {
      return recorded.stream()
          .filter(upload -> upload.id().equals(uploadId))
          .map(UploadEvent.Completed::path)
          .findFirst();
    }

    @Override
    public void withdraw(UUID uploadId) {
      recorded.removeIf(upload -> upload.id().equals(uploadId));
    }
  }

  @BeforeEach
  void open() {
    store = store(Existing.REPLACE, 0);
  }

  @Test
  void completed_isRecordedPlacedAndToldInOne() throws Exception {
    UploadEvent.Completed completed = upload(fresh("u", A), "hello");

    assertThat(root.resolve("a.txt")).hasContent("hello");
    assertThat(completed.sha256())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(completed.evidence()).isEqualTo(Evidence.CONTROL_ALIVE);
    assertThat(journal.recorded).containsExactly(completed);
    assertThat(events).hasSize(2).last().isEqualTo(completed);
    assertThat(events.getFirst()).isInstanceOf(UploadEvent.Started.class);
    assertThat(events).extracting(UploadEvent::id).containsOnly(completed.id());
    assertNothingStaged();
  }

  @Test
  void declaredSize_isTheStrongerEvidence() throws Exception {
    assertThat(upload(declared(5), "hello").evidence()).isEqualTo(Evidence.DECLARED_SIZE);
    assertThat(Evidence.values())
        .extracting(Evidence::code)
        .containsExactly("declared-size", "tls-close-notify", "control-alive");
  }

  @Test
  void declaredSize_thatIsExceeded_failsAtOnceAndKeepsNothing() {
    assertFails(UploadProblem.SIZE_MISMATCH, () -> upload(declared(4), "hello"));

    assertNothingStaged();
    assertThat(store.resumableBytes("u", A)).isEmpty();
  }

  @Test
  void declaredSize_thatIsNotReached_failsAndCanBeResumed() throws Exception {
    assertFails(UploadProblem.SIZE_MISMATCH, () -> upload(declared(10), "hello"));

    assertThat(store.resumableBytes("u", A)).hasValue(5);
    upload(request(Start.APPEND, 0), " you!");
    assertThat(root.resolve("a.txt")).hasContent("hello you!");
  }

  @Test
  void controlConnectionThatEnds_rightBeforeTheCommit_completesNothing() throws Exception {
    Upload upload = begin(fresh("u", A), "hello");

    assertFails(
        UploadProblem.CONTROL_LOST, () -> upload.complete(Evidence.CONTROL_ALIVE, () -> false));
    upload.fail(UploadProblem.CONTROL_LOST);

    assertThat(root.resolve("a.txt")).doesNotExist();
    assertThat(journal.recorded).isEmpty();
    assertThat(store.resumableBytes("u", A)).hasValue(5);
  }

  @Test
  void journalThatIsBroken_completesNothingAndKeepsTheOldFile() throws Exception {
    upload(fresh("u", A), "old");
    journal.breakDown();

    assertFails(UploadProblem.LOG_UNAVAILABLE, () -> upload(fresh("u", A), "newer"));

    assertThat(root.resolve("a.txt")).hasContent("old");
    assertThat(events.getLast()).isInstanceOf(UploadEvent.Failed.class);
  }

  @Test
  void directoryThatWentAway_withdrawsTheRecord() throws Exception {
    Files.createDirectory(root.resolve("d"));
    Upload upload = begin(fresh("u", new FilePath("/d/a.txt")), "hello");
    Files.delete(root.resolve("d"));

    assertFails(
        UploadProblem.STORAGE_FAILED, () -> upload.complete(Evidence.CONTROL_ALIVE, () -> true));

    assertThat(journal.recorded).isEmpty();
  }

  @Test
  void resume_startsAtTheOffsetAndDigestsTheWhole() throws Exception {
    interrupt("u", "hexxx");

    upload(request(Start.AT_OFFSET, 2), "llo");

    assertThat(root.resolve("a.txt")).hasContent("hello");
    assertThat(journal.recorded.getLast().sha256())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(store.resumableBytes("u", A)).isEmpty();
    assertNothingStaged();
  }

  @Test
  void resume_isForTheSameUserAndPathOnly() throws Exception {
    interrupt("u", "hello");

    assertThat(store.resumableBytes("other", A)).isEmpty();
    assertThat(store.resumableBytes("u", new FilePath("/b.txt"))).isEmpty();
    assertFails(
        UploadProblem.BAD_OFFSET,
        () -> store.open(new UploadRequest("other", A, Start.AT_OFFSET, 5, null, null, limits)));
  }

  @Test
  void resume_behindWhatHasArrived_isRefused() throws Exception {
    interrupt("u", "hello");

    assertFails(UploadProblem.BAD_OFFSET, () -> store.open(request(Start.AT_OFFSET, 6)));
    assertThat(store.resumableBytes("u", A)).hasValue(5);
  }

  @ParameterizedTest
  @EnumSource(
      value = Start.class,
      names = {"APPEND", "AT_OFFSET"})
  void resume_ofACompletedFile_isRefused(Start start) throws Exception {
    upload(fresh("u", A), "hello");

    assertFails(UploadProblem.COMPLETED_FILE, () -> store.open(request(start, 2)));
  }

  @Test
  void resume_overtakenByAFreshUpload_writesNothing() throws Exception {
    interrupt("u", "hello");
    Upload resume = store.open(request(Start.AT_OFFSET, 5));
    upload(fresh("u", A), "anew");

    assertFails(UploadProblem.BAD_OFFSET, resume::start);
    resume.fail(UploadProblem.BAD_OFFSET);

    assertThat(root.resolve("a.txt")).hasContent("anew");
    assertThat(store.inFlight()).isEmpty();
  }

  @Test
  void resume_takesOverWhatIsStillArriving() throws Exception {
    Upload stalled = begin(fresh("u", A), "he");
    stalled.onStop(() -> stalled.fail(UploadProblem.CONNECTION_LOST));

    upload(request(Start.APPEND, 0), "llo");

    assertThat(root.resolve("a.txt")).hasContent("hello");
    assertThat(events)
        .filteredOn(UploadEvent.Failed.class::isInstance)
        .singleElement()
        .extracting(e -> ((UploadEvent.Failed) e).reason())
        .isEqualTo(UploadProblem.SUPERSEDED);
  }

  @Test
  void interruptedReplacement_startsAgainFromZero() throws Exception {
    upload(fresh("u", A), "old");
    interrupt("u", "newe");

    assertThat(store.resumableBytes("u", A)).isEmpty();
    assertNothingStaged();
    assertThat(root.resolve("a.txt")).hasContent("old");
  }

  @Test
  void freshUpload_dropsWhatAnEarlierOneLeft() throws Exception {
    interrupt("u", "hello");

    interrupt("u", "he");

    assertThat(store.resumableBytes("u", A)).hasValue(2);
    upload(fresh("u", A), "hello");
    assertNothingStaged();
  }

  @Test
  void reject_refusesAndKeepsTheOldFile() throws Exception {
    store = store(Existing.REJECT, 0);
    Upload late = begin(fresh("u", A), "late");
    upload(fresh("u", A), "first");

    assertFails(UploadProblem.EXISTS, () -> store.open(fresh("u", A)));
    assertFails(UploadProblem.EXISTS, () -> late.complete(Evidence.CONTROL_ALIVE, () -> true));
    assertThat(root.resolve("a.txt")).hasContent("first");
  }

  @Test
  void keepBoth_losesNoneOfManyAtOnce() throws Exception {
    store = store(Existing.KEEP_BOTH, 0);
    int rounds = 50;
    int threads = 8;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < rounds; round++) {
        FilePath path = new FilePath("/" + round + ".txt");
        List<Future<UploadEvent.Completed>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          all.add(pool.submit(() -> upload(fresh("u", path), "x")));
        }
        for (Future<UploadEvent.Completed> one : all) {
          assertThat(one.get().replaced()).isFalse();
        }
      }
    }
    assertThat(journal.recorded)
        .hasSize(rounds * threads)
        .extracting(UploadEvent.Completed::path)
        .doesNotHaveDuplicates();
  }

  @Test
  void keepBoth_findsRoomForTheNumberInALongName() throws Exception {
    store = store(Existing.KEEP_BOTH, 0);
    for (String name :
        List.of(
            "x".repeat(255), "ü".repeat(125) + ".json", "a." + "x".repeat(253), "😀".repeat(63))) {
      FilePath path = FilePath.ROOT.resolve(name);
      upload(fresh("u", path), "1");

      FilePath second = upload(fresh("u", path), "2").path();

      assertThat(second.name().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(255);
      assertThat(second.name()).contains("-1");
      assertThat(second.in(root)).hasContent("2");
    }
  }

  @Test
  void fileThatIsTooLarge_isRefusedAndNotKept() {
    store = store(Existing.REPLACE, 4);

    assertFails(UploadProblem.FILE_TOO_LARGE, () -> store.open(declared(5)));
    assertFails(UploadProblem.FILE_TOO_LARGE, () -> upload(fresh("u", A), "hello"));
    assertNothingStaged();
  }

  @Test
  void stopAll_failsWhatIsUnderWay() throws Exception {
    Upload upload = begin(fresh("u", A), "he");

    store.stopAll();

    assertFails(UploadProblem.SHUTTING_DOWN, () -> receive(upload, "llo"));
    assertFails(
        UploadProblem.SHUTTING_DOWN, () -> upload.complete(Evidence.CONTROL_ALIVE, () -> true));
  }

  @Test
  void uploadThatNeverStarted_tellsNobody() throws Exception {
    Upload upload = store.open(fresh("u", A));

    upload.fail(UploadProblem.CONNECTION_LOST);

    assertThat(events).isEmpty();
    assertThat(store.inFlight()).isEmpty();
  }

  private UploadStore store(Existing existing, long maxBytes) {
    UploadStore opened =
        new UploadStore(
            new RootProperties(root, List.of()),
            new UploadProperties(
                Durability.OS,
                existing,
                DataSize.ofBytes(maxBytes),
                DataSize.ofBytes(0),
                DataSize.ofBytes(0),
                Duration.ofHours(24),
                Duration.ZERO),
            journal,
            events::add,
            InstantSource.system(),
            meters);
    opened.prepare();
    limits = new UploadLimits(maxBytes, 0, FilePath.ROOT);
    return opened;
  }

  private UploadRequest fresh(String user, FilePath path) {
    return new UploadRequest(user, path, Start.FRESH, 0, null, null, limits);
  }

  private UploadRequest declared(long bytes) {
    return new UploadRequest("u", A, Start.FRESH, 0, bytes, null, limits);
  }

  private UploadRequest request(Start start, long offset) {
    return new UploadRequest("u", A, start, offset, null, null, limits);
  }

  private Upload begin(UploadRequest request, String text) throws UploadException {
    Upload upload = store.open(request);
    upload.start();
    try {
      receive(upload, text);
    } catch (UploadException e) {
      upload.fail(e.problem());
      throw e;
    }
    return upload;
  }

  private static void receive(Upload upload, String text) throws UploadException {
    try {
      upload.receive(Channels.newChannel(new ByteArrayInputStream(text.getBytes(UTF_8))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UploadEvent.Completed upload(UploadRequest request, String text) throws UploadException {
    Upload upload = begin(request, text);
    try {
      return upload.complete(Evidence.CONTROL_ALIVE, () -> true);
    } catch (UploadException e) {
      upload.fail(e.problem());
      throw e;
    }
  }

  private void interrupt(String user, String text) throws UploadException {
    begin(fresh(user, A), text).fail(UploadProblem.CONNECTION_LOST);
  }

  private void assertNothingStaged() {
    try (Stream<Path> staged = Files.list(root.resolve(Staging.NAME))) {
      assertThat(staged).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertFails(UploadProblem problem, ThrowingCallable step) {
    assertThatThrownBy(step)
        .isInstanceOf(UploadException.class)
        .extracting(e -> ((UploadException) e).problem())
        .isEqualTo(problem);
  }
}
