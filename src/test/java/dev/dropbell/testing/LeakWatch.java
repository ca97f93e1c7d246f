package dev.dropbell.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.slf4j.LoggerFactory;

/** Netty's leak detector at its most suspicious, and whether it found anything. */
public final class LeakWatch {

  private static final int ROUNDS = 5;

  private final Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  private final ListAppender<ILoggingEvent> reports = new ListAppender<>();

  private LeakWatch() {}

  /** Watches every buffer that is allocated from now on. */
  public static LeakWatch start() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    LeakWatch watch = new LeakWatch();
    watch.reports.start();
    watch.detector.addAppender(watch.reports);
    return watch;
  }

  /** Fails when a buffer was forgotten since the start. */
  public void assertNone() {
    for (int i = 0; i < ROUNDS; i++) {
      System.gc();
      // A leak is reported when the next buffer is allocated.
      ByteBuf probe = ByteBufAllocator.DEFAULT.directBuffer(1);
      probe.release();
    }
    detector.detachAppender(reports);
    assertThat(reports.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }
}
