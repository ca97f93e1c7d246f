package dev.dropbell.socketio.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.security.AllowedOrigins;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection must send a whole request in time, however busily it sends a part of one. */
class RequestDeadlineTest {

  private static final EngineSettings SETTINGS =
      new EngineSettings(
          "/engine.io/",
          Duration.ofSeconds(25),
          Duration.ofSeconds(20),
          1_000_000,
          1_000_000,
          10,
          10);

  private final EmbeddedChannel channel =
      new EmbeddedChannel() {
        @Override
        protected SocketAddress remoteAddress0() {
          return new InetSocketAddress(
              InetAddress.getLoopbackAddress(), 1); // connections are counted
        }
      };

  @BeforeEach
  void serve() {
    channel.freezeTime();
    Engine engine =
        new Engine(
            SETTINGS,
            new AllowedOrigins(List.of("*")),
            session -> {
              throw new AssertionError("no session is opened here");
            });
    engine.serve(channel.pipeline());
    channel.pipeline().fireChannelActive();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void silence_isClosed() {
    advance(9);
    assertThat(channel.isOpen()).isTrue();

    advance(2);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void headerByteByByte_isClosed() {
    assertClosedWhileSending("GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nX-Slow: ");
  }

  @Test
  void bodyByteByByte_isClosed() {
    assertClosedWhileSending(
        "POST /engine.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nContent-Length: 1000\r\n\r\n");
  }

  @Test
  void answeredRequest_startsTheTimeAnew() {
    write("GET /engine.io/?EIO=3&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n");
    advance(40);
    assertThat(channel.isOpen()).isTrue();

    write("GET /engine.io/?EIO=4");
    advance(20);
    assertThat(channel.isOpen()).isFalse();
  }

  private void assertClosedWhileSending(String begin) {
    write(begin);
    for (int second = 0; second < 9; second++) {
      write("x");
      advance(1);
    }
    assertThat(channel.isOpen()).isTrue();

    write("x");
    advance(2);
    assertThat(channel.isOpen()).isFalse();
  }

  private void write(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
    channel.runPendingTasks();
  }

  private void advance(long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }
}
