package dev.dropbell.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.dropbell.testing.Chromium;
import dev.dropbell.testing.GuardedService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tokens are needed, the page asks for one, keeps it for its tab, and works with it. */
class GuardedDashboardIT {

  /** An image of one pixel. */
  private static final String DOT =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  @TempDir static Path root;
  private static Chromium chromium;
  private static GuardedService service;

  private Page page;

  @BeforeAll
  static void start() {
    chromium = Chromium.launch();
    service =
        GuardedService.start(
            root,
            Map.of(
                "all", "scopes=subscribe,publish",
                "viewer", "scopes=subscribe,read",
                "cams", "scopes=subscribe topics=uploads/cams"));
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
    page.navigate(service.service().http("/").toString());
  }

  @AfterEach
  void close() {
    page.context().close();
  }

  @Test
  void page_asksForATokenAndIsLetIn() throws Exception {
    assertThat(page.locator("#token-note")).containsText("token is missing");

    enter(service.almost("all"));
    assertThat(page.locator("#token-note")).containsText("token is wrong");
    enter("all");
    assertThat(page.locator("#connection-state")).hasText("Connected");
    assertThat(page.locator("#admission")).isHidden();
    assertThat(page.locator("#rooms:not(.waiting)")).isVisible();
    service.post("all", "/publish", "{\"topic\": \"uploads\", \"message\": \"hello\"}");
    assertThat(page.locator("#feed > li").first()).containsText("hello");

    page.reload();
    assertThat(page.locator("#connection-state")).hasText("Connected");
    assertThat(page.locator("#admission")).isHidden();
  }

  @Test
  void page_leavesTheRoomThatItsTokenDoesNotAllow() {
    enter("cams");
    assertThat(page.locator("#room-note")).containsText("does not allow the topic 'uploads'");
    assertThat(page.locator("#rooms > li")).hasCount(0);

    page.getByLabel("Join a room").fill("uploads/cams");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Join")).click();

    assertThat(page.locator("#rooms > li")).hasText(new String[] {"uploads/cams"});
  }

  @Test
  void file_isShownToWhoMayReadIt() {
    enter("viewer");
    upload("dot.png");

    Page file = page.waitForPopup(() -> page.getByText("dot.png").click());

    assertThat(file).hasURL(Pattern.compile(".*/files/dot\\.png\\?expires=\\d+&signature=.{43}"));
    assertThat(file.locator("img")).isVisible();
    assertThat(page.locator("#connection-state")).hasText("Connected");
  }

  @Test
  void file_isRefusedToWhoMayNot() {
    enter("all");
    upload("secret.png");

    page.waitForPopup(() -> page.getByText("secret.png").click());

    assertThat(page.locator("#room-note")).hasText("The server refused the file (403).");
    page.waitForCondition(() -> page.context().pages().size() == 1);
  }

  private void upload(String name) {
    assertThat(page.locator("#rooms:not(.waiting)")).isVisible();
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.service().port("ftp"))) {
      ftp.store("STOR " + name, Base64.getDecoder().decode(DOT));
    }
  }

  private void enter(String token) {
    page.locator("#token").fill(requireNonNull(service.token(token)));
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Enter")).click();
  }
}
