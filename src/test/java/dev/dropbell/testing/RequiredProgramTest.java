package dev.dropbell.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RequiredProgramTest {

  @TempDir Path directory;

  @Test
  void find_takesThePreferredNameInWhateverDirectoryItIs() throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    program(first, "chrome");
    Path preferred = program(second, "chromium");

    assertThat(
            RequiredProgram.find(first + File.pathSeparator + second, false, "chromium", "chrome"))
        .isEqualTo(preferred);
  }

  @Test
  void find_passesByWhatCannotBeExecuted() throws IOException {
    Files.createFile(directory.resolve("chromium"));
    Files.createDirectory(directory.resolve("chrome"));

    assertThatThrownBy(
            () -> RequiredProgram.find(directory.toString(), false, "chromium", "chrome"))
        .isInstanceOf(TestAbortedException.class);
  }

  @Test
  void find_skipsTheTestAndSaysWhatIsMissing() {
    assertThatThrownBy(() -> RequiredProgram.find(directory.toString(), false, "lftp"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("none of [lftp] is on the PATH");
  }

  @Test
  void find_failsTheTestWhenProgramsAreDemanded() {
    assertThatThrownBy(() -> RequiredProgram.find(null, true, "lftp"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("none of [lftp] is on the PATH")
        .hasMessageContaining(RequiredProgram.SWITCH);
  }

  private static Path program(Path directory, String name) throws IOException {
    Path file = Files.createFile(directory.resolve(name));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
