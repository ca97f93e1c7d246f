package dev.dropbell.security;

import dev.dropbell.listener.BindProperties;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * A management port of its own ({@code management.server.port}): a second web server, which nothing
 * of the first one's set-up reaches. Spring finds this class by name, in {@code
 * META-INF/spring/…ManagementContextConfiguration.imports}; annotated as a configuration it would
 * be found for the first server too.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementSecurityConfiguration {

  @Bean
  FilterRegistrationBean<BearerFilter> managementBearerFilter(
      Tokens tokens,
      RefusalPages pages,
      @Value("${management.endpoints.web.base-path:/actuator}") String actuator) {
    return HttpSecurityConfiguration.before(HttpRules.management(actuator), tokens, pages);
  }

  /** Without it an address that nobody has set would be every one there is. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementAddress(BindProperties bind) {
    return factory -> {
      if (factory.getAddress() == null) {
        factory.setAddress(bind.bindAddress());
      }
    };
  }
}
