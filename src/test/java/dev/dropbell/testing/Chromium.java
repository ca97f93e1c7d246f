package dev.dropbell.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real, headless Chromium: the one that is installed, none is downloaded. Close it to end it.
 *
 * <p>Playwright's objects are not thread safe: one thread uses this and what it opens.
 */
public final class Chromium implements AutoCloseable {

  /** No sandbox, as containers cannot give one; and nothing that talks to the network by itself. */
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts it. Where none is installed the test is skipped ({@link RequiredProgram}). */
  public static Chromium launch() {
    Path program = RequiredProgram.find("chromium", "chromium-browser", "google-chrome");
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Chromium(
        playwright,
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(program)
                    .setHeadless(true)
                    .setArgs(ARGUMENTS)));
  }

  /**
   * A page in a context of its own, with nothing in common with those before. Close its context.
   */
  public Page newPage(int width, int height) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setLocale("en-US")
                // The certificates of tests are signed by nobody.
                .setIgnoreHTTPSErrors(true));
    return context.newPage();
  }

  @Override
  public void close() {
    // Ends the browser with it.
    playwright.close();
  }
}
