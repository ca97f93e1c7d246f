package dev.dropbell.files;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.dropbell.testing.Chromium;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody looks through the files in a browser. */
class FilesPageIT {

  @TempDir static Path root;
  private static Chromium chromium;
  private static RunningService service;

  private final List<String> faults = new ArrayList<>();
  private Page page;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.launch();
    Path cams = Files.createDirectories(root.resolve("cams"));
    Files.createDirectories(cams.resolve("front"));
    Files.createDirectories(root.resolve("empty"));
    Files.createDirectories(root.resolve("live"));
    Files.write(cams.resolve("a.jpg"), new byte[48_213]);
    Files.write(cams.resolve("b.txt"), new byte[7]);
    Files.writeString(cams.resolve("<img src=x onerror=alert(1)>"), "x");
    Files.writeString(cams.resolve("invoice\u202efdp.exe"), "x");
    Files.setLastModifiedTime(
        cams.resolve("a.jpg"), FileTime.from(Instant.parse("2025-11-20T09:00:00Z")));
    service = RunningService.start(root);
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    page = chromium.newPage(1200, 800);
    page.onPageError(faults::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
        faults.add(message.text());
      }
    });
  }

  /** Nothing that a page does may break its own policy, or throw. */
  @AfterEach
  void close() {
    page.context().close();
    assertThat(faults).isEmpty();
  }

  private void show(String path) {
    page.navigate(service.http(path).toString());
  }

  @Test
  void listing_hasNamesSizesTimesAndAWayUp() {
    show("/files/cams/");
    screenshot("listing");

    assertThat(page).hasTitle("Files in /cams");
    assertThat(page.getByRole(AriaRole.HEADING)).hasText("Files / cams");
    assertThat(rows()).hasCount(5);
    assertThat(rows().first()).containsText("front/");
    Locator jpeg =
        page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("a.jpg"));
    assertThat(jpeg).containsText("48.2 kB");
    assertThat(jpeg.getByTitle("48,213 bytes")).isVisible();
    assertThat(jpeg.locator("time")).hasAttribute("datetime", "2025-11-20T09:00:00Z");
    assertThat(
            page.getByRole(AriaRole.CELL).filter(new Locator.FilterOptions().setHasText("onerror")))
        .hasText("<img src=x onerror=alert(1)>");
    assertThat(page.getByText("invoice\uFFFDfdp.exe")).isVisible();
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Up to the parent directory"))
        .click();
    assertThat(page).hasURL(service.http("/files/").toString());
  }

  @Test
  void heading_sorts_byKeyboard() {
    show("/files/cams/");
    Locator size =
        page.getByRole(AriaRole.COLUMNHEADER, new Page.GetByRoleOptions().setName("Size"));
    size.getByRole(AriaRole.LINK).focus();
    page.keyboard().press("Enter");
    assertThat(size).hasAttribute("aria-sort", "ascending");
    assertThat(rows().last()).containsText("a.jpg");
    size.getByRole(AriaRole.LINK).press("Enter");
    assertThat(size).hasAttribute("aria-sort", "descending");
    assertThat(rows().nth(1)).containsText("a.jpg");
    assertThat(rows().first()).containsText("front/");
  }

  @Test
  void emptyDirectory_saysSo() {
    show("/files/empty/");
    screenshot("empty");
    assertThat(page.getByText("This directory is empty.")).isVisible();
  }

  @Test
  void missingFile_isExplained() {
    show("/files/no.txt");
    screenshot("error");
    assertThat(page.getByRole(AriaRole.HEADING)).hasText("Not Found");
    assertThat(page.getByText("There is no such file or directory here.")).isVisible();
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("All files")).click();
    assertThat(page.getByRole(AriaRole.HEADING)).hasText("Files");
  }

  @Test
  void malformedAddress_isExplained() {
    show("/files/%ff");
    assertThat(page.getByRole(AriaRole.HEADING)).hasText("Bad Request");
  }

  @Test
  void newFile_appearsWhileThePageIsOpen() {
    show("/files/live/");
    assertThat(page.getByText("This directory is empty.")).isVisible();
    upload("first.txt");
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("first.txt")))
        .isVisible();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("first.txt arrived.");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("first.txt")).focus();

    upload("second.txt");
    assertThat(rows()).hasCount(2);
    screenshot("live");
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("first.txt")))
        .isFocused();
  }

  private static void upload(String name) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(ftp.store("STOR live/" + name, new byte[100]).code()).isEqualTo(226);
    }
  }

  @Test
  void listing_isReadWithoutAScript() {
    try (var context =
        page.context()
            .browser()
            .newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
      Page plain = context.newPage();
      plain.navigate(service.http("/files/cams/").toString());
      assertThat(plain.getByText("2025-11-20 09:00")).isVisible();
      assertThat(plain.getByText("Modified (UTC)")).isVisible();
      plain.getByText("front/").click();
      assertThat(plain.getByText("This directory is empty.")).isVisible();
    }
  }

  private Locator rows() {
    return page.locator("tbody tr");
  }

  /** To be looked at by eye; {@code target/screenshots} has them. */
  private void screenshot(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(
                Path.of(System.getProperty("dropbell.basedir", "."))
                    .resolve("target/screenshots/files-" + name + ".png")));
  }
}
