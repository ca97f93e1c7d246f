package dev.dropbell.ops;

import static java.util.Objects.requireNonNull;

import dev.dropbell.hub.EventLog;
import dev.dropbell.listener.ListenerLifecycle;
import dev.dropbell.upload.RootProperties;
import java.util.List;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class OpsConfiguration {

  @Bean
  BoundPorts boundPorts(
      List<ListenerLifecycle> listeners, WebServerApplicationContext web, Environment environment) {
    return new BoundPorts(
        listeners,
        () -> requireNonNull(web.getWebServer()).getPort(),
        () -> environment.getProperty("local.management.port", Integer.class));
  }

  @Bean
  ShutdownOrder shutdownOrder(List<ListenerLifecycle> listeners, ShutdownProperties settings) {
    return new ShutdownOrder(listeners, settings);
  }

  @Bean
  InfoContributor portsInfo(BoundPorts ports) {
    return info -> info.withDetail("ports", ports.byName());
  }

  @Bean
  HealthIndicator listenersHealthIndicator(List<ListenerLifecycle> listeners) {
    return new ListenersHealthIndicator(listeners);
  }

  @Bean
  HealthIndicator rootHealthIndicator(RootProperties properties) {
    return new RootHealthIndicator(properties.root());
  }

  @Bean
  HealthIndicator logHealthIndicator(EventLog eventLog) {
    return new LogHealthIndicator(eventLog);
  }
}
