package dev.dropbell.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.testing.Chromium;
import dev.dropbell.testing.RunningService;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Somebody opens the page in a browser and sees each upload, once, the moment it is complete. */
class DashboardIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant AT = Instant.parse("2025-11-20T09:00:00.123Z");

  @TempDir static Path root;
  private static Chromium chromium;
  private static RunningService service;

  private final List<String> faults = new ArrayList<>();
  private Page page;

  @BeforeAll
  static void start() {
    chromium = Chromium.launch();
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
    page = open(1200, 800);
  }

  /** Nothing that a page does here may break its own content security policy, or throw. */
  @AfterEach
  void close() {
    page.context().close();
    assertThat(faults).isEmpty();
  }

  @Test
  void page_connectsAndIsInTheRoomOfAllUploads() {
    assertThat(page.locator("#connection-state")).hasText("Connected");
    assertThat(joinedRooms()).hasText(new String[] {"uploads"});
    assertThat(entries()).hasCount(0);
    assertThat(page.getByText("Nothing has arrived yet")).isVisible();
    assertThat(page.locator("#command"))
        .hasText("curl -T a.jpg ftp://uploader:secret123@127.0.0.1:" + service.port("ftp") + "/");
  }

  @Test
  void page_tellsHowManyClientsThereAre() {
    Page other = open(800, 600);
    assertThat(page.locator("#connection-detail")).hasText("2 clients");
    other.context().close();
    assertThat(page.locator("#connection-detail")).hasText("1 client");
  }

  @Test
  void upload_appearsOnceWithNameSizeTimeAndLink() {
    joinByKeyboard("uploads/cams");
    joinByKeyboard("uploads/cams/front");

    ObjectNode upload = upload("/cams/front", "a.jpg", 48_213);
    ring(upload);
    ringAgain(upload);
    ring("/", "last.txt", 5);

    // When the last one is there, a repeat would be there too.
    assertThat(entries().first()).containsText("last.txt");
    assertThat(entries()).hasCount(2);
    Locator entry = entries().last();
    assertThat(entry.getByRole(AriaRole.LINK)).hasText("a.jpg");
    assertThat(entry.getByRole(AriaRole.LINK)).hasAttribute("href", "/files/cams/front/a.jpg");
    assertThat(entry.getByRole(AriaRole.LINK)).hasAttribute("rel", "noopener");
    assertThat(entry).containsText("/cams/front");
    assertThat(entry).containsText("48.2 kB");
    assertThat(entry.getByTitle("48,213 bytes")).isVisible();
    assertThat(entry.locator("time")).hasAttribute("datetime", "2025-11-20T09:00:00.123Z");
    assertThat(entry.locator("time")).hasAttribute("title", Pattern.compile("November 20, 2025"));
    assertThat(page.getByText("Nothing has arrived yet")).isHidden();
  }

  @Test
  void upload_isToldToScreenReaders() {
    ring("/", "a.jpg", 48_213);

    assertThat(page.locator("#announcer")).hasText("a.jpg, 48.2 kB, arrived.");
  }

  @Test
  void hostileNames_areText() {
    String markup = "<img src=x onerror=alert(1)>";
    ring("/", markup, 1);
    ring("/", "bild\u202egpj.exe", 2);

    assertThat(entries()).hasCount(2);
    assertThat(entries().last().getByRole(AriaRole.LINK)).hasText(markup);
    assertThat(entries().first().getByRole(AriaRole.LINK)).hasText("bild\ufffdgpj.exe");
    assertThat(page.locator("#feed img")).hasCount(0);
  }

  @Test
  void hostileUrl_isNoLink() {
    ring(upload("/", "a.jpg", 1).put("url", "javascript:alert(1)"));
    ring(upload("/", "b.jpg", 1).put("url", "//elsewhere.example/b.jpg"));

    assertThat(entries()).hasCount(2);
    assertThat(page.locator("#feed a[href]")).hasCount(0);
  }

  @Test
  void room_isJoinedAndLeftByKeyboard() {
    joinByKeyboard("cats");
    assertThat(joinedRooms()).hasText(new String[] {"uploads", "cats"});

    publish("cats", "\"are awesome\"");
    assertThat(entries()).hasCount(1);
    assertThat(entries().first()).containsText("Message in cats");
    assertThat(entries().first()).containsText("are awesome");

    // From the field over its button and the way out of "uploads" to the way out of "cats".
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    assertThat(button("Leave cats")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#room-note")).hasText("Left cats.");
    assertThat(joinedRooms()).hasText(new String[] {"uploads"});
    publish("cats", "\"are gone\"");
    ring("/", "after.txt", 1);
    assertThat(entries().first()).containsText("after.txt");
    assertThat(entries()).hasCount(2);
  }

  @Test
  void lastRoomLeft_leavesTheAnnouncements() {
    button("Leave uploads").click();
    assertThat(page.getByText("In no room: only announcements appear.")).isVisible();

    ring("/", "unheard.txt", 1);
    publish(MessageType.ANNOUNCEMENT, "uploads", "\"closing at six\"");

    assertThat(entries().first()).containsText("Announcement");
    assertThat(entries().first()).containsText("closing at six");
    assertThat(entries()).hasCount(1);
  }

  @Test
  void roomWithAForbiddenCharacter_isRefusedBesideTheField() {
    page.locator("#room").fill("cats & dogs");
    page.keyboard().press("Enter");

    assertThat(page.locator("#room-note")).containsText("'cats & dogs'");
    assertThat(page.locator("#room-note")).containsText("use letters, digits and");
    assertThat(page.locator("#room")).hasAttribute("aria-invalid", "true");
    assertThat(joinedRooms()).hasText(new String[] {"uploads"});
  }

  @Test
  void uploadOnItsWay_showsItsProgressUntilItArrives() {
    ObjectNode upload = upload("/cams", "clip.mp4", 80_000_000);
    Locator flight = page.locator("#flights li");

    progress(MessageType.UPLOAD_STARTED, upload, 0);
    assertThat(flight).containsText("clip.mp4");
    progress(MessageType.UPLOAD_PROGRESS, upload, 36_400_000);
    assertThat(flight).containsText("45%");
    assertThat(flight.getByRole(AriaRole.PROGRESSBAR)).hasJSProperty("value", 36_400_000);

    ring(upload);
    assertThat(flight).hasCount(0);
    assertThat(entries()).hasCount(1);
  }

  @Test
  void failedUpload_isShownWithItsReason() {
    ObjectNode upload = upload("/cams", "clip.mp4", 80_000_000).put("reason", "aborted");

    progress(MessageType.UPLOAD_STARTED, upload, 0);
    progress(MessageType.UPLOAD_FAILED, upload, 1_000);

    assertThat(entries().first()).containsText("Failed: aborted");
    assertThat(page.locator("#flights li")).hasCount(0);
  }

  @Test
  void list_standsStillWhilePaused() {
    ring("/", "first.txt", 1);
    assertThat(entries()).hasCount(1);

    button("Pause").click();
    ring("/", "second.txt", 1);

    assertThat(button("Paused · 1 new")).isVisible();
    assertThat(entries()).hasCount(1);
    button("Paused · 1 new").click();
    assertThat(entries()).hasCount(2);
  }

  @Test
  void list_keepsTheNewest200() {
    for (int i = 1; i <= 205; i++) {
      ring("/", i + ".txt", i);
    }

    assertThat(entries().first()).containsText("205.txt");
    assertThat(entries()).hasCount(200);
    assertThat(entries().last()).containsText("6.txt");
  }

  @Test
  void connection_isTakenUpAgainWithItsRooms_andShowsWhatHappenedMeanwhile() {
    joinByKeyboard("cats");
    publish("cats", "\"before\"");
    assertThat(entries().first()).containsText("before");

    page.context().setOffline(true);
    assertThat(page.locator("#connection-state")).hasText("Reconnecting");
    publish("cats", "\"meanwhile\"");
    page.context().setOffline(false);
    assertThat(page.locator("#connection-state")).hasText("Connected");
    awaitJoined(page);
    publish("cats", "\"are back\"");

    assertThat(entries()).hasCount(4);
    assertThat(entries().first()).containsText("are back");
    assertThat(entries().nth(1)).containsText("meanwhile");
    assertThat(entries().nth(2)).containsText("What arrived in between is listed above");
    assertThat(entries().last()).containsText("before");
  }

  @Test
  void phone_showsEverythingWithoutScrollingSideways() {
    page.context().close();
    page = open(360, 640);

    ring("/a/" + "deep/".repeat(20) + "end", "x".repeat(250) + ".docx", 999_999);
    ring("/", "a name with spaces and a date 2025-11-20.jpg", 48_213);
    page.locator("#room").fill("y".repeat(256));
    page.keyboard().press("Enter");

    assertThat(entries()).hasCount(2);
    assertThat(page.locator("#room-note")).containsText("255");
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
  }

  private Page open(int width, int height) {
    Page opened = chromium.newPage(width, height);
    opened.onPageError(faults::add);
    opened.onConsoleMessage(message -> {
      if (message.text().contains("Content Security Policy")) {
        faults.add(message.text());
      }
    });
    opened.navigate(service.http("/").toString());
    awaitJoined(opened);
    return opened;
  }

  /** Only who is in a room hears what rings in it. */
  private static void awaitJoined(Page page) {
    assertThat(page.locator("#rooms:not(.waiting)")).isVisible();
  }

  private void joinByKeyboard(String room) {
    page.locator("#room").focus();
    page.keyboard().type(room);
    page.keyboard().press("Enter");
    assertThat(page.locator("#room-note")).hasText("Joined " + room + ".");
  }

  private Locator joinedRooms() {
    return page.locator("#rooms li");
  }

  private Locator entries() {
    return page.locator("#feed > li");
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static void ring(String directory, String filename, long sizeBytes) {
    ring(upload(directory, filename, sizeBytes));
  }

  private static void ring(ObjectNode upload) {
    publish(MessageType.FILE_UPLOADED, upload);
  }

  /** A repeat, as a client gets it that resumes: the log itself takes each upload once. */
  private static void ringAgain(ObjectNode upload) {
    deliver(
        new Draft(
            UUID.fromString(upload.get("id").asString()),
            MessageType.FILE_UPLOADED,
            Topic.ofUploadsTo(upload.get("directory").asString()),
            upload.toString(),
            AT,
            null,
            true));
  }

  private static void progress(MessageType type, ObjectNode upload, long bytes) {
    ObjectNode data = JSON.createObjectNode();
    data.put("id", upload.get("id").asString()).put("path", upload.get("path").asString());
    data.put("user", "uploader").put("bytes", bytes).set("size", upload.get("size_bytes"));
    if (type == MessageType.UPLOAD_FAILED) {
      data.set("reason", upload.get("reason"));
    }
    publish(type, data.put("directory", upload.get("directory").asString()));
  }

  private static ObjectNode upload(String directory, String filename, long sizeBytes) {
    String path = directory.endsWith("/") ? directory + filename : directory + "/" + filename;
    return JSON.createObjectNode()
        .put("id", UUID.randomUUID().toString())
        .put("filename", filename)
        .put("directory", directory)
        .put("path", path)
        .put("size_bytes", sizeBytes)
        .put("uploaded_at", AT.toEpochMilli())
        .put("user", "uploader")
        .put("url", "/files" + path)
        .put("replaced", false);
  }

  private static void publish(MessageType type, ObjectNode data) {
    deliver(
        Draft.of(
            UUID.fromString(data.get("id").asString()),
            type,
            Topic.ofUploadsTo(data.get("directory").asString()),
            data.toString(),
            AT));
  }

  private static void publish(String topic, String json) {
    publish(MessageType.MESSAGE, topic, json);
  }

  private static void publish(MessageType type, String topic, String json) {
    // Now, because the log does not keep what is older than its retention.
    deliver(Draft.of(UUID.randomUUID(), type, List.of(Topic.parse(topic)), json, Instant.now()));
  }

  private static void deliver(Draft draft) {
    service.part(Hub.class).publish(draft).join();
  }
}
