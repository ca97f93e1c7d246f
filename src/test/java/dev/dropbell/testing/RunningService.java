package dev.dropbell.testing;

import static java.util.Objects.requireNonNull;

import dev.dropbell.DropbellApplication;
import dev.dropbell.listener.ListenerLifecycle;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole service in this JVM, every port chosen by the system, its root in a directory of the
 * test. Close it to stop it.
 */
public final class RunningService implements AutoCloseable {

  private final ConfigurableApplicationContext context;
  private final Path root;

  private RunningService(ConfigurableApplicationContext context, Path root) {
    this.context = context;
    this.root = root;
  }

  /**
   * Starts it with these command-line arguments besides those that choose ports and root, or in
   * their place: given twice, an argument would be a list.
   */
  public static RunningService start(Path root, String... args) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--dropbell.socketio.port=0",
                "--dropbell.tcp.port=0",
                "--dropbell.ftp.port=0",
                "--dropbell.ftp.passive-ports=0",
                "--dropbell.ftp.login-delay=0",
                "--dropbell.root=" + root));
    for (String arg : args) {
      String key = arg.substring(0, arg.indexOf('=') + 1);
      all.removeIf(chosen -> chosen.startsWith(key));
      all.add(arg);
    }
    return new RunningService(
        new SpringApplicationBuilder(DropbellApplication.class)
            .web(WebApplicationType.SERVLET)
            .run(all.toArray(String[]::new)),
        root);
  }

  /** The directory of completed files. */
  public Path root() {
    return root;
  }

  /** The port of REST and WebSocket. */
  public int httpPort() {
    return requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  /** The port of a listener by its name: {@code ftp}, {@code socketio}. */
  public int port(String listener) {
    return context.getBeansOfType(ListenerLifecycle.class).values().stream()
        .map(ListenerLifecycle::listener)
        .filter(l -> l.name().equals(listener))
        .findFirst()
        .orElseThrow()
        .boundAddress()
        .getPort();
  }

  /** A URL of the REST API. */
  public URI http(String path) {
    return URI.create("http://127.0.0.1:" + httpPort() + path);
  }

  /** A part of the running service, for what cannot be seen from outside. */
  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /** All parts of a type. */
  public <T> List<T> parts(Class<T> type) {
    return List.copyOf(context.getBeansOfType(type).values());
  }

  /** The port of the actuator, when it has one of its own. */
  public int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
  }

  @Override
  public void close() {
    context.close();
  }
}
