package dev.dropbell.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class, ours or a library's, says to the log as long as this is open. */
public final class LogWatch implements AutoCloseable {

  private final Logger logger;
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

  private LogWatch(Logger logger) {
    this.logger = logger;
    heard.start();
    logger.addAppender(heard);
  }

  /** Listens to a class from now on. */
  public static LogWatch of(Class<?> source) {
    return new LogWatch((Logger) LoggerFactory.getLogger(source));
  }

  /** What it has said so far, debug messages included where they are switched on. */
  public List<String> messages() {
    return List.copyOf(heard.list).stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(heard);
  }
}
