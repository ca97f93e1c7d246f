package dev.dropbell.ops;

import static java.util.Objects.requireNonNull;

import dev.dropbell.hub.EventLog;
import dev.dropbell.listener.BindProperties;
import dev.dropbell.listener.ListenerLifecycle;
import dev.dropbell.upload.RootProperties;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
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

  /**
   * Left alone, a management port of its own would bind to every interface. It cannot be said in
   * application.yml: Spring refuses an address without a port.
   */
  @Bean
  static BeanPostProcessor managementAddress(ObjectProvider<BindProperties> bind) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof ManagementServerProperties management
            && management.getPort() != null
            && management.getAddress() == null) {
          management.setAddress(bind.getObject().bindAddress());
        }
        return bean;
      }
    };
  }
}
