package dev.dropbell.benchmark;

import dev.dropbell.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;

/**
 * 10,000 small files over 8 connections, by lftp's mirror and by our client, in turn, to one
 * server; seconds for each. Run with
 *
 * <pre>
 * ./mvnw -q package -DskipTests dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -cp target/test-classes:target/classes:$(cat target/classpath) \
 *     dev.dropbell.benchmark.ManyFiles
 * </pre>
 */
final class ManyFiles {

  private static final int FILES = 10_000;
  private static final int ROUNDS = 4;

  private ManyFiles() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("many-files");
    Path here = Files.createDirectory(directory.resolve("small"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(here.resolve("file-" + i), "file " + i);
    }
    Path root = Files.createDirectory(directory.resolve("root"));
    try (ServiceProcess service = ServiceProcess.start(root)) {
      for (int round = 0; round < ROUNDS; round++) {
        lftp(service, directory, round);
        dropbell(service, directory, round);
      }
    } finally {
      delete(directory);
    }
  }

  private static void lftp(ServiceProcess service, Path directory, int round) throws Exception {
    Files.createDirectory(directory.resolve("root/lftp-" + round));
    time(
        "lftp",
        "lftp",
        "-u",
        "uploader,secret123",
        "-e",
        "mirror -R -P8 %s lftp-%d; bye".formatted(directory.resolve("small"), round),
        "ftp://127.0.0.1:" + service.ftpPort());
  }

  private static void dropbell(ServiceProcess service, Path directory, int round) throws Exception {
    Files.createDirectories(directory.resolve("root/dropbell-%d/small".formatted(round)));
    time(
        "dropbell",
        "src/main/scripts/dropbell",
        "put",
        "-r",
        "-q",
        "-P8",
        directory.resolve("small").toString(),
        "ftp://uploader@127.0.0.1:%d/dropbell-%d/".formatted(service.ftpPort(), round));
  }

  private static void time(String name, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).inheritIO();
    builder.environment().put("FTP_PASS", "secret123");
    long begun = System.nanoTime();
    int code = builder.start().waitFor();
    System.out.printf(
        Locale.ROOT, "%-8s %6.2f s (exit %d)%n", name, (System.nanoTime() - begun) / 1e9, code);
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
