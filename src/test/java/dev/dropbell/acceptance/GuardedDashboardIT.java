package dev.dropbell.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.dropbell.testing.Chromium;
import dev.dropbell.testing.GuardedService;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tokens are needed, the page asks for one, keeps it for its tab, and works with it. */
class GuardedDashboardIT {

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

  private void enter(String token) {
    page.locator("#token").fill(requireNonNull(service.token(token)));
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Enter")).click();
  }
}
