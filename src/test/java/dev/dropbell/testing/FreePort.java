package dev.dropbell.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port for what must know its port before it binds it: a server of somebody else, or one that
 * starts again where it was. What can bind port 0 does so.
 *
 * <p>The system hands out ports from 32768 on, and does so again the moment they are free. These
 * come from below, each only once, so that nobody is given one between the question and the use.
 */
public final class FreePort {

  private static final int FIRST = 12_000;
  private static final int COUNT = 16_000;

  /** Starts anywhere, for the sake of tests in another process. */
  private static final AtomicInteger next =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /** A port that nobody listens on, and that no other caller has been given. */
  public static int take() {
    for (int tried = 0; tried < COUNT; tried++) {
      int port = FIRST + Math.floorMod(next.getAndIncrement(), COUNT);
      try (ServerSocket free = new ServerSocket(port)) {
        return free.getLocalPort();
      } catch (IOException somebodyHasIt) {
        // The next one, then.
      }
    }
    throw new AssertionError("no port is free");
  }
}
