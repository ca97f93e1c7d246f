package dev.dropbell.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenDirectoriesTest {

  @TempDir Path root;

  @Test
  void directory_isFoundByItsKeyAndClosedWithTheLastUser() throws IOException {
    OpenDirectories directories = new OpenDirectories();
    OpenDirectory first = directories.keep(open("a"));
    Object key = first.attributes().fileKey();
    OpenDirectory second = requireNonNull(directories.take(key));
    assertThat(second.stream()).isSameAs(first.stream());
    first.close();
    directories.close();

    assertThat(second.attributes().isDirectory()).isTrue();
    second.close();
    assertThatThrownBy(second::attributes).isInstanceOf(ClosedDirectoryStreamException.class);
    assertThat(directories.take(key)).isNull();
  }

  @Test
  void manyDirectories_doNotStayOpen() throws IOException {
    OpenDirectories directories = new OpenDirectories();
    int open = 0;
    OpenDirectory[] all = new OpenDirectory[500];
    for (int i = 0; i < all.length; i++) {
      all[i] = directories.keep(open("d" + i));
      all[i].close();
    }
    for (OpenDirectory directory : all) {
      open += directory.share() ? 1 : 0;
    }
    assertThat(open).isBetween(1, 64);
  }

  @SuppressWarnings("StreamResourceLeak") // the test closes it, or looks whether somebody did
  private OpenDirectory open(String name) throws IOException {
    Path directory = Files.createDirectories(root.resolve(name));
    return new OpenDirectory((SecureDirectoryStream<Path>) Files.newDirectoryStream(directory));
  }
}
