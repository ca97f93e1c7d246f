package dev.dropbell.ops;

import dev.dropbell.listener.BindProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * A management port of its own binds where everything does: left alone, Spring opens it to every
 * interface. It cannot be said in application.yml, where an address without a port is refused.
 *
 * <p>For the second web server's context, which finds it in {@code
 * META-INF/spring/…ManagementContextConfiguration.imports}; annotated as a configuration it would
 * be one of the main context.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementAddressConfiguration {

  /** Without an order it comes after Spring's own, which sets no address unless one is given. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableWebServerFactory> managementAddress(
      BindProperties bind, Environment environment) {
    return factory -> {
      if (!environment.containsProperty("management.server.address")) {
        factory.setAddress(bind.bindAddress());
      }
    };
  }
}
