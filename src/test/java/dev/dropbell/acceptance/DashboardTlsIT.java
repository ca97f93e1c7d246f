package dev.dropbell.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import dev.dropbell.testing.Chromium;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.SelfSigned;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page finds Socket.IO where that port alone speaks TLS. */
class DashboardTlsIT {

  @Test
  void page_connectsByTls(@TempDir Path root, @TempDir Path stores) {
    SelfSigned certificate = SelfSigned.create(stores.resolve("server.p12"), "dashboard");
    try (Chromium chromium = Chromium.launch();
        RunningService service = RunningService.start(root, certificate.argumentsFor("socketio"))) {
      Page page = chromium.newPage(1200, 800);
      page.navigate(service.http("/").toString());

      assertThat(page.locator("#connection-state")).hasText("Connected");
    }
  }
}
