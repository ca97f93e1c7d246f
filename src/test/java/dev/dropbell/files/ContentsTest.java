package dev.dropbell.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.files.Listing.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentsTest {

  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path root;
  private Tree tree;
  private Contents contents;

  @BeforeEach
  void open() throws IOException {
    Files.createDirectory(root.resolve("cams"));
    Files.writeString(root.resolve("cams/one.jpg"), "1");
    tree = new Tree(root);
    contents = new Contents(tree);
  }

  @AfterEach
  void close() {
    tree.close();
  }

  @Test
  void directory_thatChanged_isReadAnew() throws IOException {
    assertThat(names("e:1")).containsExactly("one.jpg");
    Files.writeString(root.resolve("cams/two.jpg"), "2");
    // Unlike the clock of some file systems.
    Files.setLastModifiedTime(root.resolve("cams"), LONG_AGO);

    assertThat(names("e:1")).containsExactly("one.jpg", "two.jpg");
  }

  /** The clock of the file system may not have moved on. */
  @Test
  void upload_thatWasTold_isThereWhateverTheTimeOfTheDirectory() throws IOException {
    Files.setLastModifiedTime(root.resolve("cams"), LONG_AGO);
    assertThat(names("e:1")).containsExactly("one.jpg");
    Files.writeString(root.resolve("cams/two.jpg"), "2");
    Files.setLastModifiedTime(root.resolve("cams"), LONG_AGO);

    assertThat(names("e:2")).containsExactly("one.jpg", "two.jpg");
  }

  @Test
  void directory_thatTookTheName_isNotTheOneBefore() throws IOException {
    Files.setLastModifiedTime(root.resolve("cams"), LONG_AGO);
    assertThat(names("e:1")).containsExactly("one.jpg");
    Files.move(root.resolve("cams"), root.resolve("old"));
    Files.createDirectory(root.resolve("cams"));
    Files.setLastModifiedTime(root.resolve("cams"), LONG_AGO);

    assertThat(names("e:1")).isEmpty();
  }

  private List<String> names(String cursor) throws IOException {
    try (OpenDirectory cams = (OpenDirectory) requireNonNull(tree.find(List.of("cams")))) {
      return contents.of(cams, cursor).stream().map(Entry::name).toList();
    }
  }
}
