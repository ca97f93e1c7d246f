package dev.dropbell.eventlog;

import dev.dropbell.hub.EventLog;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EventLogConfiguration {

  /**
   * Spring closes it after every bean that it was injected into, so after all that append.
   *
   * <p>No {@code DataSource} is a bean: the file belongs to this module alone.
   */
  @Bean
  EventLog eventLog(EventLogProperties settings, RetentionProperties retention) {
    return SqliteEventLog.open(settings.dataDirectory(), retention, InstantSource.system());
  }
}
