package dev.dropbell.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.hub.EventLog;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;

/** Where the log goes, and that it goes away with its context. */
final class EventLogConfigurationTest {

  @TempDir Path directory;

  private final ApplicationContextRunner context =
      new ApplicationContextRunner().withUserConfiguration(Wiring.class);

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties({EventLogProperties.class, RetentionProperties.class})
  @Import(EventLogConfiguration.class)
  static class Wiring {}

  @Test
  void dataDirectory_default_isBelowTheDefaultRoot() {
    new ApplicationContextRunner()
        .withUserConfiguration(Properties.class)
        .run(c ->
            assertThat(c.getBean(EventLogProperties.class).dataDirectory())
                .isEqualTo(Path.of("files/.dropbell").toAbsolutePath()));
  }

  @Test
  void retention_defaultAndOverride() {
    ApplicationContextRunner properties =
        new ApplicationContextRunner().withUserConfiguration(Properties.class);
    properties.run(c ->
        assertThat(c.getBean(RetentionProperties.class))
            .isEqualTo(
                new RetentionProperties(Duration.ofDays(7), 1_000_000, DataSize.ofGigabytes(1))));
    properties
        .withPropertyValues(
            "dropbell.log.retention.max-age=30m",
            "dropbell.log.retention.max-count=5",
            "dropbell.log.retention.max-size=10MB")
        .run(c ->
            assertThat(c.getBean(RetentionProperties.class))
                .isEqualTo(
                    new RetentionProperties(Duration.ofMinutes(30), 5, DataSize.ofMegabytes(10))));
  }

  @Test
  void dataDirectory_setByTheOperator_holdsTheLog() {
    context
        .withPropertyValues("dropbell.data-directory=" + directory.resolve("elsewhere"))
        .run(c -> {
          assertThat(c).hasSingleBean(EventLog.class).doesNotHaveBean(DataSource.class);
          assertThat(directory.resolve("elsewhere/events.db")).isRegularFile();
        });
  }

  @Test
  void context_thatCloses_letsGoOfTheDirectory() {
    ApplicationContextRunner same =
        context.withPropertyValues("dropbell.data-directory=" + directory);

    same.run(c -> assertThat(c).hasNotFailed());
    same.run(c -> assertThat(c).hasNotFailed());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties({EventLogProperties.class, RetentionProperties.class})
  static class Properties {}
}
