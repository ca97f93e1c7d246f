package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.files.Tree.File;
import dev.dropbell.files.Tree.OpenFile;
import dev.dropbell.files.Tree.SmallFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFilesTest {

  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path root;
  private Path file;
  private Tree tree;

  @BeforeEach
  void open() throws IOException {
    file = root.resolve("a.txt");
    write(file, "first");
    tree = new Tree(root);
  }

  @AfterEach
  void close() {
    tree.close();
  }

  @Test
  void small_isReadOnce() throws IOException {
    File first = find();
    File second = find();

    assertThat(first).isInstanceOf(SmallFile.class);
    assertThat(second).isSameAs(first);
  }

  @Test
  void replacedFile_isReadAnew_whateverItsTimeAndSize() throws IOException {
    assertThat(content()).isEqualTo("first");
    Path other = root.resolve("b.txt");
    write(other, "other");
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

    assertThat(content()).isEqualTo("other");
  }

  @Test
  void changedFile_isReadAnew() throws IOException {
    assertThat(content()).isEqualTo("first");
    Files.writeString(file, "other");
    Files.setLastModifiedTime(file, FileTime.fromMillis(LONG_AGO.toMillis() + 1));

    assertThat(content()).isEqualTo("other");
  }

  @Test
  void removedFile_isGone() throws IOException {
    assertThat(content()).isEqualTo("first");
    Files.delete(file);

    assertThat(tree.find(List.of("a.txt"))).isNull();
  }

  /** It could change again before the clock of its file system moves on. */
  @Test
  void youngFile_isNotKept() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));

    try (File found = find()) {
      assertThat(found).isInstanceOf(OpenFile.class);
    }
  }

  /** Where times are whole seconds, a successor may have the same time, and the inode, too. */
  @Test
  void youngFile_withACoarseTime_isNotKept() throws IOException {
    Instant second = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    Files.setLastModifiedTime(file, FileTime.from(second));

    try (File found = find()) {
      assertThat(found).isInstanceOf(OpenFile.class);
    }
  }

  @Test
  void largeFile_isNotKept() throws IOException {
    write(file, "x".repeat(SmallFiles.LARGEST + 1));

    try (File found = find()) {
      assertThat(found).isInstanceOf(OpenFile.class);
    }
  }

  private static void write(Path file, String content) throws IOException {
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, LONG_AGO);
  }

  private File find() throws IOException {
    return (File) requireNonNull(tree.find(List.of("a.txt")));
  }

  private String content() throws IOException {
    try (File found = find()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      found.transfer().part(0, found.attributes().size()).copyTo(out);
      return out.toString(ISO_8859_1);
    }
  }
}
