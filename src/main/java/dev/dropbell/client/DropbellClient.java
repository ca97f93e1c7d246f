package dev.dropbell.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sends files to an FTP server, gets and lists them.
 *
 * <pre>{@code
 * Server server = new Server("ftp.example.org", 2121, "uploader", password, Tls.ON);
 * try (DropbellClient client = new DropbellClient(Settings.of(server), TransferListener.NONE)) {
 *   Receipt receipt = client.put(Path.of("report.pdf"), "cams/report.pdf");
 * }
 * }</pre>
 *
 * <p>A call returns when the server has shown that it has the file, or throws what went wrong,
 * after all attempts that were worth it. Remote paths are seen from where the login leads; those
 * that begin with a slash from the root. Connections are kept and used again until it is closed.
 *
 * <p>Thread-safe; the listener is called from the threads that transfer.
 */
public final class DropbellClient implements AutoCloseable {

  private final Settings settings;
  private final TransferListener listener;
  private final Connections connections;

  /** A client that has not connected yet. */
  public DropbellClient(Settings settings, TransferListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.connections = new Connections(settings);
  }

  /**
   * A file to send.
   *
   * @param file here
   * @param path there
   */
  public record Put(Path file, String path) {}

  /**
   * Sends a file.
   *
   * @throws TransferException when the server does not have it in the end
   */
  public Receipt put(Path file, String path) throws TransferException, InterruptedException {
    try (Lane lane = lane()) {
      return lane.run(buffer -> upload(new FileSource(file), path, buffer), path);
    }
  }

  /**
   * Sends what can be read once. Up to 64 MiB are kept aside first, and sent like a file; more goes
   * straight through, and cannot be tried again after it has begun.
   *
   * @param in is read to its end, and not closed
   * @throws TransferException when the server does not have it in the end
   */
  public Receipt put(InputStream in, String path) throws TransferException, InterruptedException {
    try (Lane lane = lane()) {
      return lane.run(buffer -> upload(Spool.source(in), path, buffer), path);
    }
  }

  /**
   * Sends many files over several connections. What becomes of each is told to the listener, and a
   * file that fails keeps none of the others back.
   *
   * @return how many failed
   */
  public int putAll(List<Put> files) throws InterruptedException {
    Queue<Put> waiting = new ConcurrentLinkedQueue<>(files);
    List<UploadWorker> workers = new ArrayList<>();
    for (int i = 0; i < Math.min(settings.parallel(), files.size()); i++) {
      workers.add(new UploadWorker(waiting, this));
    }
    return UploadWorker.runAll(workers);
  }

  /**
   * Makes directories that are not there, those above first, where the server allows it. Where it
   * does not, sending into them will tell.
   */
  public void makeDirectories(List<String> paths) throws TransferException, InterruptedException {
    SequencedSet<String> wanted = new LinkedHashSet<>(paths);
    try (Lane lane = lane()) {
      lane.ask(
          "directories",
          connection -> {
            String home = connection.home();
            for (String path : wanted) {
              connection.makeSureOf(RemoteName.checked(path), home);
            }
            return wanted;
          });
    }
  }

  /**
   * Gets a file. It grows beside its destination, under its name and {@code .part}, and takes its
   * place when it is whole.
   *
   * @throws TransferException when it is not here in the end
   */
  public Receipt get(String path, Path to) throws TransferException, InterruptedException {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    Receipt receipt = getPart(path, part);
    try {
      Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
      return receipt;
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  private Receipt getPart(String path, Path part) throws TransferException, InterruptedException {
    try (Lane lane = lane()) {
      return lane.run(
          buffer ->
              new Download(
                  RemoteName.checked(path),
                  new FileSink(part, settings.resume()),
                  listener,
                  buffer),
          path);
    } catch (TransferException e) {
      FileSink.deleteIfEmpty(part);
      throw e;
    }
  }

  /**
   * Gets a file into a stream, which is flushed and not closed.
   *
   * @throws TransferException when it has not all been written in the end
   */
  public Receipt get(String path, OutputStream to) throws TransferException, InterruptedException {
    try (Lane lane = lane()) {
      return lane.run(
          buffer -> new Download(RemoteName.checked(path), new StreamSink(to), listener, buffer),
          path);
    }
  }

  /**
   * What a directory holds, sorted by name; of a file its own line.
   *
   * @throws TransferException when it cannot be listed
   */
  public List<RemoteEntry> list(String path) throws TransferException, InterruptedException {
    try (Lane lane = lane()) {
      return lane.ask(path, connection -> Listing.of(connection, RemoteName.checked(path)));
    }
  }

  Upload upload(Source source, String path, byte[] buffer) throws IOException {
    return new Upload(source, RemoteName.checked(path), settings.resume(), listener, buffer);
  }

  Lane lane() {
    return new Lane(connections, settings.retries(), listener);
  }

  TransferListener listener() {
    return listener;
  }

  /** Says goodbye to the server. What is under way fails. */
  @Override
  public void close() {
    connections.close();
  }
}
