package dev.dropbell;

import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at once when it is told to stop a second time. The JVM by itself ignores every
 * signal while its shutdown hooks run, and ours may wait for uploads.
 */
final class SecondSignal {

  private static final Logger log = LoggerFactory.getLogger(SecondSignal.class);

  private SecondSignal() {}

  /** From the first signal on, the next one halts. Nothing that was promised depends on the end. */
  static void halts() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("second-signal").unstarted(SecondSignal::listen));
  }

  private static void listen() {
    try {
      haltOn("TERM", 15);
      haltOn("INT", 2);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.debug("a second signal will be ignored", e);
    }
  }

  /**
   * By reflection, because javac warns of the class, which every JDK has (module jdk.unsupported).
   */
  private static void haltOn(String name, int number) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object halt =
        Proxy.newProxyInstance(
            SecondSignal.class.getClassLoader(),
            List.of(handler).toArray(Class<?>[]::new),
            (_, _, _) -> {
              log.warn("stopped at once by a second signal: signal={}", name);
              Runtime.getRuntime().halt(128 + number);
              return null;
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), halt);
  }
}
